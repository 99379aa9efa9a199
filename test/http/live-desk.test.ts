/** The desk of the live page: how many pages, which are closed, and what is computed for nobody. */
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { LiveDesk } from '../../src/http/live/live-desk.js';
import { LiveFeed } from '../../src/live/live-feed.js';
import type { LiveEvent, LiveHello } from '../../src/live/messages.js';
import { type Bench, bench, rtu } from '../tui/tui-kit.js';

/** A page that takes what it likes. */
class Response extends EventEmitter {
  writableLength = 0;
  readonly req = { socket: Object.assign(new EventEmitter(), { destroyed: false }) };
  readonly taken: string[] = [];
  write(text: string): void {
    this.taken.push(text);
  }
  end(): void {
    this.req.socket.emit('close');
  }
  destroy(): void {
    this.req.socket.emit('close');
  }
  get names(): string[] {
    return this.taken.map((text) => /event: (\w+)/.exec(text)?.[1] ?? '');
  }
}

const asServer = (response: Response): ServerResponse => response as unknown as ServerResponse;

let numbers: Bench;
let feed: LiveFeed;
let desk: LiveDesk;
beforeEach(() => {
  vi.useFakeTimers();
  numbers = bench([rtu(1), rtu(2)]);
  feed = new LiveFeed(numbers.model, {
    program: { name: 'iec104rs', version: '1.2.3' },
    faults: () => [],
    run: () => undefined,
    ackLimitMs: undefined,
    plan: [],
  });
  let nowMs = 0;
  desk = new LiveDesk(numbers.model, feed, {
    nowMs: () => {
      nowMs += 500;
      return nowMs;
    },
    wallNow: () => 0,
  });
});
afterEach(() => {
  desk.close();
  vi.useRealTimers();
});

describe('pages', () => {
  it('make ticks only while there is one', () => {
    vi.advanceTimersByTime(5000);
    expect(desk.seq).toBe(0);
    const page = new Response();
    desk.begin(asServer(page), 'view');
    vi.advanceTimersByTime(1000);
    expect([desk.open, desk.seq, page.names]).toEqual([1, 2, ['hello', 'tick', 'tick']]);
    page.end();
    vi.advanceTimersByTime(5000);
    expect([desk.open, desk.seq]).toEqual([0, 2]);
  });

  it('are twenty at most; the next one is refused and counted', () => {
    const begun = Array.from({ length: 21 }, () => desk.begin(asServer(new Response()), 'view'));
    expect(begun.filter((one) => one)).toHaveLength(20);
    expect([desk.open, desk.most, desk.refused]).toEqual([20, 20, 1]);
  });

  it('whose client has gone before the stream began take no place', () => {
    const gone = new Response();
    gone.req.socket.destroyed = true;
    desk.begin(asServer(gone), 'view');
    expect([desk.open, gone.names]).toEqual([0, []]);
    vi.advanceTimersByTime(5000);
    expect(desk.seq).toBe(0);
  });

  it('that have not taken 1 MiB are closed and counted; the others go on', () => {
    const [slow, other] = [new Response(), new Response()];
    desk.begin(asServer(slow), 'view');
    desk.begin(asServer(other), 'view');
    slow.writableLength = 1_048_576;
    vi.advanceTimersByTime(500);
    expect([desk.open, desk.tooSlow]).toEqual([2, 0]);
    slow.writableLength = 1_048_577;
    vi.advanceTimersByTime(500);
    expect([desk.open, desk.tooSlow]).toEqual([1, 1]);
    expect(slow.names).toEqual(['hello', 'tick']);
    expect(other.names).toEqual(['hello', 'tick', 'tick']);
  });

  it('get each second of the charts and each line of the log once, also after a rest and when greeted again', () => {
    vi.advanceTimersByTime(10_000);
    feed.log(0, 'info', 'one');
    const page = new Response();
    desk.begin(asServer(page), 'view');
    vi.advanceTimersByTime(500);
    const rtus = numbers.model.engine.rtus as RtuDefinition[];
    rtus[1] = { ...rtus[1], name: 'Renamed' };
    feed.log(0, 'info', 'two');
    vi.advanceTimersByTime(500);
    expect(page.names).toEqual(['hello', 'tick', 'hello', 'tick']);
    const [hello, tick, again, last] = page.taken.map((text) => JSON.parse(text.split('data: ')[1] ?? ''));
    const seconds = (message: LiveHello): number => message.charts.signals.length;
    const before = seconds(hello) + tick.points.signals.length;
    expect(before).toBeGreaterThan(0);
    expect(seconds(again)).toBe(before);
    expect(before + last.points.signals.length).toBe(numbers.model.points);
    const texts = (events: LiveEvent[]): string[] => events.map(({ text }) => text);
    expect([hello.events, tick.events, again.events, last.events].map(texts)).toEqual([
      [],
      ['one'],
      ['one'],
      ['two'],
    ]);
  });

  it('are greeted again when an RTU is added or has another name, with the list as it is then', () => {
    const page = new Response();
    desk.begin(asServer(page), 'view');
    vi.advanceTimersByTime(500);
    const rtus = numbers.model.engine.rtus as RtuDefinition[];
    rtus[1] = { ...rtus[1], name: 'Renamed' };
    vi.advanceTimersByTime(1000);
    expect(page.names).toEqual(['hello', 'tick', 'hello', 'tick', 'tick']);
    expect(page.taken[2]).toContain('Renamed');
  });
});
