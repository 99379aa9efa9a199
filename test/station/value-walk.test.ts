/** Sends whose measurands walk: equal seeds, bounds, and the values in interrogations, in the log and on a second connection. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { ValueWalk } from '../../src/station/sends/value-walk.js';
import { fromHex, toHex } from '../support/raw-peer.js';
import { expectBalanced, expectList, openStation, tableOf } from './station-kit.js';
import { FILE, objectsOf, orderOf, PASS, values, WALKING, walked } from './value-walk-kit.js';

describe('a walk', () => {
  it('moves the value of every measurand each time it is sent, and nothing else', () => {
    const seen = walked({ seed: 1, percent: 1 });
    expect(seen).toHaveLength(3 * PASS);
    const passes = [0, 1, 2].map((pass) => seen.slice(pass * PASS, (pass + 1) * PASS));
    for (const pass of passes) {
      expect(pass.map(({ typeId, ioa }) => [typeId, ioa])).toEqual([
        [9, 1],
        [11, 2],
        [13, 3],
        [34, 1],
        [35, 2],
        [36, 3],
        [21, 4],
        [1, 5],
        [3, 6],
        [5, 7],
        [7, 8],
      ]);
      // QDS: none, none, none; NT 40; OV 01; IV and SB A0; no QDS; SIQ 1, DIQ 2, VTI −3 = 7D, BSI FF
      const tagless = pass.map(({ rest }) => rest.slice(0, 14));
      expect([0, 1, 2, 6, 7, 8, 9, 10].map((i) => tagless[i])).toEqual([
        '00',
        '00',
        '00',
        '',
        '01',
        '02',
        '7D 00',
        'FF 00 00 00 00',
      ]);
      expect([3, 4, 5].map((i) => tagless[i].slice(0, 2))).toEqual(['40', '01', 'A0']);
    }
    for (let row = 0; row < 7; row++)
      expect(new Set(passes.map((pass) => pass[row].value)).size, `row ${row}`).toBe(3);
  });

  it('is the same for the same seed, another for another seed and for another RTU', () => {
    const one = walked({ seed: 7, percent: 2 });
    expect(walked({ seed: 7, percent: 2 })).toEqual(one);
    const others = [
      walked({ seed: 8, percent: 2 }),
      walked({ seed: 0, percent: 2 }),
      walked({ seed: 4_294_967_295, percent: 2 }),
      walked({ seed: 7, percent: 2 }, FILE, 3, { rtuNumber: 2 }),
    ];
    const all = [one, ...others].map((seen) => String(values(seen)));
    expect(new Set(all).size).toBe(5);
  });

  it('is the same on every port of an RTU number, however frames are packed', () => {
    const station = openStation(FILE, { k: 32_767 });
    const other = station.add({ k: 32_767, objects: 1 });
    const [a, b] = [station.connect('A'), station.connect('B', other)];
    a.start();
    b.start();
    station.take();
    const order = orderOf({ seed: 3, percent: 1 }, 1_000);
    station.begin(order);
    station.begin(order, other);
    station.until(2_000);
    const list = station.take();
    const of = (name: string) => objectsOf(list.filter((entry) => entry.startsWith(name)));
    expect(of('A')).toHaveLength(100);
    expect(of('B')).toEqual(of('A'));
  });

  it('is the same on every connection if each is a group of its own', () => {
    const station = openStation(FILE, { k: 32_767, group: 'each' });
    station.started('A');
    station.started('B');
    station.begin(orderOf({ seed: 3, percent: 1 }, 1_000));
    station.until(2_000);
    const list = station.take();
    const of = (name: string) => objectsOf(list.filter((entry) => entry.startsWith(name)));
    expect(of('A')).toHaveLength(100);
    expect(of('B')).toEqual(of('A'));
  });

  it('continues in the next send with the same walk, and begins again with another walk', () => {
    const station = openStation('1,,11,1,1000\n', { k: 32_767 });
    station.started();
    const send = (seed: number) => {
      station.begin({ ...orderOf({ seed, percent: 1 }), startMs: station.nowMs });
      return values(objectsOf(station.take()))[0];
    };
    const apart = [send(5), send(5), send(5)];
    expect(apart).toEqual(values(walked({ seed: 5, percent: 1 }, '1,,11,1,1000\n')));
    expect(send(6)).toBe(values(walked({ seed: 6, percent: 1 }, '1,,11,1,1000\n'))[0]);
    station.begin({ id: 99, index: 1, startMs: 0, durationMs: 0 });
    expect(values(objectsOf(station.take()))).toEqual([1000]);
  });

  it.each([
    [11, 40],
    [21, 48],
  ])('type %d: in a frame that is full, ⌊243/(3+s)⌋ = %d objects', (type, most) => {
    // The last value ends at the end of the frame's memory.
    const station = openStation(Array.from({ length: most }, (_, i) => `1,,${type},${i + 1},1`).join('\n'));
    const master = station.started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0, walk: { seed: 1, percent: 1 } });
    expect(master.received).toBe(1);
    expect(objectsOf(station.take())).toHaveLength(most);
  });
});

describe('bounds', () => {
  /** Largest step: percent of the full scale (NVA, 32768), of the value (SVA at least of 100, R32 at least of 1). */
  function reachOf(kind: 'nva' | 'sva' | 'r32', first: number, percent: number): number {
    const span = kind === 'nva' ? 32_768 : Math.max(Math.abs(first), kind === 'sva' ? 100 : 1);
    return (10 * span * percent) / 100;
  }

  it.each([
    [9, 'nva', '-1', -32_768],
    [9, 'nva', '0', 0],
    [21, 'nva', '0.999969482421875', 32_767],
    [11, 'sva', '0', 0],
    [35, 'sva', '32767', 32_767],
    [11, 'sva', '-32768', -32_768],
    [11, 'sva', '1000', 1_000],
    [13, 'r32', '0', 0],
    [36, 'r32', '230.5', 230.5],
    [13, 'r32', '-1e-3', Math.fround(-1e-3)],
    [13, 'r32', '1e30', Math.fround(1e30)],
  ] as const)('type %d (%s) from %s: ten steps at the most, and in range', (type, kind, cell, first) => {
    for (const percent of [0.1, 1, 100]) {
      const seen = values(walked({ seed: 104, percent }, `1,,${type},1,${cell}\n`, 300));
      expect(seen).toHaveLength(300);
      const reach = reachOf(kind, first, percent);
      // Whole numbers are rounded, binary32 is exact to 24 bits.
      const grain = kind === 'r32' ? (Math.abs(first) + reach) * 2 ** -23 : 0.5;
      let before: number = first;
      for (const value of seen) {
        expect(Math.abs(value - first)).toBeLessThanOrEqual(reach + grain);
        expect(Math.abs(value - before)).toBeLessThanOrEqual(reach / 10 + 2 * grain);
        if (kind !== 'r32') expect(Math.abs(value + 0.5)).toBeLessThanOrEqual(32_767.5);
        before = value;
      }
      // It goes somewhere, and both ways.
      if (percent >= 1) {
        expect(new Set(seen).size).toBeGreaterThan(5);
        const down = seen.filter((value, i) => i > 0 && value < seen[i - 1]).length;
        expect(down).toBeGreaterThan(60);
        expect(down).toBeLessThan(240);
      }
    }
  });

  it('the largest binary32 does not become infinite', () => {
    // With 1000 % a step is larger than the whole range.
    for (const percent of [5, 1_000]) {
      for (const cell of ['3.4028234e38', '-3.4028234e38']) {
        const seen = values(walked({ seed: 1, percent }, `1,,13,1,${cell}\n`, 200));
        expect(seen.every(Number.isFinite)).toBe(true);
        expect(new Set(seen).size).toBeGreaterThan(1);
      }
    }
  });

  it('NaN and infinity stay as they are', () => {
    const table = tableOf('1,,13,1,1.5\n1,,36,2,1.5\n1,,13,3,1.5\n');
    const octets = { 0: '00 00 C0 7F', 1: '00 00 80 7F', 2: '00 00 80 FF' };
    for (const [row, hex] of Object.entries(octets)) table.objects.set(fromHex(hex), at(table, Number(row)));
    const walk = new ValueWalk(table, { seed: 1, percent: 10 }, 1);
    const frame = table.objects.slice();
    for (let pass = 0; pass < 5; pass++)
      for (const row of [0, 1, 2]) expect(walk.write(row, frame, table.objectAt[row])).toBe(true);
    expect(toHex(frame)).toBe(toHex(table.objects));
  });

  it('a cell that is not a number is 0 with IV; its quality stays', () => {
    const station = openStation('1,,13,1,5 IV\n', { k: 32_767 });
    station.started();
    station.begin(orderOf({ seed: 1, percent: 10 }));
    const [{ value, rest }] = objectsOf(station.take());
    expect([value === 5, rest]).toEqual([false, '80']);
  });

  it('hold for any seed, percent and first value', () => {
    const first = fc.integer({ min: -32_768, max: 32_767 });
    const percent = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.integer({ min: 1, max: 65_535 }),
        first,
        percent,
        (seed, ca, start, p) => {
          const table = tableOf(`1,,11,1,${start}\n`);
          const walk = new ValueWalk(table, { seed, percent: p }, ca);
          const reach = reachOf('sva', start, p);
          for (let pass = 0; pass < 30; pass++) {
            const frame = table.objects.slice();
            walk.write(0, frame, 0);
            const value = new DataView(frame.buffer).getInt16(3, true);
            expect(Math.abs(value - start)).toBeLessThanOrEqual(reach + 0.5);
            expect(frame[5]).toBe(0);
          }
        },
      ),
      { numRuns: 100, seed: 104 },
    );
  });
});

