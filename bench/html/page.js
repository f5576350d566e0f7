'use strict';

// Shows the report that the page holds. All of it is put in as text, never as HTML.

(() => {
  const byId = id => document.getElementById(id);
  const hasCharts = typeof Chart !== 'undefined';
  const percentiles = [['p50', 'p50'], ['p90', 'p90'], ['p99', 'p99'], ['p999', 'p99.9'], ['max', 'max']];

  function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // columns: {title, cell(row) that gives a text, a node, or null for nothing to say}. The first one heads its row; one that
  // says nothing in any row is left out.
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

  const asTable = (title, content) => element('details', {}, element('summary', {}, title), content);

  // --- what the report says, by workload and mode ---

  function workloadsOf(report) {
    const known = new Map((report.modes ?? []).map(mode => [mode.name, mode]));
    const best = report.findings?.best ?? null;
    const chosen = report.findings?.knee ?? best;
    const workloads = new Map();
    for (const result of report.results) {
      const key = `${result.workload} ${result.data_size ?? ''}`;
      if (!workloads.has(key)) {
        workloads.set(key, {name: result.workload, dataSize: result.data_size, modes: new Map(), batches: new Set(), hidden: new Set()});
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
        y: spread.median > 0 ? spread.median : null,
        lines: [`${name}: ${text.microseconds(spread.median)}`, `repeats: ${range(spread, text.microseconds)}`],
      };
    });
  }

  // --- a section a workload ---

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
    const made = asTable(title, content);
    made.open = open;
    panel.details.replaceChildren(made);
  }

  const matrix = (caption, workload, modes, cell) => table(caption, [
    {title: 'mode', cell: mode => mode.name},
    ...workload.batches.map(batch => ({
      title: text.count(batch),
      cell: mode => (mode.at.has(batch) ? cell(mode.at.get(batch), mode) : null),
    })),
  ], modes);

  const heightOf = bars => 90 + 30 * bars;

  const withSmall = (main, small) => {
    const both = document.createDocumentFragment();
    both.append(main);
    if (small) both.append(element('small', {}, small));
    return both;
  };

  function drawSpeed(workload, panel, modes, overBatches) {
    const {batch, batches, knee} = workload;
    const best = modes.flatMap(mode => [...mode.at.values()]).reduce((a, b) => (a && speedOf(a) >= speedOf(b) ? a : b), null);
    const told = best === null ? 'No mode is shown.'
      : `Commands per second of ${modes.length} modes in batches of ${batches.map(text.count).join(', ')}. ` +
        `The most: ${best.mode}, ${text.count(speedOf(best))} in batches of ${text.count(best.batch)}. ` +
        (knee ? `Knee of ${knee.mode}: batches of ${text.count(knee.batch)}. ` : '') + 'The table has all figures.';
    panel.canvas.setAttribute('aria-label', told);
    if (hasCharts && overBatches) {
      panel.frame.classList.add('wide');
      const place = knee && modes.some(mode => mode.name === knee.mode)
        ? {at: knee.batch, text: `knee of ${knee.mode}: ${text.count(knee.batch)}`} : {};
      charts.speed(panel.canvas, modes.map(mode => ({...mode, points: batches.map(size => speedPoint(mode, size))})), batches, place);
    } else if (hasCharts) {
      const bars = modes.filter(mode => mode.at.has(batch)).map(mode => ({...mode, point: speedPoint(mode, batch)}));
      const wire = bars.find(mode => mode.isLimit);
      panel.frame.style.height = `${heightOf(bars.length)}px`;
      charts.speedBars(panel.canvas, bars, wire ? {at: wire.point.speed, text: 'limit of the wire'} : {});
    }
    setTable(panel, 'Speed as a table', matrix('Commands per second by batch size', workload, modes, (result, mode) =>
      withSmall(text.count(speedOf(result)), [
        result.ratio_to_wire && !mode.isLimit ? `${text.decimals(result.ratio_to_wire.median, 2)} of wire` : '',
        mode.knee === result.batch ? 'knee' : '',
      ].filter(Boolean).join(', '))));
  }

  function drawCpu(workload, panel, modes) {
    const rows = modes.filter(mode => mode.at.has(workload.batch)).map(mode => {
      const result = mode.at.get(workload.batch);
      const [total, user, system] = ['cpu', 'user', 'system'].map(part => result[`client_${part}_ns_per_command`].median);
      return {name: mode.name, total, user, system};
    });
    panel.canvas.setAttribute('aria-label', `Client CPU per command, user and system, of ${rows.length} modes in batches of ` +
      `${text.count(workload.batch)}: ${rows.map(row => `${row.name} ${text.nanoseconds(row.total)}`).join(', ')}.`);
    if (hasCharts) {
      panel.frame.style.height = `${heightOf(rows.length)}px`;
      charts.cpu(panel.canvas, rows);
    }
    setTable(panel, 'Client CPU as a table', matrix('Client CPU per command by batch size: user + system', workload, modes, result =>
      withSmall(text.nanoseconds(result.client_cpu_ns_per_command.median),
        `${text.nanoseconds(result.client_user_ns_per_command.median)} + ${text.nanoseconds(result.client_system_ns_per_command.median)}`)));
  }

  function drawLatency(workload, panel, modes) {
    const rows = modes.filter(mode => mode.at.get(workload.batch)?.latency_us)
      .map(mode => ({...mode, points: latencyPoints(mode.at.get(workload.batch))}));
    panel.canvas.setAttribute('aria-label', `Percentiles of the latency of ${rows.length} modes in batches of ` +
      `${text.count(workload.batch)}: ${rows.map(mode => `${mode.name} p50 ${text.microseconds(mode.points[0].y)}, ` +
      `p99 ${text.microseconds(mode.points[2].y)}`).join('; ')}. The table has all figures.`);
    if (hasCharts) {
      panel.frame.style.height = `${Math.min(Math.max(heightOf(rows.length), 240), 330)}px`;
      charts.latency(panel.canvas, rows, percentiles.map(([, name]) => name));
    }
    const all = modes.flatMap(mode => workload.batches.map(batch => mode.at.get(batch)).filter(result => result?.latency_us));
    setTable(panel, 'Latencies as a table', table('Latency by mode and batch size', [
      {title: 'mode', cell: result => result.mode},
      {title: 'batch', cell: result => text.count(result.batch)},
      ...percentiles.map(([key, name]) => ({title: name, cell: result => text.microseconds(result.latency_us[key].median)})),
    ], all));
  }

  const median = (spread, format) => (spread ? format(spread.median) : null);
  const number = (value, digits) => (typeof value === 'number' ? text.decimals(value, digits) : null);

  function overview(workload, modes) {
    const rows = modes.map(mode => mode.at.get(workload.batch)).filter(Boolean);
    return table(`All modes in batches of ${text.count(workload.batch)}, per command`, [
      {title: 'mode', cell: r => r.mode},
      {title: 'commands/s', cell: r => withSmall(text.count(speedOf(r)), r.repeats > 1 ? range(r.commands_per_second, text.count) : '')},
      {title: 'of wire', cell: r => median(r.ratio_to_wire, v => text.decimals(v, 2))},
      {title: 'of batch 1', cell: r => median(r.ratio_to_batch_1, v => text.decimals(v, 1))},
      {title: 'MiB/s', cell: r => (r.mib_per_second?.median > 0 ? median(r.mib_per_second, v => text.decimals(v, 1)) : null)},
      {title: 'client CPU', cell: r => median(r.client_cpu_ns_per_command, text.nanoseconds)},
      {title: 'server CPU', cell: r => median(r.server_cpu_ns_per_command, text.nanoseconds)},
      {title: 'allocations', cell: r => number(r.allocations_per_command, 3)},
      {title: 'system calls', cell: r => number(r.syscalls_per_command, 3)},
    ], rows);
  }

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

  // The charts of modes that send batches, or of those whose callers wait for single commands: their times differ by powers of
  // ten, and the second ones know no batches.
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
    const title = element('h2', {id: `workload-${number}`},
      text.workload(workload.name) + (workload.dataSize === undefined ? '' : `, values of ${text.count(workload.dataSize)} bytes`));
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

  // --- the rest of the page ---

  function addHighlights(report) {
    const {best, knee, gain} = report.findings ?? {};
    const at = place => report.results.find(result => result.mode === place?.mode && result.batch === place.batch);
    const card = (title, value, of) => byId('highlights').append(element('div', {},
      element('dt', {}, title), element('dd', {class: 'value'}, value), element('dd', {class: 'of'}, of)));
    const top = at(best);
    if (!top) return;
    card('Best speed', `${text.short(speedOf(top))}/s`, `${top.mode}, batches of ${text.count(top.batch)}`);
    if (top.ratio_to_wire) card('Of the wire’s limit', `${text.decimals(100 * top.ratio_to_wire.median, 0)} %`, 'at the same batch size');
    if (at(knee) && knee.batch !== best.batch) {
      card('The knee', `batches of ${text.count(knee.batch)}`,
        `get ${text.decimals(100 * speedOf(at(knee)) / speedOf(top), 0)} % of the most`);
    }
    if (typeof gain === 'number') card('Pipelining bought', `${text.decimals(gain, gain < 10 ? 1 : 0)} ×`, 'over a round trip a command');
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
    const shown = ['time', 'cpu_model', 'cores', 'kernel', 'load_average', 'compiler', 'compiler_flags', 'optimised', 'sanitized',
      'tributary_version', 'commit', 'hiredis_version', 'fmt_version', 'peers', 'server_version', 'server_settings', 'transport',
      'server_is_local', 'server_is_private'];
    const others = Object.entries(e).filter(([name]) => !shown.includes(name));
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
      ...others.map(([name, value]) => [name.replaceAll('_', ' '), typeof value === 'object' ? JSON.stringify(value) : value]),
    ]);
  }

  function show(report) {
    const {environment} = report;
    const workloads = workloadsOf(report);
    const what = workloads.map(workload => text.workload(workload.name)).join(', ');
    byId('subject').textContent = `${what} on redis-server ${environment.server_version} over ${environment.transport}; ` +
      `${environment.cores} × ${environment.cpu_model}; ${environment.time?.slice(0, 10)}`;
    document.title = `tributary-bench: ${what}, ${environment.time?.slice(0, 10)}`;
    for (const warning of report.warnings ?? []) byId('warnings').append(element('li', {}, warning));
    byId('warnings').hidden = !report.warnings?.length;
    byId('closing').textContent = report.findings?.text ?? '';
    addHighlights(report);
    const redraws = workloads.map(addWorkload);
    addFacts('modes', workloads.flatMap(workload => workload.modes).map(mode => [mode.name, mode.summary]), 'mode');
    byId('modes').parentElement.hidden = byId('modes').childElementCount === 0;
    addEnvironment(report);
    byId('made-by').textContent = `A report of tributary-bench ${environment.tributary_version}. The page holds all its data, ` +
      'as JSON, and loads nothing.';
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
})();
