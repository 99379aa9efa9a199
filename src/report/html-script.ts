/** The script of the page as text: it sorts the table of RTUs and draws the charts. Without it the page still has every figure. */
import { ROWS_SHOWN } from './html-rtus.js';

/** JavaScript for browsers. It draws charts if there is a global `uPlot`. */
export const PAGE_SCRIPT = `
(() => {
  'use strict';

  /** '–' is no figure and stays below, whichever way the table is sorted. */
  const keyOf = (cell, text) => {
    const content = cell.textContent;
    if (content === '–') return null;
    if (text) return content;
    const value = Number.parseFloat(content.replace(/[<,]/g, ''));
    return Number.isNaN(value) ? null : value;
  };

  const sortRows = (table, column, upwards, text) => {
    const body = table.querySelector('tbody');
    const rows = Array.from(body.children, (row) => ({ row, key: keyOf(row.children[column], text) }));
    const turn = upwards ? 1 : -1;
    const collator = new Intl.Collator(undefined, { numeric: true });
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return turn * (text ? collator.compare(a.key, b.key) : a.key - b.key);
    });
    for (const { row } of rows) body.appendChild(row);
  };

  const makeSortable = (table) => {
    const heads = Array.from(table.querySelectorAll('th'));
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      button.title = head.title;
      head.textContent = '';
      head.appendChild(button);
      const text = head.classList.contains('t');
      button.addEventListener('click', () => {
        // Names and numbers begin at the low end, figures with the worst.
        const first = text || column === 0 ? 'ascending' : 'descending';
        const other = first === 'ascending' ? 'descending' : 'ascending';
        const order = head.getAttribute('aria-sort') === first ? other : first;
        for (const one of heads) one.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', order);
        sortRows(table, column, order === 'ascending', text);
      });
    });
  };

  const shorten = (table) => {
    const rows = table.querySelectorAll('tbody tr').length;
    if (rows <= ${ROWS_SHOWN}) return;
    table.classList.add('short');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'all';
    button.textContent = 'Show all ' + rows.toLocaleString('en-US') + ' RTUs';
    button.addEventListener('click', () => {
      table.classList.remove('short');
      button.remove();
    });
    table.parentNode.appendChild(button);
  };

  /** One way of writing for a whole axis: seconds of a short run, 1:15 or 2:01:15 of a long one. */
  const clock = (seconds, runS) => {
    if (runS < 120) return Number(seconds.toFixed(2)) + ' s';
    const two = (n) => String(n).padStart(2, '0');
    const whole = Math.round(seconds);
    const hours = Math.floor(whole / 3600);
    const tail = two(Math.floor(whole / 60) % 60) + ':' + two(whole % 60);
    return hours > 0 ? hours + ':' + tail : tail.replace(/^0/, '');
  };
  const figure = (value) =>
    value == null
      ? '–'
      : value.toLocaleString('en-US', value < 1000 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 0 });
  const short = (value) => {
    if (value == null) return '';
    if (value >= 1e6) return figure(value / 1e6) + ' M';
    return value >= 1e4 ? figure(value / 1e3) + ' k' : figure(value);
  };

  const axesOf = (chart, runS) => {
    const labels = chart.labels || [];
    const x = { stroke: '#333', grid: { stroke: '#ddd', width: 1 }, ticks: { stroke: '#bbb', width: 1 } };
    const y = { ...x, size: 62, values: (_, splits) => splits.map(short) };
    if (chart.kind === 'time') x.values = (_, splits) => splits.map((at) => clock(at, runS));
    if (chart.kind === 'curve') x.values = (_, splits) => splits.map(short);
    if (chart.kind === 'bins') {
      x.values = (_, splits) => splits.map((at) => labels[at] || '');
      x.incrs = [1, 2, 5, 10, 20, 50];
    }
    return [x, y];
  };

  const scalesOf = (chart, count, runS) => {
    const x = { time: false };
    if (chart.kind === 'time') x.range = (_, low, high) => [0, chart.x ? Math.max(high, runS) : high];
    if (chart.kind === 'bins') x.range = [-0.5, count - 0.5];
    if (chart.kind === 'curve') x.distr = 3;
    const y = { distr: chart.log ? 3 : 1 };
    if (!chart.log) y.range = (_, low, high) => [Math.min(low * 1.05, 0), chart.most === null ? Math.max(high * 1.05, low < 0 ? 0 : 1) : chart.most];
    return { x, y };
  };

  // Faults on purpose: a band from begin to end, at least a line.
  const shade = (marks) => (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const [from, to] of marks) {
      const left = plot.valToPos(from, 'x', true);
      ctx.fillStyle = 'rgba(180, 40, 40, 0.10)';
      ctx.fillRect(left, bbox.top, plot.valToPos(to, 'x', true) - left, bbox.height);
      ctx.fillStyle = 'rgba(180, 40, 40, 0.55)';
      ctx.fillRect(left, bbox.top, 1, bbox.height);
    }
    ctx.restore();
  };

  const draw = (chart, atS, marks) => {
    const place = document.getElementById('chart-' + chart.id);
    const x = chart.kind === 'time' ? chart.x || atS : chart.kind === 'bins' ? chart.labels.map((_, i) => i) : chart.x;
    const measured = chart.series.some(({ values }) => values.some((value) => value !== null));
    if (!measured) {
      place.textContent = 'Nothing was measured.';
      return;
    }
    const runS = atS[atS.length - 1];
    const xLabel = chart.kind === 'time' ? 'since the start' : 'ms';
    const xValue = chart.kind === 'time' ? (at) => clock(at, runS) : chart.kind === 'bins' ? (at) => chart.labels[at] : figure;
    // Values without a neighbour are no part of a line.
    const lone = (values) =>
      values.flatMap((value, i) => (value !== null && values[i - 1] == null && values[i + 1] == null ? [i] : []));
    const pointsOf = (values) =>
      chart.kind === 'time' && chart.x !== undefined ? { show: true } : { show: true, filter: () => lone(values) };
    const series = chart.series.map(({ label, color, dash, values }) => ({
      label,
      stroke: color,
      width: 1.5,
      dash,
      value: (_, value) => figure(value),
      points: chart.kind === 'bins' ? { show: false } : pointsOf(values),
      ...(chart.kind === 'bins' ? { fill: color + '40', paths: uPlot.paths.bars({ size: [0.9, 60] }) } : {}),
    }));
    const width = () => Math.max(280, place.clientWidth || 640);
    const plot = new uPlot(
      {
        width: width(),
        height: 220,
        scales: scalesOf(chart, x.length, runS),
        axes: axesOf(chart, runS),
        series: [{ label: xLabel, value: (_, at) => (at == null ? '–' : xValue(at)) }, ...series],
        hooks: chart.kind === 'time' && marks.length > 0 ? { drawClear: [shade(marks)] } : {},
        cursor: chart.kind === 'time' ? { sync: { key: 'run' }, drag: { x: true, y: false } } : {},
      },
      [x, ...chart.series.map(({ values }) => values)],
      place,
    );
    window.addEventListener('resize', () => plot.setSize({ width: width(), height: 220 }));
  };

  const show = (suffix) => {
    const table = document.getElementById('rtus' + suffix);
    if (table) {
      makeSortable(table);
      shorten(table);
    }
    if (typeof uPlot !== 'function') return;
    const { atS, charts, marks } = JSON.parse(document.getElementById('chart-data' + suffix).textContent);
    const of = (name, selector) => suffix === '' ? document.querySelector(selector) : document.getElementById(name + suffix);
    const places = of('charts', '.charts');
    // Places have a width only once they are shown.
    places.classList.add('drawn');
    try {
      for (const chart of charts) draw(chart, atS, marks || []);
      of('figures', 'details.figures').removeAttribute('open');
    } catch (error) {
      places.textContent = 'The charts could not be drawn (' + error.message + '); the tables below hold their figures.';
    }
  };
  // A page with several runs names the endings of their ids.
  for (const suffix of (document.body.getAttribute('data-runs') || '').split(' ')) show(suffix);
})();
`;
