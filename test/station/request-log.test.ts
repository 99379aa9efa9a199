/** What the log says of requests: one entry for what was asked, one for how it ended (`docs/behaviour.md` §3 and §8). */
import { describe, expect, it } from 'vitest';
import type { InterrogatedFrame } from '../../src/station/journal.js';
import { NO_ROW } from '../../src/station/points/image.js';
import { toHex } from '../support/raw-peer.js';
import { openStation, type Station } from './station-kit.js';

const FILE = `
1,Y1,1,1,0
1,Y1,1,2,0
1,Y,1,3,0
1,Y1,15,4,100
2,,45,100,1
2,,1,1,1
`;

/** The entries that requests leave, oldest first. */
function entriesOf(station: Station, ...asdus: string[]) {
  const master = station.started();
  station.log.length = 0;
  master.request(...asdus);
  return station.log;
}

/** 100 and 101 with COT 6 or 8, OA, QOI or QCC. */
const ask = (typeId: '64' | '65', cot: string, oa: string, qualifier: string) =>
  `${typeId} 01 ${cot} ${oa} 01 00 | 00 00 00 | ${qualifier}`;

describe('an interrogation', () => {
  const station = { event: 'interrogation', log: 'interrogation', typeId: 100 };
  const counter = { ...station, typeId: 101 };
  const asked = { ...station, direction: 'rx', cot: 6 };
  const askedCounter = { ...counter, direction: 'rx', cot: 6 };
  const ended = { direction: 'tx', cot: 10 };

  it.each([
    [
      'of the station, by the originator 7',
      ask('64', '06', '07', '14'),
      [
        { ...asked, value: '20', detail: 'OA 7' },
        { ...station, ...ended, detail: '3 signals in 0.0 ms' },
      ],
    ],
    [
      'of group 1',
      ask('64', '06', '00', '15'),
      [
        { ...asked, value: '21', detail: 'OA 0' },
        { ...station, ...ended, detail: '2 signals in 0.0 ms' },
      ],
    ],
    ['of no group', ask('64', '06', '00', '25'), [{ ...asked, value: '37', detail: 'QOI 37 is not served' }]],
    [
      'that is ended, though none runs',
      ask('64', '08', '00', '14'),
      [{ ...asked, cot: 8, value: '20', detail: 'deactivation' }],
    ],
    // QCC: RQT | FRZ · 64
    [
      'of the counters',
      ask('65', '06', '03', '05'),
      [
        { ...askedCounter, value: 'RQT 5 FRZ 0', detail: 'OA 3' },
        { ...counter, ...ended, detail: '1 signals in 0.0 ms' },
      ],
    ],
    [
      'that freezes the counters',
      ask('65', '06', '00', '45'),
      [{ ...askedCounter, value: 'RQT 5 FRZ 1', detail: 'OA 0' }],
    ],
    [
      'of no counters',
      ask('65', '06', '00', '06'),
      [{ ...askedCounter, value: 'RQT 6 FRZ 0', detail: 'RQT 6 is not served' }],
    ],
  ])('%s', (_, request, expected) => {
    expect(entriesOf(openStation(FILE), request)).toEqual(expected);
  });

  it('that is asked for twice, and ended', () => {
    const kit = openStation(FILE, { k: 2, objects: 1 });
    const master = kit.started();
    kit.log.length = 0;
    master.request(ask('64', '06', '00', '14'), ask('65', '06', '00', '05'));
    master.request(ask('64', '06', '00', '14'), ask('65', '06', '00', '05'), ask('64', '08', '00', '14'));
    expect(kit.log.map(({ typeId, detail }) => [typeId, detail])).toEqual([
      [100, 'OA 0'],
      [101, 'OA 0'],
      [100, 'an interrogation is running'],
      [101, 'a counter interrogation is running'],
      [100, 'deactivation'],
      // The window holds both confirmations.
      [100, 'ended by deactivation, 3 of 3 signals not sent'],
    ]);
    expect(kit.log.at(-1)).toEqual({ ...station, detail: 'ended by deactivation, 3 of 3 signals not sent' });
  });

  it('that loses its link says how much was not sent; its time is from the request', () => {
    const kit = openStation(FILE, { k: 2, objects: 1 });
    kit.nowMs = 1000;
    const master = kit.started();
    master.request(ask('64', '06', '00', '14'));
    kit.nowMs = 1250;
    master.acknowledge();
    // actterm waits for the window, which the last two signals fill.
    kit.nowMs = 1400;
    master.acknowledge();
    expect(kit.log.at(-1)).toMatchObject({ ...ended, detail: '3 signals in 400.0 ms' });
    expect([kit.counter('INTERROGATION_MS'), kit.counter('INTERROGATION_MAX_MS')]).toEqual([400, 400]);
    master.acknowledge();
    master.request(ask('64', '06', '00', '14'));
    master.acknowledge();
    master.acknowledge();
    // A shorter one leaves the longest as it was.
    expect([kit.counter('INTERROGATION_MS'), kit.counter('INTERROGATION_MAX_MS')]).toEqual([0, 400]);
    master.acknowledge();
    master.request(ask('64', '06', '00', '14'));
    kit.log.length = 0;
    master.leave();
    expect(kit.log[0]).toEqual({ ...station, detail: 'ended by loss of the link, 2 of 3 signals not sent' });
  });

  it('has its frames in the log, with the rows whose values went out; none for counters', () => {
    const kit = openStation(FILE);
    const frames: [number, number, number, string, number[] | undefined][] = [];
    kit.host.journal.interrogated = (_peer, _table, frame: InterrogatedFrame, rows) => {
      const { typeId, cot, count, octets, at } = frame;
      // The first object: its IOA.
      frames.push([
        typeId,
        cot,
        count,
        toHex(octets.subarray(at, at + 3)),
        rows && [...rows.slice(0, count)],
      ]);
    };
    entriesOf(kit, '2D 01 06 00 01 00 | 64 00 00 | 01', ask('64', '06', '00', '14'));
    entriesOf(kit, ask('65', '06', '00', '05'));
    expect(frames).toEqual([
      // A command has set IOA 1.
      [1, 20, 3, '01 00 00', [NO_ROW, 1, 2]],
      [15, 37, 1, '04 00 00', undefined],
    ]);
    expect(kit.counter('SIGNALS_INTERROGATED')).toBe(4);
  });
});

