/** Joins log lines of events that come in floods (`docs/behaviour.md` §8): so that a flood costs no disk, and hides nothing. */
import type { JournalEntry } from '../station/journal.js';
import type { Peer, RtuPort } from '../station/ports.js';
import { countOf, formatNumber } from '../text/format.js';
import type { Machine, TimerHandle } from './ports.js';

/** Lines of the same event that are written as they are in each second. */
const LINES_A_SECOND = 10;
const SECOND_MS = 1000;
/** Kinds of events of an RTU that are told apart in a second; further ones are told apart by their event word only. */
const MOST_KINDS = 64;

/** Events that a peer can cause without end, and what they are called in a joined line. Signals and requests are evidence: never joined. */
export const JOINED_NAMES = {
  testfr: 'TESTFR act',
  startdt: 'STARTDT act',
  stopdt: 'STOPDT act',
  takeover: 'takeovers',
  unexpected: 'unexpected frames',
  connect: 'connections',
  disconnect: 'connections ended',
  refuse: 'connections refused',
} as const;

/** An event that may be joined with its like. */
export interface JoinableEntry {
  readonly event: string;
  readonly direction?: 'rx' | 'tx';
  readonly detail?: string;
}

/** A line about joined events. */
export interface JoinedEntry<Word extends string> {
  readonly event: Word;
  readonly direction?: 'rx' | 'tx';
  readonly detail: string;
}

/** Where an event happened. */
interface Place {
  /** `address:port` of the other end. */
  readonly peer: string;
}

/** The events of one kind since `fromMs`. */
interface Kind<P extends Place, E extends JoinableEntry> {
  fromMs: number;
  lines: number;
  joined: number;
  /** When the first joined event came, monotonic ms. */
  joinedFromMs: number;
  /** Whether it was told before its second was over, because of another event: once is enough, else two events in turns would join nothing. */
  isToldEarly: boolean;
  /** The last event, and whose it was. */
  entry: E;
  peer: P | undefined;
  /** What the events have in common; empty: nothing. */
  address: string;
  reason: string;
}

/** `O`: whose log it is. */
export class EventJoiner<
  O extends object = RtuPort,
  P extends Place = Peer,
  E extends JoinableEntry = JournalEntry,
