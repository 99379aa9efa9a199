/** Lines about connections for people: a few in a second one by one, more in one line of their kind (`docs/behaviour.md` §6). */
import { countOf, firstNames, formatNumber } from '../../text/format.js';

/** So many of a kind are told at once, each in a line of its own; what follows within a second goes into one line. */
const SINGLE_LINES = 3;
const SPAN_MS = 1000;
/** Owners that a joined line names. */
const MOST_NAMES = 3;

/** What a line needs of an event. `wallMs`: ms since 1970. */
export interface LineEvent {
  readonly wallMs: number;
}

/** How the events of a program are joined. */
export interface LinkWords<Event> {
  /** The kind that an event is told with, such as `connect`; `undefined`: it is told alone. */
  kindOf(event: Event): string | undefined;
  /** Whose connection it is: a number of its own, and its name in a line. */
  ownerOf(event: Event): { readonly slot: number; readonly name: string };
  /** Why, in the few words that are counted in a joined line; `undefined`: no reason is told. */
  reasonOf(event: Event): string | undefined;
  /** What an owner is: `RTU`. */
  readonly owner: string;
}

/** The events of one kind since the first of the second. */
interface Span<Event> {
  shown: number;
  joined: Event[];
}

export class LinkLines<Event extends LineEvent> {
  private readonly spans = new Map<string, Span<Event>>();

  /** `tellOne` gets an event that is told alone; `tell` a joined line and its time, ms since 1970. */
  constructor(
    private readonly words: LinkWords<Event>,
    private readonly tellOne: (event: Event) => void,
    private readonly tell: (line: string, wallMs: number) => void,
  ) {}

  take(event: Event): void {
    const kind = this.words.kindOf(event);
    if (kind === undefined) {
      this.tellOne(event);
      return;
    }
    let span = this.spans.get(kind);
    if (span === undefined) {
      span = { shown: 0, joined: [] };
      this.spans.set(kind, span);
      setTimeout(() => this.end(kind), SPAN_MS).unref();
    }
    if (span.shown === SINGLE_LINES) span.joined.push(event);
    else {
      span.shown++;
      this.tellOne(event);
    }
  }

  /** Tells what was joined so far, so that it stands before the line that comes next. */
  flush(): void {
    for (const [kind, { joined }] of this.spans) this.tellJoined(kind, joined.splice(0));
  }

  private end(kind: string): void {
    const { joined = [] } = this.spans.get(kind) ?? {};
    this.spans.delete(kind);
    this.tellJoined(kind, joined);
  }

  private tellJoined(kind: string, events: readonly Event[]): void {
    if (events.length === 1) this.tellOne(events[0]);
    else if (events.length > 1) {
      // Each shard tells its own in order, but not all shards together.
      const first = events.reduce((least, { wallMs }) => Math.min(least, wallMs), Number.POSITIVE_INFINITY);
      const last = events.reduce((most, { wallMs }) => Math.max(most, wallMs), 0);
      this.tell(describeJoined(kind, events, last - first, this.words), last);
    }
  }
}

/** `disconnect: 150 more in 0.2 s, of 148 RTUs: PEER_CLOSED 148, T1_I_FRAME 2; 4 Northfield, 5 Southfield, 6 Westfield and 145 more`. */
function describeJoined<Event extends LineEvent>(
  kind: string,
  events: readonly Event[],
  spanMs: number,
  { ownerOf, reasonOf, owner }: LinkWords<Event>,
): string {
  const owners = [
    ...new Map(
      events.map((event) => {
        const { slot, name } = ownerOf(event);
        return [slot, name];
      }),
    ).values(),
  ];
  const shown = firstNames(owners, MOST_NAMES, (name) => name);
  const span = `${kind}: ${formatNumber(events.length)} more in ${formatNumber(spanMs / 1000, 1)} s, of ${countOf(owners.length, owner)}`;
  const reasons = describeReasons(events.map(reasonOf));
  return `${span}: ${reasons === '' ? '' : `${reasons}; `}${shown}`;
}

/** How often each reason was, the most first; empty: there is none. */
function describeReasons(reasons: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${formatNumber(count)}`)
    .join(', ');
}
