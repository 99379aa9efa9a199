/** What a master saw of an RTU's faults: violations by kind and RTU, and how connections ended. */

import type { ViolationCode } from '../controlling/violations.js';
import type { MasterLink } from './master-link.js';

/** What each kind of violation is, in words. */
export const VIOLATION_WORDS: Readonly<Record<ViolationCode, string>> = {
  FRAMING: 'start or length octet that is not allowed',
  SEND_NUMBER: 'N(S) that was left out, or came again',
  RECEIVE_NUMBER: 'N(R) of frames that were never sent, or that went back',
  WINDOW: 'more I frames without acknowledgement than its k',
  NOT_STARTED: 'I or S frame without STARTDT',
  U_FRAME: 'U frame that is undefined, not its own to send, or confirms nothing',
  CONTROL_FIELD: 'reserved bits set, or an S or U frame that is too long',
  T1: 'no answer within t1',
  IDLE: 'nothing received for the idle time',
  MALFORMED_ASDU: 'ASDU whose octets do not fit its number of objects',
  UNKNOWN_TYPE: 'type that does not exist in 104',
  CAUSE: 'cause of transmission that its type must not have',
  COMMON_ADDRESS: 'common address of another station',
};

/** One kind of violation. */
export interface JudgedKind {
  readonly code: ViolationCode;
  readonly what: string;
  readonly count: number;
  /** By RTU, those with most first. */
  readonly rtus: readonly { readonly rtu: string; readonly count: number }[];
}

/** A way in which connections ended. */
export interface JudgedEnding {
  readonly reason: string;
  readonly count: number;
}

type Judged = Pick<MasterLink, 'label' | 'violations' | 'closeReason'>;

/** The violations of these links, in the order of `VIOLATION_WORDS`. */
export function judgeViolations(links: readonly Judged[]): JudgedKind[] {
  const counts = new Map<ViolationCode, Map<string, number>>();
  for (const { label, violations } of links) {
    for (const [code, count] of violations.byCode) {
      const byRtu = counts.get(code) ?? new Map<string, number>();
      byRtu.set(label, (byRtu.get(label) ?? 0) + count);
      counts.set(code, byRtu);
    }
  }
  return (Object.keys(VIOLATION_WORDS) as ViolationCode[]).flatMap((code) => {
    const byRtu = counts.get(code);
    if (byRtu === undefined) return [];
    const rtus = [...byRtu].map(([rtu, count]) => ({ rtu, count })).sort((a, b) => b.count - a.count);
    const count = rtus.reduce((sum, one) => sum + one.count, 0);
    return [{ code, what: VIOLATION_WORDS[code], count, rtus }];
  });
}

/** How these links ended, the most frequent first; links that are open are none. What a violation was is left out. */
export function judgeEndings(links: readonly Judged[]): JudgedEnding[] {
  const counts = new Map<string, number>();
  for (const { closeReason } of links) {
    if (closeReason === '') continue;
    const reason = closeReason.split(', ')[0];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