> {
  private readonly kinds = new Map<O, Map<string, Kind<P, E>>>();
  private timer: TimerHandle | undefined;

  /** `write`: writes a line about joined events. `names`: those that are joined. */
  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly write: (owner: O, peer: P | undefined, entry: JoinedEntry<E['event']>) => void,
    private readonly names: Readonly<Record<string, string>> = JOINED_NAMES,
  ) {}

  /** Whether an event gets a line of its own; otherwise it is counted, and a line within a second tells how many there were. */
  admits(owner: O, peer: P | undefined, entry: E): boolean {
    if (this.names[entry.event] === undefined) {
      if (this.kinds.size > 0) this.tell(owner);
      return true;
    }
    const nowMs = this.machine.clock.monotonicMs();
    const kind = this.kindOf(owner, peer, entry, nowMs);
    if (kind.lines < LINES_A_SECOND) {
      kind.lines++;
      // Of one peer, so that floods of many cost no more lines.
      this.tell(owner, ({ entry: { event }, address }) => event !== entry.event && address === kind.address);
      return true;
    }
    if (kind.joined === 0) kind.joinedFromMs = nowMs;
    kind.joined++;
    kind.entry = entry;
    kind.peer = peer;
    return false;
  }

  /** Tells of everything that was joined. */
  close(): void {
    this.machine.timers.clearTimeout(this.timer);
    this.timer = undefined;
    const nowMs = this.machine.clock.monotonicMs();
    for (const [owner, kinds] of this.kinds)
      for (const kind of kinds.values()) this.tellOf(owner, kind, nowMs);
    this.kinds.clear();
  }

  private kindOf(owner: O, peer: P | undefined, entry: E, nowMs: number): Kind<P, E> {
    let kinds = this.kinds.get(owner);
    if (kinds === undefined) {
      kinds = new Map();
      this.kinds.set(owner, kinds);
    }
    const { address, reason } = whatIsCommon(peer, entry);
    let key = `${entry.event} ${address} ${reason}`;
    if (!kinds.has(key) && kinds.size >= MOST_KINDS) key = entry.event;
    let kind = kinds.get(key);
    if (kind !== undefined && nowMs - kind.fromMs >= SECOND_MS) {
      this.tellOf(owner, kind, nowMs);
      kinds.delete(key);
      kind = undefined;
    }
    if (kind === undefined) {
      const isOther = key === entry.event;
      kind = {
        fromMs: nowMs,
        lines: 0,
        joined: 0,
        joinedFromMs: nowMs,
        isToldEarly: false,
        entry,
        peer,
        address: isOther ? '' : address,
        reason: isOther ? '' : reason,
      };
      kinds.set(key, kind);
      this.timer ??= this.machine.timers.setTimeout(() => this.look(), SECOND_MS);
    }
    return kind;
  }

  /** Tells of the seconds that are over. */
  private look(): void {
    this.timer = undefined;
    const nowMs = this.machine.clock.monotonicMs();
    for (const [owner, kinds] of this.kinds) {
      for (const [key, kind] of kinds) {
        if (nowMs - kind.fromMs < SECOND_MS) continue;
        this.tellOf(owner, kind, nowMs);
        kinds.delete(key);
      }
      if (kinds.size === 0) this.kinds.delete(owner);
    }
    if (this.kinds.size > 0) this.timer = this.machine.timers.setTimeout(() => this.look(), SECOND_MS);
  }

  /** Before a line of another event, so that the order of lines is the order of events: of each kind once in its second. */
  private tell(owner: O, which: (kind: Kind<P, E>) => boolean = () => true): void {
    const nowMs = this.machine.clock.monotonicMs();
    for (const kind of this.kinds.get(owner)?.values() ?? []) {
      if (kind.joined === 0 || kind.isToldEarly || !which(kind)) continue;
      kind.isToldEarly = true;
      this.tellOf(owner, kind, nowMs);
    }
  }

  private tellOf(owner: O, kind: Kind<P, E>, nowMs: number): void {
    const { joined, entry, peer, reason } = kind;
    if (joined === 0) return;
    const seconds = formatNumber((nowMs - kind.joinedFromMs) / 1000, 1);
    const from = fromWords(kind);
    kind.joined = 0;
    const why = reason === '' ? '' : `: ${reason}`;
    this.write(owner, joined === 1 ? peer : undefined, {
      event: entry.event,
      ...(entry.direction === undefined ? {} : { direction: entry.direction }),
      detail: `${this.names[entry.event]} ${countOf(joined, 'more time')} in ${seconds} s${from}${why}`,
    });
  }
}

/** ` from 10.0.0.7:40001` for a single event; of several the port of the last, or its whole place where the addresses differ. */
function fromWords({ joined, address, peer, entry }: Kind<Place, JoinableEntry>): string {
  const place = placeOf(peer, entry);
  if (place === '') return '';
  if (joined === 1) return ` from ${place}`;
  const last = `the last from ${address === '' ? place : `port ${place.slice(place.lastIndexOf(':') + 1)}`}`;
  return address === '' ? `, ${last}` : ` from ${address}, ${last}`;
}

/** `10.0.0.7:40001`; empty: not known. */
function placeOf(peer: Place | undefined, { event, detail = '' }: JoinableEntry): string {
  return event === 'refuse' ? (REFUSED.exec(detail)?.[1] ?? '') : (peer?.peer ?? '');
}

/** The place of a refused connection, before its reason. */
const REFUSED = /^(.*:\d+): .*$/;

/** Events that are of another kind if their detail is. */
const TOLD_APART: ReadonlySet<string> = new Set(['disconnect', 'unexpected', 'warning', 'hold']);

/** Address and reason that events of one kind have in common: ports differ with every connection. */
function whatIsCommon(peer: Place | undefined, entry: JoinableEntry): { address: string; reason: string } {
  const { event, detail = '' } = entry;
  const place = placeOf(peer, entry);
  const address = place.slice(0, Math.max(0, place.lastIndexOf(':')));
  // Behind the place and `: `.
  if (event === 'refuse') return { address, reason: place === '' ? '' : detail.slice(place.length + 2) };
  return { address, reason: TOLD_APART.has(event) ? detail : '' };
}