describe('other requests', () => {
  const negative = { event: 'negative', direction: 'tx' };

  it.each([
    [
      'a read',
      '66 01 05 00 01 00 | 01 00 00',
      { event: 'read', direction: 'rx', typeId: 102, cot: 5, ioa: 1 },
    ],
    [
      'a test, with its counter',
      '6B 01 06 00 01 00 | 00 00 00 | 34 12 | 8E 13 04 03 02 01 1A',
      { event: 'test', direction: 'rx', typeId: 107, cot: 6, value: '4660' },
    ],
    [
      'a clock synchronization with an impossible time',
      '67 01 06 00 01 00 | 00 00 00 | 8E 13 04 03 1F 02 1A',
      {
        ...{ event: 'clock', direction: 'rx', typeId: 103, cot: 6, timeTag: '2026-02-31 03:04:05.006' },
        detail: 'not a valid time, own 2027-12-31 23:59:45.678',
      },
    ],
    [
      'a reset of the process',
      '69 01 06 00 01 00 | 00 00 00 | 02',
      {
        ...negative,
        ...{ typeId: 105, cot: 7, ioa: 0, detail: 'reset process, QRP 2, is not carried out' },
      },
    ],
    [
      'an unknown type',
      'C8 01 06 00 01 00 | 01 02 03 04',
      { ...negative, typeId: 200, cot: 44, detail: 'unknown type: type 200, cause 6 (act), CA 1' },
    ],
    [
      'an unknown cause',
      '64 01 05 00 01 00 | 00 00 00 14',
      { ...negative, typeId: 100, cot: 45, ioa: 0, detail: 'unknown cause: type 100, cause 5 (req), CA 1' },
    ],
    [
      'an unknown CA',
      '64 01 06 00 02 00 | 00 00 00 14',
      { ...negative, typeId: 100, cot: 46, ioa: 0, detail: 'unknown CA: type 100, cause 6 (act), CA 2' },
    ],
    [
      'an unknown IOA',
      '2D 01 06 00 01 00 | 0F 27 00 01',
      { ...negative, typeId: 45, cot: 47, ioa: 9999, detail: 'unknown IOA: type 45, cause 6 (act), CA 1' },
    ],
    [
      'two objects where one is due',
      '64 02 06 00 01 00 | 00 00 00 14 | 00 00 00 14',
      { ...negative, typeId: 100, cot: 7, ioa: 0, detail: '2 objects, expected one with SQ 0' },
    ],
  ])('%s', (_, request, expected) => {
    const kit = openStation(FILE);
    kit.host.wallOffsetMs = Date.UTC(2027, 11, 31, 23, 59, 45, 678);
    // Another CA is warned of too (`warnings.test.ts`).
    expect(entriesOf(kit, request).filter(({ event }) => event !== 'warning')).toEqual([expected]);
  });

  it('octets behind the last object, before the request itself', () => {
    const entries = entriesOf(openStation(FILE), '66 01 05 00 01 00 | 01 00 00 | AA BB');
    expect(entries).toEqual([
      {
        ...{ event: 'received', direction: 'rx', typeId: 102, cot: 5 },
        detail: '2 octets behind the last object, ignored',
      },
      { event: 'read', direction: 'rx', typeId: 102, cot: 5, ioa: 1 },
    ]);
  });
});
