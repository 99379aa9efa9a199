/**
 * Events that outlive their connection, by chance: masters come, acknowledge some frames, stop, vanish and come again, while sends begin and
 * points are set by hand. A model of its own says, frame by frame, what each connection must get, from the rules of
 * `docs/behaviour.md` §3 alone: what was not acknowledged first, then what arose meanwhile, in order and with its time tag.
 */
import { describe, expect, it } from 'vitest';
import { COUNTER } from '../../src/station/measures/counters.js';
import { type Master, openStation, type Station } from './station-kit.js';

/** Rows of each index; the types in turn. 30, 36, 31 have a time tag, 1 has none. */
const ROWS = 12;
const INDEXES = 20;
const TYPES = [30, 1, 36, 31];
/** A point that is set by hand, with time tag. */
const HAND_IOA = 900;

const typeOfRow = (row: number): number => TYPES[row % TYPES.length];
const ioaOf = (index: number, row: number): number => index * 20 + row;
const CSV = `${Array.from({ length: INDEXES * ROWS }, (_, i) => {
  const [index, row] = [Math.floor(i / ROWS) + 1, i % ROWS];
  return `${index},Y,${typeOfRow(row)},${ioaOf(index, row)},1,0`;
}).join('\n')}\n99,Y,30,${HAND_IOA},0,0\n`;

/** An event of an IOA; when it arose, ms; `undefined`: when it is written. */
interface Event {
  readonly ioa: number;
  readonly isTimed: boolean;
  readonly atMs: number | undefined;
}

/** Random numbers 0…1 from a seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The objects of an I frame that the kit lists as `name < octets`. */
function objectsOf(entry: string): { ioa: number; tagMs: number | undefined }[] {
  const octets = (/< (.*)$/.exec(entry)?.[1] ?? '').split(' ').map((two) => Number.parseInt(two, 16));
  const [type, count] = octets;
  const size = { 1: 4, 30: 11, 31: 11, 36: 15 }[type];
  if (size === undefined) throw new Error(`type ${type}`);
  return Array.from({ length: count }, (_, i) => {
    const at = 6 + i * size;
    const tag = octets.slice(at + size - 7, at + size);
    const ioa = octets[at] + octets[at + 1] * 256;
    return { ioa, tagMs: type === 1 ? undefined : tag[0] + tag[1] * 256 + tag[2] * 60_000 };
  });
}

/** What the group of one RTU must do. */
class Model {
  /** Events that wait for a connection to be started, the oldest first; those that go out on one. */
  held: Event[] = [];
  live: Event[] = [];
  /** Rows of sends that a full buffer holds up. */
  resting: Event[] = [];
  /** Written and not acknowledged, by frame. */
  unanswered: Event[][] = [];
  offered = 0;
  acknowledged = 0;
  lost = 0;
  dropped = 0;
  isStarted = false;

  constructor(private readonly most: number) {}

  /** A send of one pass begins. */
  send(events: readonly Event[], nowMs: number): void {
    if (this.isStarted) this.live.push(...events);
    else {
      this.resting.push(...events);
      this.fill(nowMs);
    }
  }

  /** Somebody changes a point. */
  change(event: Event, nowMs: number): void {
    this.offered++;
    if (this.isStarted) this.live.push({ ...event, atMs: nowMs });
    else this.keep([...this.held, { ...event, atMs: nowMs }]);
  }

  start(): void {
    this.isStarted = true;
    this.live = this.resting.splice(0);
  }

  /** STOPDT: what was written may still be acknowledged. */
  stop(nowMs: number): void {
    const live = this.live.splice(0);
    this.isStarted = false;
    for (const event of live.filter(({ atMs }) => atMs !== undefined)) this.keep([...this.held, event]);
    this.resting.push(...live.filter(({ atMs }) => atMs === undefined));
    this.fill(nowMs);
  }

  /** The connection is gone. */
  leave(nowMs: number): void {
    const sent = this.unanswered.splice(0).flat();
    this.lost += sent.filter(({ isTimed }) => !isTimed).length;
    this.keep([...sent.filter(({ isTimed }) => isTimed), ...this.held]);
    this.stop(nowMs);
  }

  /** What a connection writes next. */
  next(): Event | undefined {
    return this.held.shift() ?? this.live.shift();
  }

  private keep(held: Event[]): void {
    this.held = held;
    while (held.length > this.most) {
      held.shift();
      this.dropped++;
    }
  }

  /** Rows of sends arise while there is room. */
  private fill(nowMs: number): void {
    while (this.resting.length > 0 && this.held.length < this.most) {
      const [event] = this.resting.splice(0, 1);
      if (event.isTimed) this.held.push({ ...event, atMs: nowMs });
      else this.lost++;
    }
  }
}

interface Play {
  readonly station: Station;
  readonly model: Model;
  master: Master | undefined;
}

