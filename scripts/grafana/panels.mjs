/** Parts of a dashboard of Grafana: panels, rows, and where they stand. */

/** @typedef {{ expr: string, legend?: string, instant?: boolean, heatmap?: boolean }} Query */
/** @typedef {{ title: string, width: number, height: number, body: Record<string, unknown>, queries: Query[], about?: string }} Panel */
/** @typedef {{ title: string, closed?: boolean, repeat?: string, panels: Panel[] }} Row */

/** The data source: the user's choice, by default the one that compose provides. */
export const SOURCE = { type: 'prometheus', uid: '$source' };

/** Columns of a dashboard. */
const COLUMNS = 24;

/**
 * Figures of now, side by side.
 * @param {string} title @param {string} unit @param {string} expr
 * @param {{ warn?: 'above 0', about?: string, name?: string }} [more] `name`: the label to show in place of the number
 * @returns {Panel}
 */
export function figure(title, unit, expr, { warn, about, name } = {}) {
  const steps = [{ color: warn === undefined ? 'blue' : 'green', value: null }];
  const over = warn === undefined ? [] : [{ color: 'red', value: 0.000001 }];
  return {
    title,
    width: 3,
    height: 4,
    queries: [{ expr, instant: true, ...(name === undefined ? {} : { legend: `{{${name}}}` }) }],
    ...(about === undefined ? {} : { about }),
    body: {
      type: 'stat',
      fieldConfig: {
        defaults: {
          unit,
          noValue: '–',
          color: { mode: 'thresholds' },
          thresholds: { mode: 'absolute', steps: [...steps, ...over] },
        },
        overrides: [],
      },
      options: {
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        colorMode: 'value',
        graphMode: 'none',
        textMode: name === undefined ? 'value' : 'name',
        justifyMode: 'auto',
        orientation: 'auto',
      },
    },
  };
}

/**
 * Lines over time.
 * @param {string} title @param {string} unit @param {Query[]} queries
 * @param {{ about?: string, width?: number, stacked?: boolean, bars?: boolean }} [more]
 * @returns {Panel}
 */
export function lines(title, unit, queries, { about, width = 8, stacked = false, bars = false } = {}) {
  return {
    title,
    width,
    height: 8,
    queries,
    ...(about === undefined ? {} : { about }),
    body: {
      type: 'timeseries',
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          color: { mode: 'palette-classic' },
          custom: {
            drawStyle: bars ? 'bars' : 'line',
            lineWidth: 1,
            fillOpacity: bars || stacked ? 40 : 0,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
          },
        },
        overrides: [],
      },
      options: {
        legend: {
          displayMode: 'table',
          placement: 'bottom',
          showLegend: true,
          calcs: ['lastNotNull', 'max'],
        },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    },
  };
}

/**
 * A histogram over time.
 * @param {string} title @param {string} expr the increase by bucket @param {{ about?: string, width?: number }} [more]
 * @returns {Panel}
 */
export function heat(title, expr, { about, width = 8 } = {}) {
  return {
    title,
    width,
    height: 8,
    queries: [{ expr, legend: '{{le}}', heatmap: true }],
    ...(about === undefined ? {} : { about }),
    body: {
      type: 'heatmap',
      options: {
        calculate: false,
        cellGap: 1,
        color: { mode: 'scheme', scheme: 'Spectral', steps: 64, exponent: 0.5, reverse: false },
        filterValues: { le: 1e-9 },
        tooltip: { mode: 'single', yHistogram: false },
        yAxis: { unit: 's', axisPlacement: 'left', reverse: false },
        legend: { show: true },
      },
    },
  };
}

/**
 * A table with a row for each RTU, group or master, and a column for each query.
 * @param {string} title @param {readonly string[]} labels what makes a row
 * @param {readonly { column: string, expr: string, unit?: string }[]} columns
 * @param {{ about?: string }} [more]
 * @returns {Panel}
 */
export function table(title, labels, columns, { about } = {}) {
  const letters = columns.map((_, i) => `Value #${refOf(i)}`);
  return {
    title,
    width: COLUMNS,
    height: 14,
    queries: columns.map(({ expr }) => ({ expr: `sum by (${labels.join(', ')}) (${expr})`, instant: true })),
    ...(about === undefined ? {} : { about }),
    body: {
      type: 'table',
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            indexByName: Object.fromEntries([...labels, ...letters].map((name, i) => [name, i])),
            renameByName: Object.fromEntries(letters.map((name, i) => [name, columns[i].column])),
          },
        },
      ],
      fieldConfig: {
        defaults: { noValue: '–', custom: { filterable: true, align: 'auto' } },
        overrides: columns.flatMap(({ column, unit }) =>
          unit === undefined
            ? []
            : [
                {
                  matcher: { id: 'byName', options: column },
                  properties: [{ id: 'unit', value: unit }],
                },
              ],
        ),
      },
      options: { showHeader: true, cellHeight: 'sm', footer: { show: false } },
    },
  };
}

/** Names of queries: A … Z, AA … @param {number} index @returns {string} */
function refOf(index) {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${refOf(Math.floor(index / 26) - 1)}${letter}`;
}

/**
 * The panels of all rows at their places. Those of a closed row are inside of it, and ask nothing until it is opened.
 * @param {readonly Row[]} rows
 */
export function placed(rows) {
  const all = [];
  let id = 1;
  let y = 0;
  for (const { title, closed = false, panels } of rows) {
    const head = { id: id++, type: 'row', title, collapsed: closed, gridPos: { h: 1, w: COLUMNS, x: 0, y } };
    y++;
    const own = [];
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      own.push(written(panel, id++, { h: panel.height, w: panel.width, x, y }));
      x += panel.width;
      height = Math.max(height, panel.height);
    }
    y += height;
    all.push({ ...head, panels: closed ? own : [] }, ...(closed ? [] : own));
  }
  return all;
}

/** @param {Panel} panel @param {number} id @param {{ h: number, w: number, x: number, y: number }} gridPos */
function written({ title, about, body, queries }, id, gridPos) {
  return {
    id,
    title,
    ...(about === undefined ? {} : { description: about }),
    datasource: SOURCE,
    gridPos,
    ...body,
    targets: queries.map(({ expr, legend, instant = false, heatmap = false }, i) => ({
      refId: refOf(i),
      datasource: SOURCE,
      editorMode: 'code',
      expr,
      instant,
      range: !instant,
      format: heatmap ? 'heatmap' : body.type === 'table' ? 'table' : 'time_series',
      ...(legend === undefined ? {} : { legendFormat: legend }),
    })),
  };
}
