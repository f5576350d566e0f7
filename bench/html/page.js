'use strict';

// Shows the report that the page holds.

function addHighlights(report) {
  const {best, knee, gain} = report.findings ?? {};
  const at = place => report.results.find(result => result.mode === place?.mode && result.batch === place.batch);
  const card = (title, value, of) => byId('highlights').append(element('div', {},
    element('dt', {}, title), element('dd', {class: 'value'}, value), element('dd', {class: 'of'}, of)));
  const top = at(best);
  if (!top) return;
  card('Best speed', `${text.short(speedOf(top))}/s`, `${top.mode}, batches of ${text.count(top.batch)}`);
  if (top.ratio_to_wire) {
    card('Of the wire’s limit', `${text.count(100 * top.ratio_to_wire.median)} %`, 'at the same batch size');
  }
  if (at(knee) && knee.batch !== best.batch) {
    card('The knee', `batches of ${text.count(knee.batch)}`,
      `get ${text.count(100 * speedOf(at(knee)) / speedOf(top))} % of the most`);
  }
  if (typeof gain === 'number') {
    card('Pipelining bought', `${text.decimals(gain, gain < 10 ? 1 : 0)} ×`, 'over a round trip a command');
  }
  card('Client CPU', text.nanoseconds(top.client_cpu_ns_per_command.median), 'per command');
}

function addFacts(id, facts, nameClass) {
  for (const [name, value] of facts) {
    if (value === undefined || value === null || value === '') continue;
    byId(id).append(element('dt', nameClass ? {class: nameClass} : {}, name), element('dd', {}, String(value)));
  }
}

function addEnvironment(report) {
  const {environment: e, command_line: command} = report;
  const shown = ['time', 'cpu_model', 'cores', 'kernel', 'load_average', 'compiler', 'compiler_flags', 'optimised',
    'sanitized', 'tributary_version', 'commit', 'hiredis_version', 'fmt_version', 'peers', 'server_version',
    'server_settings', 'transport', 'server_is_local', 'server_is_private'];
  const others = Object.entries(e).filter(([name]) => !shown.includes(name))
    .map(([name, value]) => [name.replaceAll('_', ' '), typeof value === 'object' ? JSON.stringify(value) : value]);
  const peers = Object.entries(e.peers ?? {}).map(([name, version]) => `${name} ${version}`).join(', ');
  addFacts('environment', [
    ['command line', command],
    ['time', e.time?.replace('T', ' ').replace('Z', ' UTC')],
    ['machine', `${e.cores} × ${e.cpu_model}`],
    ['kernel', e.kernel],
    ['load before', number(e.load_average, 2)],
    ['server', `redis-server ${e.server_version}${e.server_is_private ? ', private' : ''}, over ${e.transport}` +
      (e.server_is_local ? '' : ', on another machine')],
    ['its settings', e.server_settings],
    ['tributary', e.tributary_version + (e.commit ? ` (${e.commit})` : '')],
    ['libraries', `hiredis ${e.hiredis_version}, fmt ${e.fmt_version}`],
    ['other clients', peers],
    ['compiler', [e.compiler, e.compiler_flags].filter(Boolean).join(', ')],
    ...others,
  ]);
}

function show(report) {
  const {environment} = report;
  const workloads = workloadsOf(report);
  const what = workloads.map(workload => workload.name).join(', ');
  const day = environment.time?.slice(0, 10);
  byId('subject').textContent = `${what} on redis-server ${environment.server_version} over ` +
    `${environment.transport}; ${environment.cores} × ${environment.cpu_model}; ${day}`;
  document.title = `tributary-bench: ${what}, ${day}`;
  for (const warning of report.warnings ?? []) byId('warnings').append(element('li', {}, warning));
  byId('warnings').hidden = !report.warnings?.length;
  byId('closing').textContent = report.findings?.text ?? '';
  addHighlights(report);
  const redraws = workloads.map(addWorkload);
  addFacts('modes', workloads.flatMap(workload => workload.modes).map(mode => [mode.name, mode.summary]), 'mode');
  addFacts('modes', (report.skipped ?? []).map(({mode, why}) => [mode, `left out: ${why}`]), 'mode');
  byId('modes').parentElement.hidden = byId('modes').childElementCount === 0;
  addEnvironment(report);
  byId('made-by').textContent = `A report of tributary-bench ${environment.tributary_version}. The page holds all its ` +
    'data, as JSON, and loads nothing.';
  byId('no-charts').hidden = hasCharts;
  byId('licence').hidden = !hasCharts;

  const redrawAll = () => redraws.forEach(redraw => redraw());
  redrawAll();
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
  // On paper nothing opens, and the colours are those of the light page.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    redrawAll();
    opened = [...document.querySelectorAll('#workloads details:not([open])')];
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    for (const details of opened) details.open = false;
    redrawAll();
  });
}

try {
  show(JSON.parse(byId('report').textContent));
} catch (error) {
  byId('failure').textContent = `This page cannot show its report: ${error.message}`;
  byId('failure').hidden = false;
  throw error;
}