/** Compares what the RTU has written with the model. */
function read({ station, model }: Play): void {
  for (const entry of station.take().filter((one) => / < [0-9A-F]{2} [0-9A-F]{2} 03 /.test(one))) {
    const frame: Event[] = [];
    for (const { ioa, tagMs } of objectsOf(entry)) {
      const next = model.next();
      expect(ioa, entry).toBe(next?.ioa);
      const atMs = next?.atMs ?? station.nowMs;
      if (tagMs !== undefined) expect(tagMs, entry).toBe(atMs);
      frame.push({ ioa, isTimed: tagMs !== undefined, atMs });
    }
    model.unanswered.push(frame);
  }
  // The window decides what is still to come, nothing else does.
  if (model.isStarted && model.unanswered.length < K) expect([...model.held, ...model.live]).toEqual([]);
}

const K = 3;

function play(seed: number, objects: number | 'max', eventBuffer: number): void {
  const random = randomNumbers(seed);
  const station = openStation(CSV, { eoi: 'never', time: 'utc', events: 'keep', eventBuffer, objects, k: K });
  const current: Play = { station, model: new Model(eventBuffer), master: undefined };
  const { model } = current;
  let index = 0;
  let names = 0;
  const start = (): void => {
    if (model.isStarted) return;
    current.master ??= station.connect(`M${names++}`);
    model.start();
    current.master.start();
  };
  const acts: (() => void)[] = [
    start,
    () => {
      if (model.unanswered.length === 0 || current.master === undefined) return;
      const count = 1 + Math.floor(random() * model.unanswered.length);
      model.acknowledged += model.unanswered.splice(0, count).flat().length;
      current.master.acknowledge(count);
    },
    () => {
      const { master } = current;
      if (master === undefined) return;
      current.master = undefined;
      model.leave(station.nowMs);
      master.leave();
    },
    () => {
      if (current.master === undefined || !model.isStarted || random() < 0.5) return;
      model.stop(station.nowMs);
      current.master.stop();
    },
    () => {
      // Two sends on a connection would take turns.
      if (index === INDEXES || model.live.length + model.resting.length > 0) return;
      index++;
      const events = Array.from({ length: ROWS }, (_, row): Event => {
        return { ioa: ioaOf(index, row), isTimed: typeOfRow(row) !== 1, atMs: undefined };
      });
      model.offered += ROWS;
      model.send(events, station.nowMs);
      station.send(index);
    },
    () => {
      // It would overtake the rows of a send.
      if (model.live.length > 0) return;
      model.change({ ioa: HAND_IOA, isTimed: true, atMs: undefined }, station.nowMs);
      const value = { spi: 1, quality: 0 };
      station.setPoint({ ioa: HAND_IOA, pointType: 1, value, rest: 'zero', who: 'somebody' });
    },
    () => {
      station.until(station.nowMs + Math.floor(random() * 500));
    },
  ];
  for (let step = 0; step < 120; step++) {
    acts[Math.floor(random() * acts.length)]();
    station.until(station.nowMs);
    read(current);
    const { counters } = station.rtu;
    expect(counters[COUNTER.HELD], `held after step ${step}`).toBe(model.held.length);
    expect(counters[COUNTER.SIGNALS_ACKNOWLEDGED]).toBe(model.acknowledged);
    expect(counters[COUNTER.UNSENT_LINK]).toBe(model.lost);
    expect(counters[COUNTER.UNSENT_BUFFER]).toBe(model.dropped);
  }
  start();
  read(current);
  while (model.unanswered.length > 0) {
    model.acknowledged += model.unanswered.splice(0).flat().length;
    current.master?.acknowledge();
    read(current);
  }
  const { counters } = station.rtu;
  expect(counters[COUNTER.HELD]).toBe(0);
  expect(counters[COUNTER.SIGNALS_OFFERED]).toBe(model.offered);
  expect(model.offered).toBe(model.acknowledged + model.lost + model.dropped);
  expect(counters[COUNTER.RUNS]).toBe(0);
  for (const counts of [...station.settled.values()].flat()) {
    const { offered, acknowledged, unsentLink, unsentBuffer, unsentEnded, held } = counts;
    expect([offered, held, unsentEnded]).toEqual([ROWS, 0, 0]);
    expect(acknowledged + unsentLink + unsentBuffer).toBe(ROWS);
  }
}

describe('what waits, what is sent again and what is counted', () => {
  it.each([1, 3, 'max'] as const)('with objects=%s', (objects) => {
    for (let seed = 1; seed <= 60; seed++) play(seed, objects, 10_000);
  });

  it.each([1, 7, 25])('with room for %i signals', (eventBuffer) => {
    for (let seed = 1; seed <= 60; seed++) play(seed, 1, eventBuffer);
  });
});
