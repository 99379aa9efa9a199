/** One RTU with everything that the API tells of it: state, counters of both directions, parameters, lines of the log. */
import type { LiveEvent, LiveHello } from '../live/messages.js';
import { formatNumber } from '../text/format.js';
import { formatClock } from '../text/local-time.js';
import { ask } from './access.js';
import { byId, make, setText } from './dom.js';

/** Between two questions while the details are seen, ms. */
const ASK_MS = 1000;
/** Lines of the log that are kept, and of one RTU that are shown. */
const MOST_LINES = 500;
const SHOWN_LINES = 10;

/** What the API answers: values by their names, some of them in groups. */
type Answer = Readonly<Record<string, unknown>>;

export class RtuDetail {
  private rtus: LiveHello['rtus'] = [];
  private lines: LiveEvent[] = [];
  private slot: number | undefined;
  private isShown = false;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    byId('detail-close').addEventListener('click', () => this.close());
    byId('rtus').addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.close();
    });
  }

  begin({ rtus, events }: LiveHello): void {
    this.rtus = rtus;
    this.lines = [...events];
    // Another program, perhaps: its slots are others.
    if (this.slot !== undefined && rtus[this.slot] === undefined) this.close();
  }

  /** Takes lines of the log. */
  hear(events: readonly LiveEvent[]): void {
    if (events.length > 0) this.lines = [...this.lines, ...events].slice(-MOST_LINES);
  }

  /** Asks only while it is seen. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    clearTimeout(this.timer);
    if (isShown && this.slot !== undefined) void this.refresh();
  }

  open(slot: number): void {
    this.slot = slot;
    byId('detail').hidden = false;
    byId('detail-parts').replaceChildren();
    void this.refresh();
  }

  private close(): void {
    this.slot = undefined;
    clearTimeout(this.timer);
    byId('detail').hidden = true;
  }

  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    const { slot } = this;
    const rtu = slot === undefined ? undefined : this.rtus[slot];
    if (rtu === undefined) return;
    setText(byId('detail-title'), `RTU ${rtu.no} ${rtu.name}, CA ${rtu.ca}, port ${rtu.port}`);
    const asked = ++this.asked;
    const answer = await readRtu(`/api/rtus/${rtu.no}?slot=${slot}`);
    // Another one was opened meanwhile, or none is open any more.
    if (asked !== this.asked || this.slot !== slot) return;
    if (answer !== undefined) this.draw(rtu.name, answer);
    if (this.isShown) this.timer = setTimeout(() => void this.refresh(), ASK_MS);
  }

  private draw(name: string, answer: Answer): void {
    const {
      counters = {},
      parameters = {},
      timings = {},
      database = {},
      ackLatency = {},
    } = answer as Record<string, Answer>;
    const { online, listening, connectedSince, lastIndex } = answer;
    const state = { online, listening, connectedSince, lastIndex, ...prefixed('database', database) };
    const lines = this.lines.filter(({ text }) => text.includes(name)).slice(-SHOWN_LINES);
    const box = byId('detail-parts');
    const { scrollTop } = box;
    box.replaceChildren(
      partOf('State', state),
      partOf('Times', { ...prefixed('ack', ackLatency), ...timings }),
      partOf('Counters', counters),
      partOf('Parameters', parameters),
      make('div', { class: 'part' }, [
        make('h3', {}, 'Last lines of the log'),
        make(
          'ol',
          {},
          lines.length === 0
            ? [make('li', { class: 'faint' }, 'none since this page was opened')]
            : lines.map(({ at, text }) => make('li', {}, `${formatClock(at).slice(0, 8)} ${text}`)),
        ),
      ]),
    );
    box.scrollTop = scrollTop;
  }
}

function prefixed(prefix: string, values: Answer): Answer {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

/** A heading, and names with their values; what is not known is left out. */
function partOf(title: string, values: Answer): HTMLElement {
  const rows = Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && typeof value !== 'object')
    .flatMap(([name, value]) => [
      make('dt', {}, wordsOf(name)),
      make(
        'dd',
        {},
        typeof value === 'number' ? formatNumber(value, Number.isInteger(value) ? 0 : 1) : String(value),
      ),
    ]);
  return make('div', { class: 'part' }, [make('h3', {}, title), make('dl', {}, rows)]);
}

/** `signalsSent` as `signals sent`, `t1Ms` as `t1, ms`. */
function wordsOf(name: string): string {
  return name
    .replace(/Ms$/, ', ms')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

async function readRtu(path: string): Promise<Answer | undefined> {
  try {
    const answer = await ask(path);
    return answer.ok ? ((await answer.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}