/** Offset of a row's elements. */
function at(table: SignalTable, row: number): number {
  return table.objectAt[row] + 3;
}

describe('a walked value', () => {
  const INTERROGATION = '64 01 06 00 01 00 | 00 00 00 | 14';
  /** One row a point, so that the last sent value is the point's. */
  const POINTS = '1,Y,9,1,0.25\n1,Y,35,2,1000 OV\n1,Y,13,3,12.5 NT\n1,Y,1,5,1\n';

  it('an interrogation reports the one that was sent last, and its quality', () => {
    const station = openStation(POINTS, { k: 32_767 });
    const master = station.started();
    station.begin(orderOf({ seed: 9, percent: 3 }, 500));
    station.until(500);
    const sent = objectsOf(station.take());
    master.request(INTERROGATION);
    const reported = objectsOf(station.take(), 20);
    const last = sent.slice(-4).sort((a, b) => a.ioa - b.ioa);
    expect(reported.map(({ typeId, ioa, value }) => [typeId, ioa, value])).toEqual(
      last.map(({ typeId, ioa, value }) => [typeId === 35 ? 11 : typeId, ioa, value]),
    );
    expect(reported.map(({ rest }) => rest)).toEqual(['00', '01', '40', '01']);
  });

  it('an interrogation of another port with another file reports the same value', () => {
    const station = openStation(POINTS, { k: 32_767 });
    const other = station.add({ k: 32_767 }, { ...tableOf('7,Y,11,2,4\n7,Y,13,3,4\n'), file: 'other.csv' });
    station.started('A');
    station.begin(orderOf({ seed: 9, percent: 3 }));
    station.until(30);
    const sent = objectsOf(station.take());
    const b = station.connect('B', other);
    b.start();
    b.request(INTERROGATION);
    expect(objectsOf(station.take(), 20).map(({ ioa, value }) => [ioa, value])).toEqual(
      sent.slice(1, 3).map(({ ioa, value }) => [ioa, value]),
    );
  });

  it('a send without a walk sets it back to the file’s', () => {
    const station = openStation(POINTS, { k: 32_767 });
    const master = station.started();
    station.begin(orderOf({ seed: 9, percent: 3 }));
    station.begin({ id: 50, index: 1, startMs: 0, durationMs: 0 });
    station.until(100);
    station.begin({ id: 51, index: 1, startMs: 100, durationMs: 0 });
    station.take();
    master.request(INTERROGATION);
    expect(objectsOf(station.take(), 20).map(({ value }) => value)).toEqual([8_192, 1_000, 12.5, NaN]);
  });

  it('the log has exactly the value that was sent', () => {
    const station = openStation(FILE, { k: 32_767 });
    const told: string[] = [];
    const rows: number[] = [];
    station.host.journal.sentAsdu = (_link, _table, _row, asdu) => told.push(`M < ${toHex(asdu)}`);
    station.host.journal.sent = (_link, table, row) => rows.push(table.typeId[row]);
    station.started();
    station.begin(orderOf({ seed: 4, percent: 1 }));
    station.until(200);
    const walking = station.take().filter((entry) => WALKING[Number.parseInt(entry.slice(4, 6), 16)]);
    expect(told).toEqual(walking);
    expect([told.length, rows]).toEqual([7, [1, 3, 5, 7]]);
  });

  it('the connection that takes over sends the same octets again, then continues', () => {
    const csv = '1,,34,1,0.25\n1,,11,2,5\n1,,1,3,1\n';
    const station = openStation(csv, { k: 4, objects: 1 });
    const sent = (name: string): string[] =>
      station
        .take()
        .flatMap((entry) =>
          entry.startsWith(`${name} < 0`) || entry.startsWith(`${name} < 2`) ? [entry.slice(4)] : [],
        );
    station.started('A');
    station.begin(orderOf({ seed: 2, percent: 4 }, 70));
    station.until(35);
    const first = sent('A');
    expect(first).toHaveLength(4);
    const b = station.connect('B');
    b.start();
    expectList(sent('B'), first);
    b.acknowledge();
    station.until(100);
    b.acknowledge();
    const rest = sent('B');
    expect(rest).toHaveLength(3);
    expectBalanced(station);
    // Without a takeover the values are the same.
    expect(values(objectsOf([...first, ...rest].map((hex) => `B < ${hex}`)))).toEqual(
      values(walked({ seed: 2, percent: 4 }, csv, 3).slice(0, 7)),
    );
  });
});
