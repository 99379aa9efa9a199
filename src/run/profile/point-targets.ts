/** Where a row of a profile sets its point: one RTU of each RTU number that has it; its sister ports follow. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { readWish } from '../../coordinator/point-order.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import type { PlannedPoint } from './profile.js';

/** The RTUs of a row, and why an RTU number can't be set. */
export interface PointTargets {
  readonly rtus: readonly RtuDefinition[];
  /** By RTU number: a sentence that begins with the field. */
  readonly refused: ReadonlyMap<number, { readonly detail: string; readonly hasPoint: boolean }>;
}

export function pointTargets(
  { wish, rtuNumbers }: PlannedPoint,
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
): PointTargets {
  const wanted = new Set(rtuNumbers);
  const found = new Map<number, RtuDefinition>();
  const refused = new Map<number, { detail: string; hasPoint: boolean }>();
  for (const rtu of rtus) {
    const { rtuNumber } = rtu;
    if ((wanted.size > 0 && !wanted.has(rtuNumber)) || found.has(rtuNumber)) continue;
    const table = tables.get(rtu.ioFile);
    if (table === undefined) continue;
    const reading = readWish(table, wish, '');
    if (!('refused' in reading)) {
      found.set(rtuNumber, rtu);
      refused.delete(rtuNumber);
    } else if (!(refused.get(rtuNumber)?.hasPoint ?? false)) {
      refused.set(rtuNumber, { detail: reading.detail, hasPoint: reading.refused !== 'not-found' });
    }
  }
  return { rtus: [...found.values()], refused };
}
