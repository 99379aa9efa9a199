/** Index sends: which rows, in which order, in which frames (`docs/behaviour.md` §4). */
import { describe, expect, it } from 'vitest';
import { COUNTER, RUN_STATE } from '../../src/station/measures/counters.js';
import { countsOf, expectBalanced, expectList, openStation, type Station } from './station-kit.js';

/** SIQ 01 = ON; the IOA is the row's number in the comments. */
const FILE = `
index,GI,type,IOA,value
2,,1,1,1
1,,1,2,0
1,,1,3,1
2,,1,4,0
1,,3,5,2
`;

/** COT 3, OA 0, CA 1. */
describe('rows', () => {
  it('of one index go out in file order, neighbours of one type in one frame', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.send(1);
    // rows 2 and 3 follow each other in the file; DIQ 02 = ON
    expectList(station.take(), [
      'M < 01 02 03 00 01 00 | 02 00 00 00 | 03 00 00 01',
      'M < 03 01 03 00 01 00 | 05 00 00 02',
      'finished 1 complete',
    ]);
    master.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    expect(countsOf(station, 1)).toEqual({
      offered: 3,
      sent: 3,
      acknowledged: 3,
      unsentLink: 0,
      unsentEnded: 0,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    });
    expectBalanced(station);
  });

  it('of one index that do not follow each other in the file go out one by one', () => {
    const station = openStation(FILE);
    station.started();
    station.send(2);
    expectList(station.take(), [
      'M < 01 01 03 00 01 00 | 01 00 00 01',
      'M < 01 01 03 00 01 00 | 04 00 00 00',
      'finished 1 complete',
    ]);
  });

  it('of index 0 are the whole file in file order, whatever the index', () => {
    const station = openStation(FILE);
    station.started();
    station.send(0);
    expectList(station.take(), [
      'M < 01 04 03 00 01 00 | 01 00 00 01 | 02 00 00 00 | 03 00 00 01 | 04 00 00 00',
      'M < 03 01 03 00 01 00 | 05 00 00 02',
      'finished 1 complete',
    ]);
  });

  it('of a large index number and a large IOA and CA', () => {
    const station = openStation('999999999999,,1,16777215,1', { rtuNumber: 65534 });
    station.started();
    station.send(999_999_999_999);
    expectList(station.take(), ['M < 01 01 03 00 FE FF | FF FF FF 01', 'finished 1 complete']);
  });

  it('that are commands are not sent', () => {
    const station = openStation('1,,45,9,1\n1,,1,1,1\n');
    station.started();
    station.send(1);
    expectList(station.take(), ['M < 01 01 03 00 01 00 | 01 00 00 01', 'finished 1 complete']);
    expect(station.counter('SIGNALS_OFFERED')).toBe(1);
  });

  it('for RTUs of another number are passed over, and split a frame', () => {
    const file = '1,,1,1,1\n1,,1,2,1,,7\n1,,1,3,1\n1,,1,4,1,,1\n1,,1,5,1\n';
    const station = openStation(file);
    station.started();
    station.send(1);
    expectList(station.take(), [
      'M < 01 01 03 00 01 00 | 01 00 00 01',
      'M < 01 01 03 00 01 00 | 03 00 00 01',
      'M < 01 01 03 00 01 00 | 04 00 00 01',
      'M < 01 01 03 00 01 00 | 05 00 00 01',
      'finished 1 complete',
    ]);
    expect(station.counter('SIGNALS_OFFERED')).toBe(4);
  });

  it('all for RTUs of another number: over at once, nothing offered, whether or not there is a duration', () => {
    const station = openStation('1,,1,1,1,,7\n1,,1,2,1,,7\n');
    station.started();
    station.send(1);
    expectList(station.take(), ['finished 1 complete', 'settled 1 complete']);
    station.send(1, 10_000);
    expectList(station.take(), ['finished 2 complete', 'settled 2 complete']);
    expect(countsOf(station, 2).offered).toBe(0);
    expectBalanced(station);
  });
});

