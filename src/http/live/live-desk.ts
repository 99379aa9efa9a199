/** The live streams of the HTTP API: one timer for all pages, and nothing computed for nobody (`docs/behaviour.md` §7). */
import type { ServerResponse } from 'node:http';
import type { RtuDefinition } from '../../channel/definitions.js';
import { LoadMeter } from '../../figures/processor-load.js';
import type { LiveFeed } from '../../live/live-feed.js';
import { TableView } from '../../live/live-table.js';
import type { LiveHello, LiveTable, LiveTableWish } from '../../live/messages.js';
import type { Monitor } from '../../monitor/monitor.js';

/** Between two ticks of a page, and between two samples for the charts while no page is open, ms. */
const TICK_MS = 500;
const IDLE_MS = 1000;
/** Most pages at a time. */
export const MOST_PAGES = 20;
/** A page that has not taken so many octets is closed. */
const MOST_BEHIND_OCTETS = 1 << 20;
/** Most orders of the table that are kept. */
const MOST_ORDERS = 16;

/** Clocks of the desk. */
export interface LiveClocks {
  /** Monotonic ms. */
  readonly nowMs: () => number;
  /** The RTUs' wall clock, ms since 1970. */
  readonly wallNow: () => number;
}

/** One open page. */
interface Page {
  readonly response: ServerResponse;
  readonly may: LiveHello['may'];
  /** The list of RTUs in its last hello; `undefined`: it had none. */
  rtus: readonly RtuDefinition[] | undefined;
}

export class LiveDesk {
  /** Most pages at a time. */
  readonly most = MOST_PAGES;
  /** Pages that were refused because the most were open; closed because they did not read. */
  refused = 0;
  tooSlow = 0;
  private readonly pages = new Set<Page>();
  private readonly orders = new Map<string, TableView>();
  private readonly meter = new LoadMeter();
  private meteredAtMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private periodMs = 0;
  /** The RTUs as they were at the last look: a restart replaces a definition, a reading of the ini file adds some. */
  private rtus: readonly RtuDefinition[] = [];

  constructor(
    private readonly monitor: Monitor,
    private readonly feed: LiveFeed,
    private readonly clocks: LiveClocks,
  ) {
    this.turn();
    this.pace();
  }

  /** Pages that are open. */
  get open(): number {
    return this.pages.size;
  }

  /** Number of the last tick. */
  get seq(): number {
    return this.feed.seq;
  }

  /** Begins a stream on a response whose headers are written, unless nobody can read it; false: too many are open. */
  begin(response: ServerResponse, may: LiveHello['may']): boolean {
    if (this.pages.size >= MOST_PAGES) {
      this.refused++;
      return false;
    }
    const { socket } = response.req;
    // The client has gone while its request waited, or it waits behind a page of its own connection, which has no end.
    if (socket.destroyed || this.hasPageOn(socket)) return true;
    const page: Page = { response, may, rtus: undefined };
    this.pages.add(page);
    // Of the connection: an answer without one never closes.
    socket.once('close', () => {
      this.pages.delete(page);
      this.pace();
    });
    this.greet(page);
    this.pace();
    return true;
  }

  private hasPageOn(socket: Page['response']['req']['socket']): boolean {
    return [...this.pages].some(({ response }) => response.req.socket === socket);
  }

  /** Rows of the table as they are now. */
  table(wish: LiveTableWish): LiveTable & { readonly seq: number } {
    const view = this.orders.get(wish.sort) ?? new TableView(this.monitor);
    this.orders.delete(wish.sort);
    this.orders.set(wish.sort, view);
    const [oldest] = this.orders.keys();
    if (this.orders.size > MOST_ORDERS && oldest !== undefined) this.orders.delete(oldest);
    return { seq: this.feed.seq, ...view.read(wish) };
  }

  /** Ends every stream. */
  close(): void {
    clearInterval(this.timer);
    for (const { response } of this.pages) response.end();
    this.pages.clear();
  }

  private pace(): void {
    const periodMs = this.pages.size > 0 ? TICK_MS : IDLE_MS;
    if (periodMs === this.periodMs) return;
    this.periodMs = periodMs;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.turn(), periodMs);
    this.timer.unref();
  }

  private turn(): void {
    const { monitor, feed, clocks, pages } = this;
    const nowMs = clocks.nowMs();
    if (nowMs - this.meteredAtMs >= IDLE_MS - 1) {
      this.meteredAtMs = nowMs;
      monitor.load = this.meter.measure();
    }
    monitor.sample(nowMs, clocks.wallNow());
    if (pages.size === 0) return;
    const rtus = this.rtusNow();
    // Added, removed or renamed RTUs: the page needs the list anew, before the tick that goes on from it.
    for (const page of pages) if (page.rtus !== rtus) this.greet(page);
    const tick = feed.tick();
    const text = `id: ${tick.seq}\nevent: tick\ndata: ${JSON.stringify(tick)}\n\n`;
    for (const page of pages) this.write(page, text);
  }

  /** The list of RTUs; the same object as long as each is the same. */
  private rtusNow(): readonly RtuDefinition[] {
    const { rtus } = this.monitor.engine;
    const isSame = rtus.length === this.rtus.length && rtus.every((rtu, slot) => rtu === this.rtus[slot]);
    if (!isSame) this.rtus = [...rtus];
    return this.rtus;
  }

  private greet(page: Page): void {
    page.rtus = this.rtusNow();
    const hello = this.feed.hello(page.may);
    this.write(page, `id: ${hello.seq}\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`);
  }

  private write(page: Page, text: string): void {
    const { response } = page;
    if (response.writableLength > MOST_BEHIND_OCTETS) {
      this.tooSlow++;
      response.destroy();
      return;
    }
    response.write(text);
  }
}
