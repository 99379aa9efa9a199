/** The wait for the masters of a run, which says every ten seconds who is still missing. */
import type { RtuDefinition } from '../channel/definitions.js';
import type { Engine } from '../coordinator/api.js';
import { formatPlace } from '../report/place.js';
import { countOf, formatNumber } from '../text/format.js';

/** Time between two lines about the wait. */
export const TELL_EVERY_MS = 10_000;
/** RTUs that a line names; it counts the others. */
const MOST_NAMED = 5;

/** What the wait needs of the engine. */
export type Waited = Pick<Engine, 'rtus' | 'stats' | 'awaitMasters'>;

/**
 * Resolves when `masters` RTUs have a started connection. Until then `tell` gets a line every ten seconds; none after `ended`
 * aborts, and then the wait may never resolve.
 */
export async function awaitMasters(
  engine: Waited,
  masters: number,
  ended: AbortSignal,
  tell: (line: string) => void,
): Promise<void> {
  const timer = setInterval(() => tell(describeMissing(engine, masters)), TELL_EVERY_MS);
  const stop = (): void => clearInterval(timer);
  ended.addEventListener('abort', stop, { once: true });
  await engine.awaitMasters(masters);
  stop();
}

/** `waiting for masters: 151 of 153 RTUs have a started connection; missing: RTU 4 North (port 2407), RTU 9 South (port 2412)`. */
export function describeMissing({ rtus, stats }: Waited, masters: number): string {
  const missing = rtus.filter(({ slot }) => stats.get(slot, 'STARTED') === 0);
  const come = rtus.length - missing.length;
  const needed = masters === rtus.length ? '' : `, ${formatNumber(masters)} are needed`;
  const named = missing.slice(0, MOST_NAMED).map(nameOf).join(', ');
  const more = missing.length - MOST_NAMED;
  const others = more > 0 ? ` and ${formatNumber(more)} more` : '';
  const have = rtus.length === 1 ? 'has' : 'have';
  return (
    `waiting for masters: ${formatNumber(come)} of ${countOf(rtus.length, 'RTU')} ${have} a started connection${needed}; ` +
    `missing: ${named}${others}`
  );
}

function nameOf(rtu: RtuDefinition): string {
  return `RTU ${rtu.no} ${rtu.name} (${rtu.bind === '' ? 'port ' : ''}${formatPlace(rtu)})`;
}