describe('packing', () => {
  const many = Array.from({ length: 130 }, (_, i) => `1,,1,${i + 1},1`).join('\n');
  const counts = (list: string[]) =>
    list.filter((entry) => entry.startsWith('M <')).map((entry) => Number.parseInt(entry.slice(7, 9), 16));

  it('max: what the type allows, ⌊243/(3+1)⌋ = 60 single points', () => {
    const station = openStation(many);
    station.started();
    station.send(1);
    expect(counts(station.take())).toEqual([60, 60, 10]);
  });

  it('max: ⌊243/(3+8)⌋ = 22 with a time tag, ⌊243/(3+12)⌋ = 16 floats with a time tag', () => {
    for (const [type, expected] of [
      [30, [22, 22, 22, 22, 22, 20]],
      [36, [16, 16, 16, 16, 16, 16, 16, 16, 2]],
    ] as const) {
      const station = openStation(many.replaceAll(',,1,', `,,${type},`));
      station.started();
      station.send(1);
      expect(counts(station.take())).toEqual(expected);
    }
  });

  it('objects = 3', () => {
    const station = openStation(many, { objects: 3, k: 100 });
    station.started();
    station.send(1);
    expect(counts(station.take())).toEqual([...Array.from({ length: 43 }, () => 3), 1]);
  });

  it('objects = 1: one signal a frame', () => {
    const station = openStation(FILE, { objects: 1 });
    station.started();
    station.send(1);
    expectList(station.take(), [
      'M < 01 01 03 00 01 00 | 02 00 00 00',
      'M < 01 01 03 00 01 00 | 03 00 00 01',
      'M < 03 01 03 00 01 00 | 05 00 00 02',
      'finished 1 complete',
    ]);
  });

  it('a type with one object per ASDU still has one', () => {
    // 39: SPE 01, QDP 00, CP16 0000, and seven octets of time: 1970-01-01 00:00, a Thursday: 4 « 5 | 1 = 81; month 1; year 70 = 46
    const station = openStation('1,,39,1,1\n1,,39,2,1\n');
    station.started();
    station.send(1);
    expectList(station.take(), [
      'M < 27 01 03 00 01 00 | 01 00 00 01 00 00 00 | 00 00 00 00 81 01 46',
      'M < 27 01 03 00 01 00 | 02 00 00 01 00 00 00 | 00 00 00 00 81 01 46',
      'finished 1 complete',
    ]);
  });

  it('every monitored type goes out with its elements', () => {
    const rows = [
      '1,,5,1,-5T OV',
      '1,,7,2,0x01020304',
      '1,,9,3,-1',
      '1,,11,4,-2 IV',
      '1,,13,5,1.5',
      '1,,15,6,-2',
      '1,,1,7,1 IV NT',
      '1,,3,8,129',
    ];
    const station = openStation(rows.join('\n'));
    station.started();
    station.send(1);
    expectList(station.take(), [
      // VTI: T 80 | −5 in seven bits 7B = FB; OV = 01
      'M < 05 01 03 00 01 00 | 01 00 00 FB 01',
      // BSI low octet first
      'M < 07 01 03 00 01 00 | 02 00 00 04 03 02 01 00',
      // −1 = 8000
      'M < 09 01 03 00 01 00 | 03 00 00 00 80 00',
      // −2 = FFFE; IV = 80
      'M < 0B 01 03 00 01 00 | 04 00 00 FE FF 80',
      // 1.5 = 3FC00000
      'M < 0D 01 03 00 01 00 | 05 00 00 00 00 C0 3F 00',
      'M < 0F 01 03 00 01 00 | 06 00 00 FE FF FF FF 00',
      // IV 80 | NT 40 | ON 1
      'M < 01 01 03 00 01 00 | 07 00 00 C1',
      // the whole DIQ: 81 = IV, OFF
      'M < 03 01 03 00 01 00 | 08 00 00 81',
      'finished 1 complete',
    ]);
  });
});

