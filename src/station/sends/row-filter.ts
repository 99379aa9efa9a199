/** The conditions of a row that waits for a telegram of the master (`docs/behaviour.md` §2, filter). */
import type { SignalTable } from '../points/signal-table.js';
import type { Telegram } from '../ports.js';

/** Whether a telegram meets every condition of a row. */
export function meetsConditions(table: SignalTable, row: number, telegram: Telegram): boolean {
  if (table.filterType[row] >= 0 && table.filterType[row] !== telegram.typeId) return false;
  if (table.filterIoa[row] >= 0 && table.filterIoa[row] !== telegram.ioa) return false;
  const value = table.filterValue[row];
  if (Number.isNaN(value)) return true;
  // Decimals of the file are compared with a binary32 or normalized value at the precision of these.
  return value === telegram.value || Math.abs(value - telegram.value) <= Math.abs(value) * 1e-6 + 1 / 65536;
}

/** What became of the wait of a row, for the log. */
export function describeFilter(table: SignalTable, row: number, outcome: 'met' | 'time-out'): string {
  const conditions: string[] = [];
  if (table.filterType[row] >= 0) conditions.push(`type ${table.filterType[row]}`);
  if (table.filterIoa[row] >= 0) conditions.push(`IOA ${table.filterIoa[row]}`);
  if (!Number.isNaN(table.filterValue[row])) conditions.push(`value ${table.filterValue[row]}`);
  const what = conditions.join(' and ');
  return outcome === 'met'
    ? `filter met: ${what}`
    : `not sent: no telegram with ${what} within ${table.filterTimeoutMs[row]} ms`;
}
