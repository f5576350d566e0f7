'use strict';

// What a report says, by workload and mode.

const percentiles = [['p50', 'p50'], ['p90', 'p90'], ['p99', 'p99'], ['p999', 'p99.9'], ['max', 'max']];

function workloadsOf(report) {
  const known = new Map((report.modes ?? []).map(mode => [mode.name, mode]));
  const best = report.findings?.best ?? null;
  const chosen = report.findings?.knee ?? best;
  const workloads = new Map();
  for (const result of report.results) {
    const key = `${result.workload} ${result.data_size ?? ''}`;
    if (!workloads.has(key)) {
      workloads.set(key, {
        name: result.workload,
        dataSize: result.data_size,
        modes: new Map(),
        batches: new Set(),
        hidden: new Set(),  // modes that are switched off
      });
    }
    const workload = workloads.get(key);
    workload.batches.add(result.batch);
    if (!workload.modes.has(result.mode)) {
      const facts = known.get(result.mode) ?? {};
      workload.modes.set(result.mode, {
        name: result.mode,
        summary: facts.summary ?? '',
        knee: null,
        isLimit: result.mode === 'wire',
        isOther: facts.other_client === true,
        isBest: best !== null && best.mode === result.mode,
        waitsFor: null,
        at: new Map(),
      });
    }
    const mode = workload.modes.get(result.mode);
    mode.at.set(result.batch, result);
    mode.waitsFor ??= result.latency_us?.of ?? null;
  }
  for (const workload of workloads.values()) {
    workload.modes = [...workload.modes.values()];
    for (const mode of workload.modes) {
      // Of a mode that is fastest in the largest batches nobody knows whether there is a knee.
      const knee = known.get(mode.name)?.knee;
      if (knee < Math.max(...mode.at.keys())) mode.knee = knee;
    }
    workload.modes.filter(mode => !mode.isLimit).forEach((mode, number) => { mode.number = number; });
    workload.batches = [...workload.batches].sort((a, b) => a - b);
    workload.batch = workload.batches.includes(chosen?.batch) ? chosen.batch : workload.batches.at(-1);
    const ofBest = workload.modes.find(mode => mode.isBest);
    workload.knee = ofBest?.knee ? {mode: ofBest.name, batch: ofBest.knee} : null;
  }
  return [...workloads.values()];
}

const speedOf = result => result.commands_per_second.median;
const range = (spread, format) => `${format(spread.min)} to ${format(spread.max)}`;

function speedPoint(mode, batch) {
  const result = mode.at.get(batch);
  if (!result) return null;
  const spread = result.commands_per_second;
  const lines = [
    `${text.count(spread.median)} commands per second in batches of ${text.count(batch)}`,
    `repeats: ${range(spread, text.count)}`,
  ];
  if (result.ratio_to_wire) lines.push(`${text.decimals(result.ratio_to_wire.median, 2)} of wire`);
  if (mode.knee === batch) lines.push('the knee of this mode');
  return {speed: spread.median, spread, lines};
}

function latencyPoints(result) {
  return percentiles.map(([key, name]) => {
    const spread = result.latency_us[key];
    return {
      x: name,
      y: spread.median > 0 ? spread.median : null,  // the axis is logarithmic
      told: `${name} ${text.microseconds(spread.median)}`,
      lines: [`${name}: ${text.microseconds(spread.median)}`, `repeats: ${range(spread, text.microseconds)}`],
    };
  });
}
