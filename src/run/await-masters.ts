/** The wait for the masters of a run, which says every ten seconds who is still missing. */
import { type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { Engine } from '../coordinator/api.js';
import { formatPlace } from '../report/place.js';
import { countOf, firstNames, formatNumber } from '../text/format.js';

/** Time between two lines about the wait. */
export const TELL_EVERY_MS = 10_000;
/** RTUs that a line names; it counts the others. */
const MOST_NAMED = 5;

/** What the wait needs of the engine. */
export type Waited = Pick<Engine, 'rtus' | 'stats' | 'awaitMasters'>;

/** How long a wait may take, and who is told about it. */
export interface Waiting {
  /** ms; 0: without end. */
  readonly timeoutMs: number;
  readonly ended: AbortSignal;
  readonly tell: (line: string) => void;
}

/**
 * Resolves with `come` when `masters` RTUs have a started connection, with `late` when they have not within `timeoutMs`. Until then
 * `tell` gets a line every ten seconds; none after `ended` aborts, and then the wait may never resolve.
 */
export async function awaitMasters(
  engine: Waited,
  masters: number,
  { timeoutMs, ended, tell }: Waiting,
): Promise<'come' | 'late'> {
  const line = setInterval(() => tell(describeMissing(engine, masters)), TELL_EVERY_MS);
  let last: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(line);
    clearTimeout(last);
  };
  ended.addEventListener('abort', stop, { once: true });
  const late = new Promise<'late'>((resolve) => {
    if (timeoutMs > 0) last = setTimeout(() => resolve('late'), timeoutMs);
  });
  const first = await Promise.race([engine.awaitMasters(masters).then(() => 'come' as const), late]);
  stop();
  // The shared counters know of a master whose message still waits for this thread.
  return engine.stats.countNonZero('STARTED') >= masters ? 'come' : first;
}

/** `2 of 153 RTUs have no master after 30 s (--await-timeout), and nothing was sent: RTU 4 North (port 2407), RTU 9 South (port 2412)`. */
export function describeLate(engine: Waited, masters: number, timeoutMs: number): string {
  const { stats } = engine;
  const rtus = withoutRemoved(engine.rtus);
  const missing = rtus.filter(({ slot }) => stats.get(slot, 'STARTED') === 0);
  const needed =
    masters >= rtus.length
      ? ''
      : `, ${formatNumber(masters)} with one ${masters === 1 ? 'is' : 'are'} needed`;
  const have = rtus.length === 1 ? 'has' : 'have';
  return (
    `${formatNumber(missing.length)} of ${countOf(rtus.length, 'RTU')} ${have} no master after ${timeoutMs / 1000} s (--await-timeout)${needed}, ` +
    `and nothing was sent: ${firstNames(missing, MOST_NAMED, nameOf)}`
  );
}

/** `waiting for masters: 151 of 153 RTUs have a started connection; missing: RTU 4 North (port 2407), RTU 9 South (port 2412)`. */
export function describeMissing(engine: Waited, masters: number): string {
  const { stats } = engine;
  const rtus = withoutRemoved(engine.rtus);
  const missing = rtus.filter(({ slot }) => stats.get(slot, 'STARTED') === 0);
  const come = rtus.length - missing.length;
  const needed = masters >= rtus.length ? '' : `, ${formatNumber(masters)} are needed`;
  const have = rtus.length === 1 ? 'has' : 'have';
  return (
    `waiting for masters: ${formatNumber(come)} of ${countOf(rtus.length, 'RTU')} ${have} a started connection${needed}; ` +
    `missing: ${firstNames(missing, MOST_NAMED, nameOf)}`
  );
}

function nameOf(rtu: RtuDefinition): string {
  return `RTU ${rtu.no} ${rtu.name} (${rtu.bind === '' ? 'port ' : ''}${formatPlace(rtu)})`;
}
