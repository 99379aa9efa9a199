/** The messages of a live page, from the numbers of a simulator. */
import { describe, expect, it } from 'vitest';
import { LiveFeed, type LiveSources } from '../../src/live/live-feed.js';
import { TableView } from '../../src/live/live-table.js';
import { type Bench, bench, rtu, STARTED_AT, send } from '../tui/tui-kit.js';

function feedOf(it: Bench, more: Partial<LiveSources> = {}): LiveFeed {
  return new LiveFeed(it.model, {
    program: { name: 'iec104rs', version: '1.2.3' },
    faults: () => it.faults,
    run: () => undefined,
    ackLimitMs: undefined,
    plan: [],
    ...more,
  });
}

const RTUS = [0, 1, 2, 3, 4, 5, 6, 7].map((slot) =>
  rtu(slot + 1, { slot, no: 11 + slot, name: `R${slot}`, rtuNumber: 101 + slot, port: 2404 + slot }),
);

describe('the letter of an RTU', () => {
  it('is that of the first state that holds', () => {
    const it = bench([...RTUS.slice(0, 7), { ...RTUS[7], removed: true }]);
    it.set(0, { STARTED: 1, CONNECTIONS: 1 });
    it.set(1, { CONNECTIONS: 1 });
    it.set(3, { LISTENING: 0 });
    it.set(4, { STARTED: 1, CONNECTIONS: 1, FAULTS: 1 });
    it.set(5, { STARTED: 1, CONNECTIONS: 1 });
    it.set(6, { STARTED: 1, CONNECTIONS: 1 });
    it.acknowledge(6, 300, 10);
    it.pass(500);
    // It waits 600 of the next 1,000 ms.
    it.set(5, { STALL_MS: 600 });
    it.pass(1000);
    expect(feedOf(it).tick().signs).toBe('olxdfsog');
    expect(feedOf(it, { ackLimitMs: 200 }).tick().signs).toBe('olxdfs!g');
  });
});

