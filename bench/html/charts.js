'use strict';

// The charts of the page, by Chart.js of major version 3 or 4. Each is drawn anew when what it shows or its colours
// change.

const hasCharts = typeof Chart !== 'undefined';

const charts = (() => {
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  // Colours are eight, and the shapes of the markers seven: two modes that share one differ in the other.
  const shapes = ['circle', 'triangle', 'rect', 'rectRot', 'star', 'crossRot', 'rectRounded'];

  function styleOf(mode) {
    if (mode.isLimit) return {color: color('limit'), shape: 'circle', dash: [2, 3]};
    const series = color('series').split(' ');
    return {
      color: series[mode.number % series.length],
      shape: shapes[mode.number % shapes.length],
      dash: mode.isOther ? [7, 4] : [],
    };
  }

  function lineOf(mode, points) {
    const {color: stroke, shape, dash} = styleOf(mode);
    return {
      label: mode.name,
      data: points,
      borderColor: stroke,
      backgroundColor: stroke,
      borderWidth: mode.isBest ? 3 : 2,
      borderDash: dash,
      pointStyle: shape,
      pointRadius: mode.isLimit ? 2 : 4.5,
      pointHoverRadius: 7,
      pointBorderWidth: 2,
      spanGaps: true,
      clip: false,
    };
  }

  function axis(title, more = {}) {
    return {
      title: {display: title !== '', text: title, color: color('muted')},
      grid: {color: color('line')},
      ...more,
      ticks: {color: color('muted'), ...more.ticks},
    };
  }

  function draw(canvas, config) {
    Chart.getChart(canvas)?.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    return new Chart(canvas, {
      ...config,
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        ...config.options,
        plugins: {legend: {display: false}, ...config.options.plugins},
      },
    });
  }

  // From the least to the most of the repeats.
  const whiskers = {
    id: 'whiskers',
    beforeDatasetsDraw(chart) {
      const {ctx} = chart;
      for (const meta of chart.getSortedVisibleDatasetMetas()) {
        const {data, borderColor} = chart.data.datasets[meta.index];
        ctx.save();
        ctx.strokeStyle = borderColor;
        ctx.globalAlpha = 0.45;
        ctx.lineWidth = 1.5;
        data.forEach((point, i) => {
          if (!point.spread) return;
          const horizontal = chart.options.indexAxis === 'y';
          const scale = horizontal ? chart.scales.x : chart.scales.y;
          const ends = [point.spread.min, point.spread.max].map(value => scale.getPixelForValue(value));
          const {x, y} = meta.data[i];
          ctx.beginPath();
          if (horizontal) {
            ctx.moveTo(ends[0], y);
            ctx.lineTo(ends[1], y);
          } else {
            ctx.moveTo(x, ends[0]);
            ctx.lineTo(x, ends[1]);
          }
          ctx.stroke();
        });
        ctx.restore();
      }
    },
  };

  // Says at its end which line is the limit.
  const limit = {
    id: 'limit',
    afterDatasetsDraw(chart, _, options) {
      const end = chart.getDatasetMeta(options.dataset)?.data.at(-1);
      if (!end) return;
      const {ctx} = chart;
      ctx.save();
      ctx.fillStyle = color('muted');
      ctx.font = `12px ${Chart.defaults.font.family}`;
      ctx.textAlign = 'right';
      ctx.textBaseline = 'bottom';
      ctx.fillText('limit of the wire', end.x - 8, end.y - 8);
      ctx.restore();
    },
  };

  // A line across the plot with a word at it: the knee, or the wire's limit where bars are compared with it.
  const mark = {
    id: 'mark',
    beforeDatasetsDraw(chart, _, options) {
      if (options.at === undefined) return;
      const {ctx, chartArea: area} = chart;
      const x = chart.scales.x.getPixelForValue(options.at);
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = color('accent');
      ctx.lineWidth = 1.5;
      ctx.setLineDash([5, 4]);
      ctx.beginPath();
      ctx.moveTo(x, area.top);
      ctx.lineTo(x, area.bottom);
      ctx.stroke();
      ctx.font = `600 12px ${Chart.defaults.font.family}`;
      ctx.textBaseline = 'bottom';
      const half = ctx.measureText(options.text).width / 2;
      ctx.textAlign = 'center';
      ctx.fillText(options.text, Math.min(Math.max(x, area.left + half), area.right - half), area.top - 5);
      ctx.restore();
    },
  };

  // What a bar or a stack adds up to, behind its end or that of its whisker.
  const totals = {
    id: 'totals',
    afterDatasetsDraw(chart, _, options) {
      const {ctx} = chart;
      const last = chart.data.datasets.length - 1;
      const bars = chart.getDatasetMeta(last).data;
      const most = i => chart.scales.x.getPixelForValue(chart.data.datasets[last].data[i].spread?.max ?? 0);
      ctx.save();
      ctx.fillStyle = color('text');
      ctx.font = `12px ${Chart.defaults.font.family}`;
      ctx.textBaseline = 'middle';
      bars.forEach((bar, i) => ctx.fillText(options.texts[i], Math.max(bar.x, most(i)) + 6, bar.y));
      ctx.restore();
    },
  };

  function stripes() {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 6;
    const ctx = tile.getContext('2d');
    ctx.fillStyle = color('system');
    ctx.fillRect(0, 0, 6, 6);
    ctx.strokeStyle = color('surface');
    ctx.lineWidth = 1.6;
    for (const shift of [-6, 0, 6]) {
      ctx.moveTo(shift, 6);
      ctx.lineTo(shift + 6, 0);
    }
    ctx.stroke();
    return ctx.createPattern(tile, 'repeat');
  }

  // 1, 2 and 5 of each power of ten, or 1 of each where these are many: what a logarithmic axis has room to name.
  function roundValues(min, max) {
    const values = [];
    if (!(min > 0 && Number.isFinite(max))) return values;
    const steps = Math.log10(max / min) > 2.5 ? [1] : [1, 2, 5];
    for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); ++power) {
      values.push(...steps.map(step => step * 10 ** power).filter(value => value >= min && value <= max));
    }
    return values;
  }

  const mostOf = points => Math.max(...points.map(point => point?.spread.max ?? 0));

  const tooltip = lines => ({
    displayColors: false,
    callbacks: {title: items => items[0]?.dataset.label ?? '', label: item => lines(item.dataset.data[item.dataIndex])},
  });

  return {
    // A line and a marker as the charts have them.
    swatch(canvas, mode) {
      const {color: stroke, shape, dash} = styleOf(mode);
      const scale = window.devicePixelRatio || 1;
      canvas.width = 30 * scale;
      canvas.height = 14 * scale;
      canvas.style.width = '30px';
      canvas.style.height = '14px';
      const ctx = canvas.getContext('2d');
      ctx.scale(scale, scale);
      ctx.strokeStyle = ctx.fillStyle = stroke;
      ctx.lineWidth = 2;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(0, 7);
      ctx.lineTo(30, 7);
      ctx.stroke();
      ctx.setLineDash([]);
      if (!mode.isLimit) Chart.helpers.drawPoint(ctx, {pointStyle: shape, radius: 4.5, borderWidth: 2}, 15, 7);
    },

    // Speed over the batch size. modes: with points {speed, spread, lines}, a batch each, or null.
    speed(canvas, modes, batches, knee) {
      return draw(canvas, {
        type: 'line',
        data: {
          datasets: modes.map(mode => ({
            ...lineOf(mode, mode.points.map((point, i) => ({...point, x: batches[i], y: point?.speed ?? null}))),
            ...(mode.isLimit && {fill: 'origin', backgroundColor: color('limit-area')}),
          })),
        },
        options: {
          layout: {padding: {top: 22, right: 14}},
          interaction: {mode: 'nearest', axis: 'xy', intersect: false},
          scales: {
            x: axis('commands in a batch', {
              type: 'logarithmic',
              min: batches[0],
              max: batches[batches.length - 1],
              afterBuildTicks: scale => { scale.ticks = batches.map(value => ({value})); },
              ticks: {callback: value => text.count(value), autoSkip: true, maxRotation: 0},
            }),
            y: axis('commands per second', {
              beginAtZero: true,
              suggestedMax: mostOf(modes.flatMap(mode => mode.points)),
              ticks: {callback: text.short},
            }),
          },
          plugins: {
            mark: knee,
            limit: {dataset: modes.findIndex(mode => mode.isLimit)},
            tooltip: tooltip(point => point.lines),
          },
        },
        plugins: [whiskers, mark, limit],
      });
    },

    // Speed at one batch size. modes: with a point {speed, spread, lines}.
    speedBars(canvas, modes, wire) {
      return draw(canvas, {
        type: 'bar',
        data: {
          labels: modes.map(mode => mode.name),
          datasets: [{
            label: 'commands per second',
            data: modes.map(({name, point}) => ({...point, x: point.speed, y: name})),
            backgroundColor: modes.map(mode => styleOf(mode).color),
            borderColor: color('text'),
            maxBarThickness: 22,
          }],
        },
        options: {
          indexAxis: 'y',
          layout: {padding: {top: 22, right: 76}},
          scales: {
            x: axis('commands per second', {
              beginAtZero: true,
              suggestedMax: mostOf(modes.map(mode => mode.point)),
              ticks: {callback: text.short, maxRotation: 0},
            }),
            y: axis('', {grid: {display: false}, ticks: {color: color('text'), autoSkip: false}}),
          },
          plugins: {
            mark: wire,
            totals: {texts: modes.map(mode => text.short(mode.point.speed))},
            tooltip: tooltip(point => point.lines),
          },
        },
        plugins: [whiskers, mark, totals],
      });
    },

    // Client CPU a command. rows: {name, total, user, system} in nanoseconds: medians, whose sum may be another one.
    cpu(canvas, rows) {
      const bars = (label, part, fill) => ({
        label,
        data: rows.map(row => row[part]),
        backgroundColor: fill,
        borderColor: color(part),
        borderWidth: 1,
        maxBarThickness: 22,
        stack: 'cpu',
      });
      return draw(canvas, {
        type: 'bar',
        data: {
          labels: rows.map(row => row.name),
          datasets: [bars('user', 'user', color('user')), bars('system', 'system', stripes())],
        },
        options: {
          indexAxis: 'y',
          layout: {padding: {right: 66}},
          scales: {
            x: axis('ns per command', {
              stacked: true,
              beginAtZero: true,
              ticks: {callback: text.count, maxRotation: 0},
            }),
            y: axis('', {stacked: true, grid: {display: false}, ticks: {color: color('text'), autoSkip: false}}),
          },
          plugins: {
            totals: {texts: rows.map(row => text.nanoseconds(row.total))},
            tooltip: {callbacks: {label: item => `${item.dataset.label}: ${text.nanoseconds(item.parsed.x)}`}},
          },
        },
        plugins: [totals],
      });
    },

    // Percentiles of the latency. modes: with points {x: name of the percentile, y: microseconds, lines}.
    latency(canvas, modes, percentiles) {
      return draw(canvas, {
        type: 'line',
        data: {labels: percentiles, datasets: modes.map(mode => lineOf(mode, mode.points))},
        options: {
          layout: {padding: {top: 8, right: 14}},
          interaction: {mode: 'nearest', axis: 'xy', intersect: false},
          scales: {
            x: axis('percentile'),
            y: axis('latency', {
              type: 'logarithmic',
              afterBuildTicks: scale => { scale.ticks = roundValues(scale.min, scale.max).map(value => ({value})); },
              ticks: {callback: text.microseconds, autoSkip: false},
            }),
          },
          plugins: {tooltip: tooltip(point => point.lines)},
        },
      });
    },
  };
})();
