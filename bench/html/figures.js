'use strict';

// The contents of each figure: its chart, the sentence that says what is in it, and its table.

const heightOf = bars => 90 + 30 * bars;
const inBatchesOf = (...batches) => `in batches of ${batches.map(text.count).join(', ')}`;

// A row a mode, a column a batch size.
const matrix = (caption, workload, modes, cell) => table(caption, [
  {title: 'mode', cell: mode => mode.name},
  ...workload.batches.map(batch => ({
    title: text.count(batch),
    cell: mode => (mode.at.has(batch) ? cell(mode.at.get(batch), mode) : null),
  })),
], modes);

function drawSpeed(workload, panel, modes, overBatches) {
  const {batch, batches, knee} = workload;
  const results = modes.flatMap(mode => (overBatches ? [...mode.at.values()] : mode.at.get(batch) ?? []));
  const best = results.reduce((a, b) => (a && speedOf(a) >= speedOf(b) ? a : b), null);
  const sentences = [`Commands per second of ${modes.length} modes ${inBatchesOf(...(overBatches ? batches : [batch]))}.`];
  if (best) sentences.push(`The most: ${best.mode}, ${text.count(speedOf(best))} ${inBatchesOf(best.batch)}.`);
  if (overBatches && knee) sentences.push(`The knee of ${knee.mode}: ${inBatchesOf(knee.batch)}.`);
  panel.canvas.setAttribute('aria-label', sentences.join(' ') + ' The table has all figures.');

  if (hasCharts && overBatches) {
    panel.frame.classList.add('wide');
    const lines = modes.map(mode => ({...mode, points: batches.map(size => speedPoint(mode, size))}));
    const place = knee && modes.some(mode => mode.name === knee.mode)
      ? {at: knee.batch, text: `knee of ${knee.mode}: ${text.count(knee.batch)}`} : {};
    charts.speed(panel.canvas, lines, batches, place);
  } else if (hasCharts) {
    const bars = modes.filter(mode => mode.at.has(batch)).map(mode => ({...mode, point: speedPoint(mode, batch)}));
    const wire = bars.find(mode => mode.isLimit);
    panel.frame.style.height = `${heightOf(bars.length)}px`;
    charts.speedBars(panel.canvas, bars, wire ? {at: wire.point.speed, text: 'limit of the wire'} : {});
  }

  const beside = (result, mode) => [
    result.ratio_to_wire && !mode.isLimit ? `${text.decimals(result.ratio_to_wire.median, 2)} of wire` : '',
    mode.knee === result.batch ? 'knee' : '',
  ].filter(Boolean).join(', ');
  setTable(panel, 'Speed as a table', matrix('Commands per second by batch size', workload, modes,
    (result, mode) => withSmall(text.count(speedOf(result)), beside(result, mode))));
}

function drawCpu(workload, panel, modes) {
  const partsOf = result => {
    const [total, user, system] = ['cpu', 'user', 'system'].map(part => result[`client_${part}_ns_per_command`].median);
    return {name: result.mode, total, user, system};
  };
  const rows = modes.filter(mode => mode.at.has(workload.batch)).map(mode => partsOf(mode.at.get(workload.batch)));
  const told = rows.map(row => `${row.name} ${text.nanoseconds(row.total)}`);
  panel.canvas.setAttribute('aria-label',
    `Client CPU per command, user and system, ${inBatchesOf(workload.batch)}: ${told.join(', ')}. The table has all.`);
  if (hasCharts) {
    panel.frame.style.height = `${heightOf(rows.length)}px`;
    charts.cpu(panel.canvas, rows);
  }
  setTable(panel, 'Client CPU as a table',
    matrix('Client CPU per command by batch size: user + system', workload, modes, result => {
      const {total, user, system} = partsOf(result);
      return withSmall(text.nanoseconds(total), `${text.nanoseconds(user)} + ${text.nanoseconds(system)}`);
    }));
}

function drawLatency(workload, panel, modes) {
  const rows = modes.filter(mode => mode.at.get(workload.batch)?.latency_us)
    .map(mode => ({...mode, points: latencyPoints(mode.at.get(workload.batch))}));
  const told = rows.map(({name, points}) => `${name} ${points[0].told}, ${points[2].told}`);
  panel.canvas.setAttribute('aria-label',
    `Percentiles of the latency ${inBatchesOf(workload.batch)}: ${told.join('; ')}. The table has all figures.`);
  if (hasCharts) {
    panel.frame.style.height = `${Math.min(Math.max(heightOf(rows.length), 240), 330)}px`;
    charts.latency(panel.canvas, rows, percentiles.map(([, name]) => name));
  }
  const all = modes.flatMap(mode => workload.batches.map(batch => mode.at.get(batch)))
    .filter(result => result?.latency_us);
  setTable(panel, 'Latencies as a table', table('Latency by mode and batch size', [
    {title: 'mode', cell: result => result.mode},
    {title: 'batch', cell: result => text.count(result.batch)},
    ...percentiles.map(([key, name]) => ({
      title: name,
      cell: result => text.microseconds(result.latency_us[key].median),
    })),
  ], all));
}

const median = (spread, format) => (spread ? format(spread.median) : null);
const number = (value, digits) => (typeof value === 'number' ? text.decimals(value, digits) : null);

// Every figure of one batch size.
function overview(workload, modes) {
  const rows = modes.map(mode => mode.at.get(workload.batch)).filter(Boolean);
  const repeats = result => (result.repeats > 1 ? range(result.commands_per_second, text.count) : '');
  return table(`All modes ${inBatchesOf(workload.batch)}, per command`, [
    {title: 'mode', cell: result => result.mode},
    {title: 'commands/s', cell: result => withSmall(text.count(speedOf(result)), repeats(result))},
    {title: 'of wire', cell: result => median(result.ratio_to_wire, ratio => text.decimals(ratio, 2))},
    {title: 'of batch 1', cell: result => median(result.ratio_to_batch_1, ratio => text.decimals(ratio, 1))},
    {title: 'MiB/s', cell: result => number(result.mib_per_second?.median || null, 1)},  // 0: the server told nothing
    {title: 'client CPU', cell: result => median(result.client_cpu_ns_per_command, text.nanoseconds)},
    {title: 'server CPU', cell: result => median(result.server_cpu_ns_per_command, text.nanoseconds)},
    {title: 'allocations', cell: result => number(result.allocations_per_command, 3)},
    {title: 'system calls', cell: result => number(result.syscalls_per_command, 3)},
  ], rows);
}
