/** The dashboard for Grafana as a file. */
import { describe, expect, it } from 'vitest';
import { dashboard } from '../../scripts/grafana/dashboard.mjs';
import { panelsOf, readDashboard } from '../support/dashboard.js';

const file = readDashboard();
const panels = panelsOf(file);

/** Units of Grafana that the panels use. */
const UNITS = ['none', 'short', 's', 'cps', 'Bps', 'percentunit'];

describe('packaging/grafana/iec104rs.json', () => {
  it('is what its rows say: node scripts/grafana/write.mjs writes it anew', () => {
    expect(file).toEqual(JSON.parse(JSON.stringify(dashboard())));
  });

  it('has what Grafana needs to load it', () => {
    expect(file).toMatchObject({ uid: 'iec104rs', title: 'iec104rs', schemaVersion: 39 });
    const ids = [...file.panels, ...file.panels.flatMap(({ panels: inside = [] }) => [...inside])].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(file.templating.list.map(({ name }) => name)).toEqual([
      'source',
      'instance',
      'rtu',
      'gateway',
      'group',
    ]);
  });

  it('has no panel without a title, a unit of Grafana and a query, and no query without a way to draw it', () => {
    expect(panels.length).toBeGreaterThan(50);
    for (const { title, type, targets = [], fieldConfig } of panels) {
      expect(title).not.toBe('');
      expect([title, targets.length > 0]).toEqual([title, true]);
      if (type === 'timeseries' || type === 'stat') expect(UNITS).toContain(fieldConfig?.defaults.unit);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const { instant, range, format, legendFormat } of targets) {
        expect(instant).toBe(!range);
        expect(format).toBe({ table: 'table', heatmap: 'heatmap' }[type] ?? 'time_series');
        // Without a legend every label of every line is shown.
        if (type === 'timeseries') expect(legendFormat).toMatch(/\S/);
      }
    }
  });

  it('draws no panel over another, or beyond the edge', () => {
    const taken = new Map<string, string>();
    const over: string[] = [];
    for (const { title, gridPos } of panels) {
      if (gridPos.x + gridPos.w > 24) over.push(`${title} is beyond the edge`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          const other = taken.get(`${x},${y}`);
          if (other !== undefined) over.push(`${title} is over ${other}`);
          taken.set(`${x},${y}`, title);
        }
      }
    }
    expect(over).toEqual([]);
  });

  it('uses no variable that it does not have, and takes each from a metric', () => {
    const known = new Set([...file.templating.list.map(({ name }) => name), '__rate_interval']);
    const texts = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    texts.push(...file.templating.list.flatMap(({ definition }) => definition ?? []));
    for (const text of texts) {
      for (const [, name] of text.matchAll(/\$(\w+)/g)) expect([text, known.has(name)]).toEqual([text, true]);
    }
  });
});
