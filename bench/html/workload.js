'use strict';

// The section of one workload: figures, and what they can be told to show.

function legend(workload, redraw) {
  const box = element('div', {class: 'legend', role: 'group', 'aria-label': 'Modes shown'});
  const buttons = workload.modes.map(mode => {
    const swatch = element('canvas', {'aria-hidden': 'true'});
    const button = element('button', {type: 'button', class: 'mode', title: mode.summary}, swatch, mode.name);
    button.addEventListener('click', () => {
      if (!workload.hidden.delete(mode)) workload.hidden.add(mode);
      redraw();
    });
    return {mode, button, swatch};
  });
  box.append(...buttons.map(({button}) => button));
  if (workload.modes.length > 3) {
    const all = (name, hidden) => {
      const button = element('button', {type: 'button', class: 'all'}, name);
      button.addEventListener('click', () => {
        workload.hidden = new Set(hidden ? workload.modes : []);
        redraw();
      });
      return button;
    };
    box.append(all('all', false), all('none', true));
  }
  const update = () => buttons.forEach(({mode, button, swatch}) => {
    button.setAttribute('aria-pressed', String(!workload.hidden.has(mode)));
    charts.swatch(swatch, mode);
  });
  return {box, update};
}

function batchChoice(workload, number, redraw) {
  const choice = element('fieldset', {class: 'batches'}, element('legend', {}, 'In batches of'));
  for (const batch of workload.batches) {
    const radio = element('input', {type: 'radio', name: `batch-${number}`, value: batch});
    radio.checked = batch === workload.batch;
    radio.addEventListener('change', () => {
      workload.batch = batch;
      redraw();
    });
    choice.append(element('label', {}, radio, element('span', {}, text.count(batch))));
  }
  return choice;
}

const userAndSystem = () => [
  element('span', {class: 'key user'}), 'user', element('span', {class: 'key system'}), 'system',
];

// The charts of modes that send batches, or of those whose callers wait for single commands: their times differ by powers
// of ten, and the second ones know no batches.
function group(workload, modes, single) {
  const overBatches = !single && workload.batches.length > 1;
  const speed = panel(single ? 'Speed of single commands' : overBatches ? 'Speed over batch size' : 'Speed',
    ['commands per second; thin lines from the least to the most of the repeats']);
  const cpu = panel(single ? 'Client CPU of single commands' : 'Client CPU per command', userAndSystem());
  const latency = !modes.some(mode => mode.waitsFor) ? null
    : panel(single ? 'Latency of a command' : 'Latency of a batch',
      [single ? 'each is waited for by its caller' : 'from the first recorded command until the last value is read']);
  return {
    speed: speed.figure,
    overBatches,
    others: [cpu.figure, ...(latency ? [latency.figure] : [])],
    redraw() {
      const shown = modes.filter(mode => !workload.hidden.has(mode));
      drawSpeed(workload, speed, shown, overBatches);
      drawCpu(workload, cpu, shown);
      if (latency) drawLatency(workload, latency, shown);
    },
  };
}

// Gives the function that draws what can change.
function addWorkload(workload, number) {
  const values = workload.dataSize === undefined ? '' : `, values of ${text.count(workload.dataSize)} bytes`;
  const title = element('h2', {id: `workload-${number}`}, `Workload: ${workload.name}${values}`);
  const section = element('section', {class: 'workload', 'aria-labelledby': title.id}, title);
  byId('workloads').append(section);

  const isSingle = mode => mode.waitsFor === 'command';
  const groups = [false, true].map(single => [single, workload.modes.filter(mode => isSingle(mode) === single)])
    .filter(([, modes]) => modes.length > 0).map(([single, modes]) => group(workload, modes, single));
  const numbers = element('div', {class: 'panel'});
  const redraw = () => {
    keys?.update();
    for (const part of groups) part.redraw();
    numbers.replaceChildren(element('h3', {}, 'In numbers'),
      overview(workload, workload.modes.filter(mode => !workload.hidden.has(mode))));
  };
  const keys = hasCharts ? legend(workload, redraw) : null;
  if (keys) section.append(keys.box);
  section.append(...groups.filter(part => part.overBatches).map(part => part.speed));
  if (workload.batches.length > 1) section.append(batchChoice(workload, number, redraw));
  for (const part of groups) {
    section.append(element('div', {class: 'panels'}, ...(part.overBatches ? [] : [part.speed]), ...part.others));
  }
  section.append(numbers);
  return redraw;
}
