/** How an interrogation's points are packed into ASDUs: options `packing` and `sq` (`docs/behaviour.md` §1, `docs/protocol.md` §2). */
import { describe, expect, it } from 'vitest';
import type { RtuParameters } from '../../src/station/parameters.js';
import { expectBalanced, expectList, openStation } from './station-kit.js';

const ACT = '64 01 06 00 01 00 | 00 00 00 | 14';

/** The frames with data that an interrogation gets. */
function dataOf(rows: string, parameters: Partial<RtuParameters>, request = ACT): string[] {
  const station = openStation(rows, { ...parameters, k: 1000 });
  const master = station.started();
  master.request(request);
  const list = station.take();
  master.acknowledge();
  expectBalanced(station);
  return list.slice(1, -1);
}

/** Single points, ON, from IOA `first` on. */
const singles = (first: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `1,Y,1,${first + i},1\n`).join('');

describe('packing=type', () => {
  // A bay has an alarm, a switch and a measurand: 300 signals, and types alternate.
  const BAYS = Array.from({ length: 300 }, (_, i) => `1,Y,${[1, 31, 36][i % 3]},${i + 1},0\n`).join('');

  it('makes full frames of types that alternate in the file', () => {
    const frames = dataOf(BAYS, { packing: 'type' });
    // (3 + 1) · 60 = 240 of 243 octets; (3 + 5) · 30 = 240: type, number, COT 20
    expect(frames.map((frame) => frame.slice(4, 12))).toEqual([
      '01 3C 14',
      '01 28 14',
      '03 3C 14',
      '03 28 14',
      '0D 1E 14',
      '0D 1E 14',
      '0D 1E 14',
      '0D 0A 14',
    ]);
  });

  it('keeps the order of the file within a type, and the order in which types first occur', () => {
    const rows = '1,Y,3,9,1\n1,Y,1,5,1\n1,Y,3,2,2\n1,Y,1,4,0\n';
    expectList(dataOf(rows, { packing: 'type' }), [
      'M < 03 02 14 00 01 00 | 09 00 00 01 | 02 00 00 02',
      'M < 01 02 14 00 01 00 | 05 00 00 01 | 04 00 00 00',
    ]);
  });

  it('packing=file: packs only neighbours', () => {
    expect(dataOf(BAYS, { packing: 'file' })).toHaveLength(300);
  });

  it('one signal a frame keeps the order of the file', () => {
    const frames = dataOf('1,Y,3,9,1\n1,Y,1,5,1\n1,Y,3,2,2\n', { packing: 'type', objects: 1 });
    expect(frames.map((frame) => frame.slice(4, 12))).toEqual(['03 01 14', '01 01 14', '03 01 14']);
  });
});

describe('sq=1', () => {
  it('gives consecutive addresses once', () => {
    // VSQ 83h: SQ 1, three objects.
    expectList(dataOf('1,Y,1,1,1\n1,Y,1,2,0\n1,Y,1,3,1\n', { sq: '1' }), [
      'M < 01 83 14 00 01 00 | 01 00 00 | 01 00 01',
    ]);
  });

  it('begins a new ASDU where an address or a type does not follow', () => {
    expectList(dataOf('1,Y,1,1,1\n1,Y,1,2,0\n1,Y,1,4,1\n1,Y,3,5,2\n', { sq: '1' }), [
      'M < 01 82 14 00 01 00 | 01 00 00 | 01 00',
      'M < 01 81 14 00 01 00 | 04 00 00 | 01',
      'M < 03 81 14 00 01 00 | 05 00 00 | 02',
    ]);
  });

  it('holds up to 127 objects, and as many octets as an ASDU has', () => {
    const headers = (rows: string) => dataOf(rows, { sq: '1' }).map((frame) => frame.slice(4, 12));
    // 127 + 3
    expect(headers(singles(1, 130))).toEqual(['01 FF 14', '01 83 14']);
    // Floats: ⌊240 / 5⌋ = 48
    const floats = Array.from({ length: 50 }, (_, i) => `1,Y,13,${i + 1},0\n`).join('');
    expect(headers(floats)).toEqual(['0D B0 14', '0D 82 14']);
  });

  it('holds no more than objects= says', () => {
    const frames = dataOf(singles(1, 5), { sq: '1', objects: 2 });
    expect(frames.map((frame) => frame.slice(4, 12))).toEqual(['01 82 14', '01 82 14', '01 81 14']);
  });

  it('goes for counters too', () => {
    expectList(dataOf('1,Y,15,1,5\n1,Y,15,2,6\n', { sq: '1' }, '65 01 06 00 01 00 | 00 00 00 | 05'), [
      'M < 0F 82 25 00 01 00 | 01 00 00 | 05 00 00 00 00 | 06 00 00 00 00',
    ]);
  });

  it('does not go for events', () => {
    const station = openStation('7,,1,1,1\n7,,1,2,1\n', { sq: '1' });
    station.started();
    station.send(7);
    expect(station.take()[0]).toBe('M < 01 02 03 00 01 00 01 00 00 01 02 00 00 01');
  });
});

describe('sq=auto', () => {
  const headers = (rows: string) => dataOf(rows, { sq: 'auto' }).map((frame) => frame.slice(4, 9));

  it('takes SQ 1 where a frame then holds as many objects or more', () => {
    expect(headers(singles(1, 100))).toEqual(['01 E4']);
    expect(headers(singles(1, 3))).toEqual(['01 83']);
  });

  it('takes SQ 0 where gaps would make more frames', () => {
    expect(headers(singles(1, 3) + singles(10, 3))).toEqual(['01 06']);
  });

  it('takes SQ 0 for a single object', () => {
    expect(headers(singles(1, 1))).toEqual(['01 01']);
  });
});
