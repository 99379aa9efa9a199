/** The dashboard for Grafana as its users load it. */
import { readFileSync } from 'node:fs';
import { ROOT } from '../../scripts/package/root.mjs';

/** One query of a panel. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly format: string;
  readonly legendFormat?: string;
}

/** A panel, or a row with those that it hides. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly panels?: readonly Panel[];
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

/** The whole file. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; type: string; definition?: string }[] };
}

/** Reads the file. */
export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(`${ROOT}/packaging/grafana/iec104rs.json`, 'utf8')) as Dashboard;
}

/** All panels that show something, those of closed rows too. */
export function panelsOf({ panels }: Pick<Dashboard, 'panels'>): Panel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? [...(panel.panels ?? [])] : [panel]));
}

/** Names of metrics in a query: labels and functions have no such name. */
export function metricsIn(expr: string): string[] {
  return expr.match(/\biec104rs_\w+/g) ?? [];
}

/** The metric of a sample: a histogram or a summary has several names. */
export function familyOf(name: string, types: ReadonlyMap<string, string>): string {
  if (types.has(name)) return name;
  return name.replace(/_(bucket|sum|count)$/, '');
}
