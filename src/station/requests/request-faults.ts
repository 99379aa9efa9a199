/** Faults on purpose in the answers to requests (`docs/behaviour.md` §13). */

import type { ElementRecord } from '../../codec/elements.js';
import type { FaultWord } from '../../faults/fault-catalog.js';
import type { RequestPort } from '../ports.js';
import { LateAnswer } from './late-answer.js';
import { type Request, refuse } from './request.js';

/** Types of requests that faults are about. */
const INTERROGATIONS: ReadonlySet<number> = new Set([100, 101]);
const CLOCK_SYNC = 103;

/** Whether a fault of this word is on; then it counts as applied. */
export function meetsFault(link: Pick<RequestPort, 'rtu'>, word: FaultWord, nowMs: number): boolean {
  const { faults } = link.rtu;
  const order = faults?.find(word);
  if (order === undefined) return false;
  faults?.applied(order, nowMs);
  return true;
}

/**
 * Does what faults do to a request as a whole: no answer, a late one, a refusal; returns whether nothing more is to be done. `answer`: carries
 * the request out as usual.
 */
export function isSpoiltRequest(
  link: RequestPort,
  request: Request,
  answer: (nowMs: number) => void,
): boolean {
  const { faults } = link.rtu;
  if (faults === undefined) return false;
  const { type, nowMs } = request;
  if (type.id === CLOCK_SYNC) return meetsFault(link, 'clock-none', nowMs);
  const isCommand = type.role === 'command';
  if (!isCommand && !INTERROGATIONS.has(type.id)) return false;
  const [none, negative, late] = isCommand
    ? (['command-none', 'command-negative', 'command-late'] as const)
    : (['gi-none', 'gi-negative', 'gi-late'] as const);
  if (meetsFault(link, none, nowMs)) return true;
  if (meetsFault(link, negative, nowMs)) {
    refuse(link, request, 'a fault on purpose');
    return true;
  }
  const order = faults.find(late);
  if (order === undefined) return false;
  faults.applied(order, nowMs);
  link.addProducer(new LateAnswer(nowMs + order.value * 1000, answer));
  return true;
}

/** The opposite of what a command wants: the other state, the negative value, all other bits. */
export function opposite({ scs, dcs, rcs, nva, sva, r32, bsi, ...rest }: ElementRecord): ElementRecord {
  return {
    ...rest,
    ...(scs === undefined ? {} : { scs: 1 - scs }),
    ...(dcs === undefined ? {} : { dcs: 3 - dcs }),
    ...(rcs === undefined ? {} : { rcs: 3 - rcs }),
    // Of the lowest value there is no negative: the highest.
    ...(nva === undefined ? {} : { nva: Math.min(32_767, -nva) }),
    ...(sva === undefined ? {} : { sva: Math.min(32_767, -sva) }),
    ...(r32 === undefined ? {} : { r32: -r32 }),
    ...(bsi === undefined ? {} : { bsi: ~bsi >>> 0 }),
  };
}
