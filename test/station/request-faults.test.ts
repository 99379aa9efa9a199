/** Faults on purpose in answers to the master (`docs/behaviour.md` §13): the frames, in octets. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FaultWord } from '../../src/faults/fault-catalog.js';
import { expectBalanced, expectList, type Master, openStation, type Station } from './station-kit.js';

/** Interrogation of CA 1 with QOI 20. */
const GI = '64 01 06 00 01 00 | 00 00 00 | 14';
const GI_CON = 'M < 64 01 07 00 01 00 | 00 00 00 | 14';
const GI_END = 'M < 64 01 0A 00 01 00 | 00 00 00 | 14';
/** Single points with IOA 1 and 2, ON, cause 20. */
const POINTS = ['M < 01 01 14 00 01 00 | 01 00 00 01', 'M < 01 01 14 00 01 00 | 02 00 00 01'];
/** A single command ON for IOA 101, whose status is IOA 1; its answers. */
const ON = '2D 01 06 00 01 00 | 65 00 00 | 01';
const ON_CON = 'M < 2D 01 07 00 01 00 | 65 00 00 | 01';
const ON_NEGATIVE = 'M < 2D 01 47 00 01 00 | 65 00 00 | 01';
const ON_END = 'M < 2D 01 0A 00 01 00 | 65 00 00 | 01';
/** Its status: M_SP_NA_1, cause 11. */
const status = (value: 0 | 1) => `M < 01 01 0B 00 01 00 | 01 00 00 | 0${value}`;
/** A clock sync: 2027-12-31 23:59:45.678, `docs/protocol.md` §7. */
const CLOCK = '67 01 06 00 01 00 | 00 00 00 | 6E B2 3B 17 BF 0C 1B';

let station: Station;
let master: Master;
let applied: string[];

beforeEach(() => {
  // C,status…: command 101 sets IOA 1.
  station = openStation('1,Y,1,1,1\n1,Y,1,2,1\n1,,45,101,1', { objects: 1 });
  master = station.started();
  applied = [];
});

function begin(word: FaultWord, value = 0, share = 100): void {
  const order = { id: 1, word, startMs: 0, durationMs: 60_000, value, share, seed: 1, slots: [0] };
  station.rtu.beginFault(order, { applied: (one, nowMs) => applied.push(`${one.word} at ${nowMs}`) });
}

function expectAnswers(request: string, expected: readonly string[]): void {
  master.request(request);
  expectList(station.take(), expected);
}

it('without a fault: the answers that the others are compared with', () => {
  expectAnswers(GI, [GI_CON, ...POINTS, GI_END]);
  expectAnswers(ON, [ON_CON, status(1), ON_END]);
});

describe('interrogations', () => {
  it('without an answer', () => {
    begin('gi-none');
    expectAnswers(GI, []);
    expect(applied).toEqual(['gi-none at 0']);
  });

  it('refused', () => {
    begin('gi-negative');
    expectAnswers(GI, ['M < 64 01 47 00 01 00 | 00 00 00 | 14']);
  });

  it('without their end', () => {
    begin('gi-no-end');
    expectAnswers(GI, [GI_CON, ...POINTS]);
    // Another one may begin.
    station.rtu.endFault(1);
    expectAnswers(GI, [GI_CON, ...POINTS, GI_END]);
    master.acknowledge();
    expectBalanced(station);
  });

  it('late: also the counter interrogation, each after its time', () => {
    begin('gi-late', 8);
    expectAnswers(GI, []);
    station.until(7999);
    expect(station.take()).toEqual([]);
    station.until(8000);
    expectList(station.take(), ['@8000', GI_CON, ...POINTS, GI_END]);
    // QCC 5: general.
    master.request('65 01 06 00 01 00 | 00 00 00 | 05');
    station.until(16_000);
    expectList(station.take(), [
      '@16000',
      'M < 65 01 07 00 01 00 | 00 00 00 | 05',
      'M < 65 01 0A 00 01 00 | 00 00 00 | 05',
    ]);
  });

  it('late, on a connection that has ended: nothing comes', () => {
    begin('gi-late', 8);
    master.request(GI);
    master.leave();
    station.take();
    station.until(20_000);
    expect(station.take()).toEqual([]);
    expectBalanced(station);
  });

  it('with a part of the points', () => {
    begin('gi-partial', 0, 0.001);
    expectAnswers(GI, [GI_CON, GI_END]);
  });
});

describe('commands', () => {
  it('without an answer: nothing happens', () => {
    begin('command-none');
    expectAnswers(ON, []);
  });

  it('refused', () => {
    begin('command-negative');
    expectAnswers(ON, [ON_NEGATIVE]);
  });

  it('without their end', () => {
    begin('command-no-end');
    expectAnswers(ON, [ON_CON, status(1)]);
  });

  it('without a change of their point', () => {
    begin('command-no-status');
    expectAnswers(ON, [ON_CON, ON_END]);
  });

  it('with the opposite change', () => {
    begin('command-opposite');
    expectAnswers(ON, [ON_CON, status(0), ON_END]);
  });

  it('late, in the order of the requests', () => {
    begin('command-late', 5);
    master.request(ON.replace(/01$/, '81'));
    station.until(100);
    master.request(ON);
    expect(station.take()).toEqual([]);
    station.until(6000);
    const selected = ON_CON.replace(/01$/, '81');
    expectList(station.take(), ['@5000', selected, '@5100', ON_CON, status(1), ON_END]);
  });
});

it('every frame with signals goes out twice, the second with an N(S) of its own and without an account', () => {
  begin('twice');
  expectAnswers(GI, [GI_CON, ...POINTS.flatMap((point) => [point, point]), GI_END]);
  expect(station.counter('I_SENT')).toBe(6);
  expect(station.counter('SIGNALS_SENT')).toBe(2);
  master.acknowledge();
  expect(station.counter('SIGNALS_ACKNOWLEDGED')).toBe(2);
  expectBalanced(station);
});

it('clock syncs without an answer: the clock is not set', () => {
  begin('clock-none');
  expectAnswers(CLOCK, []);
  expect(station.counter('CLOCK_SYNCS')).toBe(0);
});

it('a clock that jumps: it jumps back at the end, unless a master has set it', () => {
  const at = (): number => station.rtu.clock.at(0).leadMs;
  begin('time-jump', -3600);
  expect(at()).toBe(-3_600_000);
  station.rtu.endFault(1);
  expect(at()).toBe(0);
  const following = openStation('1,Y,1,1,1', { clock: 'follow' });
  const order = {
    id: 1,
    word: 'time-jump',
    startMs: 0,
    durationMs: 9000,
    value: 10,
    share: 100,
    seed: 1,
    slots: [0],
  } as const;
  following.rtu.beginFault(order, { applied: () => {} });
  following.started().request(CLOCK);
  const set = following.rtu.clock.at(0).leadMs;
  following.rtu.endFault(1);
  expect(following.rtu.clock.at(0).leadMs).toBe(set);
});