describe('time tags', () => {
  // 2027-12-31 23:59:45.678 UTC, a Friday: 6E B2 3B 17 BF 0C 1B (docs/protocol.md §7)
  const wallMs = Date.UTC(2027, 11, 31, 23, 59, 45, 678);

  it('are taken when the frame is built, in UTC', () => {
    const station = openStation('1,,30,16,1\n1,,30,17,0\n', { objects: 1, k: 1 });
    station.host.wallOffsetMs = wallMs;
    const master = station.started();
    station.send(1);
    // 14 322 ms later it is 2028-01-01 00:00:00.000, a Saturday
    station.nowMs = 14_322;
    master.acknowledge();
    expectList(station.take(), [
      'M < 1E 01 03 00 01 00 | 10 00 00 01 | 6E B2 3B 17 BF 0C 1B',
      '@14322',
      'M < 1E 01 03 00 01 00 | 11 00 00 00 | 00 00 00 00 C1 01 1C',
      'finished 1 complete',
    ]);
  });

  it('are the same for every object of a frame', () => {
    const station = openStation('1,,34,1,0\n1,,34,2,0.5\n');
    station.host.wallOffsetMs = wallMs;
    station.started();
    station.send(1);
    // 0.5 = 4000
    expectList(station.take(), [
      'M < 22 02 03 00 01 00 | 01 00 00 00 00 00 | 6E B2 3B 17 BF 0C 1B | 02 00 00 00 40 00 | 6E B2 3B 17 BF 0C 1B',
      'finished 1 complete',
    ]);
  });

  it('follow the wall offset at once', () => {
    const station = openStation('1,,30,1,1\n');
    station.started();
    station.host.wallOffsetMs = wallMs;
    station.send(1);
    station.host.wallOffsetMs = wallMs + 1;
    station.send(1);
    expectList(station.take(), [
      'M < 1E 01 03 00 01 00 | 01 00 00 01 | 6E B2 3B 17 BF 0C 1B',
      'finished 1 complete',
      'M < 1E 01 03 00 01 00 | 01 00 00 01 | 6F B2 3B 17 BF 0C 1B',
      'finished 2 complete',
    ]);
  });

  it('are in local time with SU in summer where the RTU says so', () => {
    const before = process.env.TZ;
    process.env.TZ = 'Europe/Helsinki';
    try {
      const station = openStation('1,,30,1,1\n', { time: 'local' });
      station.started();
      // 2026-07-01 12:34:56.789 UTC is 15:34 in Helsinki, a Wednesday:
      // 56789 = DDD5; minute 34 = 22; hour 15 = 0F with SU 80; 3 « 5 | 1 = 61; month 7; year 26 = 1A
      station.host.wallOffsetMs = Date.UTC(2026, 6, 1, 12, 34, 56, 789);
      station.send(1);
      // 2026-01-01 00:00:00.000 UTC is 02:00, a Thursday: 4 « 5 | 1 = 81
      station.host.wallOffsetMs = Date.UTC(2026, 0, 1);
      station.send(1);
      expectList(station.take(), [
        'M < 1E 01 03 00 01 00 | 01 00 00 01 | D5 DD 22 8F 61 07 1A',
        'finished 1 complete',
        'M < 1E 01 03 00 01 00 | 01 00 00 01 | 00 00 00 02 81 01 1A',
        'finished 2 complete',
      ]);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});

describe('an index that the file does not have', () => {
  it('is Missing: nothing is sent', () => {
    const station = openStation(FILE);
    station.started();
    const order = { id: 1, index: 3, startMs: 0, durationMs: 0 };
    expect(station.begin(order)).toEqual({ outcome: 'missing', runs: 0 });
    expect(station.take()).toEqual([]);
    expect(station.rtu.counters[COUNTER.RUN_STATE]).toBe(RUN_STATE.MISSING);
    expect(station.counter('LAST_INDEX')).toBe(3);
    expectBalanced(station);
  });

  it('is 0 too if the file has no signal', () => {
    const station = openStation('1,,45,1,9\n');
    station.started();
    const order = { id: 1, index: 0, startMs: 0, durationMs: 0 };
    expect(station.begin(order).outcome).toBe('missing');
  });
});

describe('the last index', () => {
  /** Index 1 has six rows, index 2 one. */
  const TWO = `${Array.from({ length: 6 }, (_, i) => `1,,1,${i + 1},1\n`).join('')}2,,1,9,1\n`;
  const shown = (station: Station) => [station.counter('LAST_INDEX'), station.counter('RUN_STATE')];

  it('is not Missing while another one is being sent', () => {
    const station = openStation(TWO, { k: 3, objects: 1 });
    const master = station.started();
    station.send(1);
    expect(station.begin({ id: 9, index: 3, startMs: 0, durationMs: 0 }).outcome).toBe('missing');
    expect(shown(station)).toEqual([1, RUN_STATE.SENDING]);
    for (let i = 0; i < 3; i++) master.acknowledge();
    expect(shown(station)).toEqual([1, RUN_STATE.DONE]);
  });

  it('is the newest that is still being sent', () => {
    const station = openStation(TWO, { k: 3, objects: 1 });
    const master = station.started();
    station.send(1, 60_000);
    station.send(2);
    expect(shown(station)).toEqual([2, RUN_STATE.SENDING]);
    for (let i = 0; i < 4; i++) master.acknowledge();
    expect(shown(station)).toEqual([1, RUN_STATE.SENDING]);
    station.stopSend(0);
    expect(shown(station)).toEqual([1, RUN_STATE.DONE]);
  });
});

describe('who sends', () => {
  it('no RTU without a started connection', () => {
    const station = openStation(FILE);
    station.connect('M');
    const order = { id: 1, index: 1, startMs: 0, durationMs: 0 };
    expect(station.begin(order)).toEqual({ outcome: 'not-started', runs: 0 });
    station.take();
    expect(station.rtu.counters[COUNTER.RUN_STATE]).toBe(RUN_STATE.NONE);
  });

  it('every started connection if each is a group of its own', () => {
    const station = openStation('1,,1,1,1\n', { group: 'each' });
    const a = station.started('A');
    const b = station.started('B');
    station.connect('C');
    const order = { id: 1, index: 1, startMs: 0, durationMs: 0 };
    expect(station.begin(order)).toEqual({ outcome: 'running', runs: 2 });
    a.acknowledge();
    b.acknowledge();
    expectList(station.take(), [
      'A < 01 01 03 00 01 00 | 01 00 00 01',
      'finished 1 complete',
      'B < 01 01 03 00 01 00 | 01 00 00 01',
      'finished 1 complete',
      'settled 1 complete',
      'settled 1 complete',
    ]);
    expect(station.counter('RUN_STATE')).toBe(RUN_STATE.DONE);
    expectBalanced(station);
  });
});
