/** The account of signals in words. */
import type { CounterName, StatsTable } from '../channel/stats-table.js';
import { shownReasons } from '../figures/counter-rules.js';
import { formatNumber } from '../text/format.js';

/** The account of signals since the program's start. */
export function describeSignals(stats: StatsTable): string {
  const total = (column: CounterName): string => formatNumber(stats.total(column));
  // Read backwards: signals are sent meanwhile, and none may appear acknowledged before it is sent, or sent before it is offered.
  const acknowledged = total('SIGNALS_ACKNOWLEDGED');
  const reasons = shownReasons(({ name }) => stats.total(name)).map(
    ({ name, word }) => `${word} ${total(name)}`,
  );
  const held = stats.total('HELD') > 0 ? `; held ${total('HELD')}` : '';
  const spoiled = stats.total('SPOILED') > 0 ? `; spoiled ${total('SPOILED')}` : '';
  const sent = total('SIGNALS_SENT');
  const offered = total('SIGNALS_OFFERED');
  return `Signals offered ${offered}, sent ${sent}, acked ${acknowledged}; unsent: ${reasons.join(', ')}${held}${spoiled}`;
}
