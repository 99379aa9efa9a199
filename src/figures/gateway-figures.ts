/** Figures of the gateway that are computed from its tables. */
import type { GatewayTable } from '../channel/gateway/gateway-table.js';
import type { LatencyTable } from '../channel/latency-table.js';
import type { GroupCounter } from './gateway-catalog.js';
import { LatencyHistogram } from './latency-histogram.js';

/** The tables of a gateway. */
export interface GatewayTables {
  readonly table: GatewayTable;
  readonly lags: LatencyTable;
}

/** The total of a counter over all groups; NaN if it has none. */
export function groupTotalOf(table: GatewayTable, { name, total }: GroupCounter): number {
  if (total === 'sum') return table.total(name);
  if (total === 'none') return Number.NaN;
  let most = 0;
  for (let slot = 0; slot < table.groups; slot++) most = Math.max(most, table.get(slot, name));
  return most;
}

/** From the read of the RTU's ASDUs to their write to one master. `into`: a histogram to use again. */
export function lagOfMaster(
  { table, lags }: GatewayTables,
  slot: number,
  place: number,
  into = new LatencyHistogram(),
): LatencyHistogram {
  return into.clear().add(lags.rtu(table.masterRow(slot, place)));
}

/** The same over all places of a group. */
export function lagOfGroup(
  tables: GatewayTables,
  slot: number,
  into = new LatencyHistogram(),
): LatencyHistogram {
  addGroup(into.clear(), tables, slot);
  return into;
}

/** The same over all groups. */
export function lagOfAll(tables: GatewayTables): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (let slot = 0; slot < tables.table.groups; slot++) addGroup(merged, tables, slot);
  return merged;
}

function addGroup(into: LatencyHistogram, { table, lags }: GatewayTables, slot: number): void {
  for (let place = 0; place < table.placesOf(slot); place++) into.add(lags.rtu(table.masterRow(slot, place)));
}

/** Interrogations that masters asked for and that did not go to the RTU; those that wait for it are among them. */
export function interrogationsSaved(table: GatewayTable, slot: number): number {
  return Math.max(0, table.get(slot, 'GI_ASKED') - table.get(slot, 'GI_SENT'));
}
