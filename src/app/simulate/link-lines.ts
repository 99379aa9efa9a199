/** Lines about connections for people: a few in a second one by one, more in one line of their kind (`docs/behaviour.md` §6). */
import type { EngineEvent } from '../../coordinator/api.js';
import { countOf, firstNames, formatNumber } from '../../text/format.js';

/** So many of a kind are told at once, each in a line of its own; what follows within a second goes into one line. */
const SINGLE_LINES = 3;
const SPAN_MS = 1000;
/** RTUs that a joined line names. */
const MOST_NAMES = 3;

type LinkEvent = Extract<EngineEvent, { kind: 'link' }>;

/** What nearly every connection does. All else of connections is told line by line. */
const JOINED: ReadonlySet<string> = new Set(['connect', 'startdt', 'stopdt', 'disconnect']);

/** The events of one kind since the first of the second. */
interface Span {
  shown: number;
  joined: LinkEvent[];
}

export class LinkLines {
  private readonly spans = new Map<string, Span>();

  /** `tellOne` gets an event that is told alone; `tell` a joined line and its time, ms since 1970. */
  constructor(
    private readonly tellOne: (event: LinkEvent) => void,
    private readonly tell: (line: string, wallMs: number) => void,
  ) {}

  take(event: LinkEvent): void {
    const { what } = event;
    if (!JOINED.has(what)) {
      this.tellOne(event);
      return;
    }
    let span = this.spans.get(what);
    if (span === undefined) {
      span = { shown: 0, joined: [] };
      this.spans.set(what, span);
      setTimeout(() => this.end(what), SPAN_MS).unref();
    }
    if (span.shown === SINGLE_LINES) span.joined.push(event);
    else {
      span.shown++;
      this.tellOne(event);
    }
  }

  /** Tells what was joined so far, so that it stands before the line that comes next. */
  flush(): void {
    for (const [what, { joined }] of this.spans) this.tellJoined(what, joined.splice(0));
  }

  private end(what: string): void {
    const { joined = [] } = this.spans.get(what) ?? {};
    this.spans.delete(what);
    this.tellJoined(what, joined);
  }

  private tellJoined(what: string, events: readonly LinkEvent[]): void {
    if (events.length === 1) this.tellOne(events[0]);
    else if (events.length > 1) this.tell(describeJoined(what, events), events[events.length - 1].wallMs);
  }
}

/** `disconnect: 150 more in 0.2 s, of 148 RTUs: PEER_CLOSED 148, T1_I_FRAME 2; 4 Northfield, 5 Southfield, 6 Westfield and 145 more`. */
function describeJoined(what: string, events: readonly LinkEvent[]): string {
  const seconds = (events[events.length - 1].wallMs - events[0].wallMs) / 1000;
  const rtus = [...new Map(events.map(({ rtu }) => [rtu.slot, rtu])).values()];
  const shown = firstNames(rtus, MOST_NAMES, ({ no, name }) => `${no} ${name}`);
  const span = `${what}: ${formatNumber(events.length)} more in ${formatNumber(seconds, 1)} s, of ${countOf(rtus.length, 'RTU')}`;
  return what === 'disconnect' ? `${span}: ${describeReasons(events)}; ${shown}` : `${span}: ${shown}`;
}

/** How many connections ended for which reason, the most first. */
function describeReasons(events: readonly LinkEvent[]): string {
  const counts = new Map<string, number>();
  for (const { detail } of events) {
    const code = detail.split(':', 1)[0];
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${formatNumber(count)}`)
    .join(', ');
}
