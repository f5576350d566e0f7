'use strict';

// What the page is made of. Texts are put in as text, never as HTML.

const byId = id => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// columns: {title, cell(row) that gives a text, a node, or null for nothing to say}. The first one heads its row; one
// that says nothing in any row is left out.
function table(caption, columns, rows) {
  const filled = columns.map(column => ({...column, cells: rows.map(row => column.cell(row) ?? null)}))
    .filter(column => column.cells.some(cell => cell !== null));
  const line = i => element('tr', {}, ...filled.map((column, c) =>
    element(c === 0 ? 'th' : 'td', c === 0 ? {scope: 'row', class: 'mode'} : {}, column.cells[i] ?? '–')));
  return element('div', {class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0'},
    element('table', {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...filled.map(column => element('th', {scope: 'col'}, column.title)))),
      element('tbody', {}, ...rows.map((_, i) => line(i)))));
}

// A number, and under it what belongs to it.
function withSmall(main, small) {
  const both = document.createDocumentFragment();
  both.append(main);
  if (small) both.append(element('small', {}, small));
  return both;
}

// A figure with a title, a canvas that tells its contents in a sentence, and its table.
function panel(title, about) {
  const canvas = element('canvas', {role: 'img'});
  const frame = element('div', {class: 'canvas'}, canvas);
  const details = element('div');
  const figure = element('figure', {class: 'panel'}, element('h3', {}, title));
  if (hasCharts) figure.append(element('p', {class: 'about'}, ...about), frame);
  figure.append(details);
  return {figure, canvas, frame, details};
}

// Puts a table in, which stays open or closed when it is another one.
function setTable(panel, title, content) {
  const open = !hasCharts || (panel.details.querySelector('details')?.open ?? false);
  const made = element('details', {}, element('summary', {}, title), content);
  made.open = open;
  panel.details.replaceChildren(made);
}