describe('a tick', () => {
  it('has the account of signals, which adds up', () => {
    const it = bench(RTUS.slice(0, 2));
    it.set(0, { SIGNALS_OFFERED: 100, SIGNALS_SENT: 90, SIGNALS_ACKNOWLEDGED: 70, UNSENT_LINK: 5, HELD: 3 });
    it.set(1, { SIGNALS_OFFERED: 10, SIGNALS_SENT: 10, SIGNALS_ACKNOWLEDGED: 8, SPOILED: 1 });
    it.pass(500);
    const { signals } = feedOf(it).tick();
    // 110 − 78 − 5 − 3 − 1
    expect(signals).toMatchObject({
      offered: 110,
      sent: 100,
      acknowledged: 78,
      unsent: 5,
      held: 3,
      spoiled: 1,
    });
    expect(signals.open).toBe(23);
    expect(signals.text).toContain('Signals offered 110, sent 100, acked 78; unsent: link 5');
  });

  it('names the sends as the dashboard does, and the faults that are on', () => {
    const it = bench(RTUS.slice(0, 1));
    it.running = [send(4, { index: 7 }), send(5, { state: 'settled' })];
    it.model.engine.faults.start({
      word: 'silent',
      value: 0,
      durationMs: 40_000,
      share: 100,
      seed: 1,
      slots: [0],
      who: '',
    });
    it.pass(12_000);
    const tick = feedOf(it).tick();
    expect(tick.sends).toEqual([
      { id: 4, text: 'index 7, 0:12 of 1:00', elapsedMs: 12_000, durationMs: 60_000 },
    ]);
    expect(tick.faults).toEqual([{ id: 1, text: 'silent for 40 s', rtus: 1 }]);
  });

  it('gives each line of the log and each second of the charts once, and a new page gets the newest of both', () => {
    const it = bench(RTUS.slice(0, 1));
    const feed = feedOf(it);
    feed.log(STARTED_AT, 'warning', 'one\ntwo\u001b[31m');
    it.pass(1000);
    it.set(0, { SIGNALS_SENT: 500 });
    it.pass(1000);
    const tick = feed.tick();
    expect(tick.events.map(({ text }) => text)).toEqual(['one', 'two�[31m']);
    expect(tick.points.signals).toEqual([0, 500]);
    expect(feed.tick()).toMatchObject({ seq: 2, events: [], points: { signals: [] } });
    const hello = feed.hello('view');
    expect(hello).toMatchObject({
      seq: 2,
      may: 'view',
      charts: { signals: [0, 500], ackP99Ms: [null, null] },
    });
    expect(hello.events).toHaveLength(2);
    expect(hello.rtus).toEqual([{ no: 11, name: 'R0', ca: 101, port: 2404, bind: '' }]);
  });

  it('numbers the seconds of the charts, so that a page takes each once', () => {
    const it = bench(RTUS.slice(0, 1));
    const feed = feedOf(it);
    // Nobody looks for three seconds.
    for (const _ of [1, 2, 3]) it.pass(1000);
    expect(feed.hello('view').charts).toMatchObject({ until: 0, signals: [] });
    expect(feed.tick().points).toMatchObject({ until: 3, signals: [0, 0, 0] });
    it.pass(1000);
    const tick = feed.tick();
    expect(tick.points).toMatchObject({ until: 4, signals: [0] });
    // A page that is greeted between the making and the sending of a tick gets a second twice; the number says that it knows it.
    expect(feed.hello('view').charts).toMatchObject({ until: 4, signals: [0, 0, 0, 0] });
  });

  it('marks each send and each fault once; a new page gets those of the last ten minutes', () => {
    const it = bench(RTUS.slice(0, 1));
    it.running = [send(3, { index: 9, startedAt: STARTED_AT - 600_001 }), send(4, { index: 7 })];
    it.pass(500);
    const feed = feedOf(it);
    expect(feed.tick().marks.map(({ id, text }) => [id, text])).toEqual([
      ['s3', 'send 3: index 9'],
      ['s4', 'send 4: index 7'],
    ]);
    expect(feed.tick().marks).toEqual([]);
    it.model.engine.faults.start({
      word: 'silent',
      value: 0,
      durationMs: 40_000,
      share: 100,
      seed: 1,
      slots: [0],
      who: '',
    });
    it.pass(500);
    expect(feed.tick().marks).toMatchObject([{ id: 'f1', kind: 'fault', text: 'fault 1: silent for 40 s' }]);
    expect(feed.hello('view').marks.map(({ id }) => id)).toEqual(['s4', 'f1']);
  });

  it('has no figure where nothing was measured', () => {
    const it = bench(RTUS.slice(0, 1));
    it.pass(500);
    expect(feedOf(it).tick()).toMatchObject({ ackP50Ms: null, ackP99Ms: null, runAckP99Ms: null });
    expect(JSON.stringify(feedOf(it).tick())).not.toContain('NaN');
  });
});

describe('the table', () => {
  const wish = { from: 0, count: 10, sort: 'no', find: '' };

  it('has the cells of the dashboard, with how they are shown', () => {
    const it = bench(RTUS.slice(0, 2));
    it.set(0, { STARTED: 1, CONNECTIONS: 1 });
    it.pass(500);
    const { rows, of } = new TableView(it.model).read(wish);
    expect(of).toBe(2);
    expect(rows.map(({ cells }) => cells.slice(0, 4))).toEqual([
      ['11', 'R0', ['YES', 'good'], '101'],
      ['12', 'R1', ['NO', 'bad'], '102'],
    ]);
  });

  it('is sorted both ways, filtered, and given in parts', () => {
    const it = bench(RTUS);
    it.pass(500);
    const view = new TableView(it.model);
    const slots = (more: object): number[] => view.read({ ...wish, ...more }).rows.map(({ slot }) => slot);
    expect(slots({ sort: '-no', count: 2 })).toEqual([7, 6]);
    expect(slots({ from: 6 })).toEqual([6, 7]);
    expect(slots({ find: 'r3' })).toEqual([3]);
    expect(slots({ find: '2406' })).toEqual([2]);
    expect(slots({ sort: 'nonsense', count: 3 })).toEqual([0, 1, 2]);
    expect(view.read({ ...wish, find: 'nobody' })).toMatchObject({ of: 0, rows: [] });
  });

  it('shows names as text, whatever is in them', () => {
    const it = bench([rtu(1, { name: 'a\u202eb\u001b[2J' })]);
    it.pass(500);
    const [{ cells }] = new TableView(it.model).read(wish).rows;
    expect(cells[1]).toBe('a�b�[2J');
  });
});
