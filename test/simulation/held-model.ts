/** What the redundancy groups of an RTU with `events=keep` must keep while none of their connections is started (`docs/behaviour.md` §3). */
import type { LinkChecker, SentFrame } from './link-checker.js';
import type { ExpectedReply } from './reply-checker.js';
import { isEvent, plainType, type WireAsdu, type WireObject } from './wire.js';

/** One group. */
interface Held {
  /** Written and not acknowledged, with a time tag: they come first. */
  older: SentFrame[];
  /** Status changes that arose or waited, in order. Rows of sends, which lie between them, are not modelled one by one. */
  statuses: ExpectedReply[];
}

/** Whether an ASDU has events that outlive their connection. */
export function isKept(asdu: WireAsdu): boolean {
  return isEvent(asdu) && plainType(asdu.type).timed;
}

/** The groups of one RTU by number, or by address with `group=each`. */
export class HeldModel {
  private readonly groups = new Map<number | string, Held>();

  /** Whether the oldest events may have been dropped from a full buffer; as far as the simulation goes, a large one never is. */
  get mayDrop(): boolean {
    return this.buffer < 1000;
  }

  /** `named`: groups that exist before a peer of theirs comes. `buffer`: the option `event_buffer`. */
  constructor(
    named: number,
    private readonly buffer: number,
  ) {
    for (let i = 0; i < named; i++) this.groups.set(i, { older: [], statuses: [] });
  }

  /** A connection of the group ends or stops, and no other is started. */
  park(key: number | string, older: readonly SentFrame[], statuses: readonly ExpectedReply[]): void {
    const held = this.groups.get(key);
    if (held === undefined) return;
    held.older = [...older, ...held.older];
    held.statuses.push(...statuses);
  }

  /** A connection of the group is started: it must send these. */
  start(key: number | string): Held {
    const held = this.groups.get(key) ?? { older: [], statuses: [] };
    this.groups.set(key, { older: [], statuses: [] });
    return held;
  }

  has(key: number | string): boolean {
    return this.groups.has(key);
  }

  /** Keys of the groups without a started connection. */
  absent(links: Iterable<LinkChecker>, keyOf: (link: LinkChecker) => number | string): (number | string)[] {
    const served = new Set([...links].filter(({ state }) => state === 'started').map(keyOf));
    return [...this.groups.keys()].filter((key) => !served.has(key));
  }

  /** The RTU has lost everything: it was restarted. Peers are unknown again. */
  reset(named: number): void {
    this.groups.clear();
    for (let i = 0; i < named; i++) this.groups.set(i, { older: [], statuses: [] });
  }

  /** Whether `statuses` has this object; it and those before are taken out. One that is missed must have been dropped from a full buffer. */
  takeStatus(
    statuses: ExpectedReply[],
    type: number,
    { ioa, tag }: WireObject,
  ): 'taken' | 'skipped' | 'none' {
    const at = statuses.findIndex((one) => one.type === type && one.ioa === ioa && tag.startsWith(one.tag));
    if (at < 0) return 'none';
    statuses.splice(0, at + 1);
    return at === 0 || this.mayDrop ? 'taken' : 'skipped';
  }
}
