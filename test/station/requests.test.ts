/** Requests other than interrogations and commands, and the mirrors of what is unknown (`docs/protocol.md` §2 and §5). */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation, type Station } from './station-kit.js';

const FILE = `
1,Y,1,1,1
1,Y,30,2,0 NT
1,,36,3,1.5
1,,37,4,7
2,,1,1,0
1,,45,100,1
`;

/** What the station answers, one list for all requests. */
function answers(station: Station, ...asdus: string[]): string[] {
  const master = station.started();
  master.request(...asdus);
  const list = station.take();
  for (let i = 0; i < 3 && master.link.isStarted; i++) master.acknowledge();
  return [...list, ...station.take()];
}

describe('clock synchronization', () => {
  // 2027-12-31 23:59:45.678 UTC, a Friday (docs/protocol.md §7); the master says 2026-01-02 03:04:05.006: 5006 = 138E
  const ownMs = Date.UTC(2027, 11, 31, 23, 59, 45, 678);
  const received = '8E 13 04 03 02 01 1A';

  it('is confirmed with the own time, OA and T kept', () => {
    const station = openStation(FILE);
    station.host.wallOffsetMs = ownMs;
    // COT 86 = T | 6 → 87 = T | 7
    expectList(answers(station, `67 01 86 09 01 00 | 00 00 00 | ${received}`), [
      'M < 67 01 87 09 01 00 | 00 00 00 | 6E B2 3B 17 BF 0C 1B',
    ]);
  });

  it('to all stations is confirmed with the own CA', () => {
    const station = openStation(FILE, { rtuNumber: 258 });
    station.host.wallOffsetMs = ownMs;
    expectList(answers(station, `67 01 06 00 FF FF | 00 00 00 | ${received}`), [
      'M < 67 01 07 00 02 01 | 00 00 00 | 6E B2 3B 17 BF 0C 1B',
    ]);
  });

  it('with IV or an impossible date is refused, mirrored as it came', () => {
    for (const time of ['8E 13 84 03 02 01 1A', '8E 13 04 03 1F 02 1A', '00 00 00 00 00 00 00']) {
      const station = openStation(FILE);
      expectList(answers(station, `67 01 06 00 01 00 | 00 00 00 | ${time}`), [
        `M < 67 01 47 00 01 00 | 00 00 00 | ${time}`,
      ]);
    }
  });

  it('logs both times and their difference', () => {
    const station = openStation(FILE);
    station.host.wallOffsetMs = ownMs;
    // 1 s ahead: 46678 = B656
    answers(station, '67 01 06 00 01 00 | 00 00 00 | 56 B6 3B 17 1F 0C 1B');
    const entry = station.log.find(({ event }) => event === 'clock');
    expect(entry?.timeTag).toBe('2027-12-31 23:59:46.678');
    expect(entry?.detail).toContain('2027-12-31 23:59:45.678');
    expect(entry?.detail).toContain('1000 ms');
  });

  it('clock = report: time tags stay; clock = follow: they go with the master', () => {
    const request = '67 01 06 00 01 00 | 00 00 00 | 56 B6 3B 17 1F 0C 1B';
    for (const [clock, tag] of [
      ['report', '6E B2 3B 17 BF 0C 1B'],
      ['follow', '56 B6 3B 17 BF 0C 1B'],
    ] as const) {
      const station = openStation('1,,30,2,1\n', { clock });
      station.host.wallOffsetMs = ownMs;
      answers(station, request);
      station.send(1);
      expectList(station.take(), [`M < 1E 01 03 00 01 00 | 02 00 00 01 | ${tag}`, 'finished 1 complete']);
    }
  });
});

describe('read', () => {
  it('gives the object with COT 5, untimed; no actcon, no actterm', () => {
    expectList(answers(openStation(FILE), '66 01 05 00 01 00 | 01 00 00'), [
      'M < 01 01 05 00 01 00 | 01 00 00 01',
    ]);
    // type 30 is sent as 1: NT = 40
    expectList(answers(openStation(FILE), '66 01 05 00 01 00 | 02 00 00'), [
      'M < 01 01 05 00 01 00 | 02 00 00 40',
    ]);
    expectList(answers(openStation(FILE), '66 01 05 00 01 00 | 03 00 00'), [
      'M < 0D 01 05 00 01 00 | 03 00 00 00 00 C0 3F 00',
    ]);
  });

  it('copies the OA', () => {
    expectList(answers(openStation(FILE), '66 01 05 FE 01 00 | 01 00 00'), [
      'M < 01 01 05 FE 01 00 | 01 00 00 01',
    ]);
  });

  it('gives the value that was sent last', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.send(2);
    master.request('66 01 05 00 01 00 | 01 00 00');
    expect(station.take().at(-1)).toBe('M < 01 01 05 00 01 00 01 00 00 00');
  });

  it('of an unknown IOA, a counter or a command: 47', () => {
    for (const ioa of ['09 00 00', '04 00 00', '64 00 00', '00 00 00']) {
      // 47 = 2F with P/N 40
      expectList(answers(openStation(FILE), `66 01 05 03 01 00 | ${ioa}`), [
        `M < 66 01 6F 03 01 00 | ${ioa}`,
      ]);
    }
  });

  it('with COT 6: 45', () => {
    expectList(answers(openStation(FILE), '66 01 06 00 01 00 | 01 00 00'), [
      'M < 66 01 6D 00 01 00 | 01 00 00',
    ]);
  });
});

describe('test command', () => {
  it('is mirrored with actcon: TSC and time unchanged, even an impossible one', () => {
    expectList(answers(openStation(FILE), '6B 01 86 02 01 00 | 00 00 00 | 34 12 | FF FF FF FF FF FF FF'), [
      'M < 6B 01 87 02 01 00 | 00 00 00 | 34 12 | FF FF FF FF FF FF FF',
    ]);
  });
});

describe('mirrors: only the cause replaced, P/N = 1', () => {
  // 44 = 2C, 45 = 2D, 46 = 2E, 47 = 2F; with P/N 40: 6C, 6D, 6E, 6F; with T 80 as well: EC, ED, EE, EF
  const cases: [string, string, string][] = [
    ['private type 200', 'C8 01 06 00 01 00 | 01 02 03 04', 'C8 01 6C 00 01 00 | 01 02 03 04'],
    ['private type without objects', 'FF 00 06 00 01 00', 'FF 00 6C 00 01 00'],
    ['type 0', '00 01 06 00 01 00 | 01 00 00', '00 01 6C 00 01 00 | 01 00 00'],
    [
      'type 2, which is 101 only',
      '02 01 03 00 01 00 | 01 00 00 01 00 00 00',
      '02 01 6C 00 01 00 | 01 00 00 01 00 00 00',
    ],
    [
      '104, which is 101 only',
      '68 01 06 00 01 00 | 00 00 00 | AA 55',
      '68 01 6C 00 01 00 | 00 00 00 | AA 55',
    ],
    [
      '106, which is 101 only',
      '6A 01 06 00 01 00 | 00 00 00 | 10 00',
      '6A 01 6C 00 01 00 | 00 00 00 | 10 00',
    ],
    [
      'file transfer 120',
      '78 01 0D 00 01 00 | 01 00 00 01 00 02 00 00 00',
      '78 01 6C 00 01 00 | 01 00 00 01 00 02 00 00 00',
    ],
    ['parameter 110', '6E 01 06 00 01 00 | 01 00 00 00 40 01', '6E 01 6C 00 01 00 | 01 00 00 00 40 01'],
    ['parameter 113', '71 01 06 00 01 00 | 00 00 00 01', '71 01 6C 00 01 00 | 00 00 00 01'],
    ['monitor type 1', '01 01 03 00 01 00 | 01 00 00 01', '01 01 6C 00 01 00 | 01 00 00 01'],
    ['monitor type 1 with SQ', '01 82 03 00 01 00 | 01 00 00 01 00', '01 82 6C 00 01 00 | 01 00 00 01 00'],
    ['end of initialization 70', '46 01 04 00 01 00 | 00 00 00 00', '46 01 6C 00 01 00 | 00 00 00 00'],
    ['100 with COT 5', '64 01 05 00 01 00 | 00 00 00 14', '64 01 6D 00 01 00 | 00 00 00 14'],
    [
      '103 with COT 3',
      '67 01 03 00 01 00 | 00 00 00 8E 13 04 03 02 01 1A',
      '67 01 6D 00 01 00 | 00 00 00 8E 13 04 03 02 01 1A',
    ],
    [
      '107 with COT 8',
      '6B 01 08 00 01 00 | 00 00 00 00 00 00 00 00 00 00 00 00',
      '6B 01 6D 00 01 00 | 00 00 00 00 00 00 00 00 00 00 00 00',
    ],
    ['45 with COT 3', '2D 01 03 00 01 00 | 64 00 00 01', '2D 01 6D 00 01 00 | 64 00 00 01'],
    ['100 to CA 2', '64 01 06 00 02 00 | 00 00 00 14', '64 01 6E 00 02 00 | 00 00 00 14'],
    ['100 to CA 0', '64 01 06 00 00 00 | 00 00 00 14', '64 01 6E 00 00 00 | 00 00 00 14'],
    [
      '100 to CA 256, the octets of CA 1 swapped',
      '64 01 06 00 00 01 | 00 00 00 14',
      '64 01 6E 00 00 01 | 00 00 00 14',
    ],
    ['102 to all stations', '66 01 05 00 FF FF | 01 00 00', '66 01 6E 00 FF FF | 01 00 00'],
    [
      '107 to all stations',
      '6B 01 06 00 FF FF | 00 00 00 00 00 00 00 00 00 00 00 00',
      '6B 01 6E 00 FF FF | 00 00 00 00 00 00 00 00 00 00 00 00',
    ],
    ['45 to all stations', '2D 01 06 00 FF FF | 64 00 00 01', '2D 01 6E 00 FF FF | 64 00 00 01'],
    [
      '45, IOA 9999, as in docs/protocol.md §7',
      '2D 01 06 03 01 00 | 0F 27 00 01',
      '2D 01 6F 03 01 00 | 0F 27 00 01',
    ],
    ['45, the IOA of a status signal', '2D 01 06 00 01 00 | 01 00 00 01', '2D 01 6F 00 01 00 | 01 00 00 01'],
    ['100, IOA 1', '64 01 06 00 01 00 | 01 00 00 14', '64 01 6F 00 01 00 | 01 00 00 14'],
    [
      '103, IOA 1',
      '67 01 06 00 01 00 | 01 00 00 8E 13 04 03 02 01 1A',
      '67 01 6F 00 01 00 | 01 00 00 8E 13 04 03 02 01 1A',
    ],
    [
      '107, IOA 65536',
      '6B 01 06 00 01 00 | 00 00 01 00 00 00 00 00 00 00 00 00',
      '6B 01 6F 00 01 00 | 00 00 01 00 00 00 00 00 00 00 00 00',
    ],
  ];

  it.each(cases)('%s', (_, request, mirror) => {
    expectList(answers(openStation(FILE), request), [`M < ${mirror}`]);
    // The same with T, P/N and OA set: T and OA stay, P/N is ignored.
    const flagged = (asdu: string, flags: number) => {
      const octets = asdu.split(' ');
      octets[2] = (Number.parseInt(octets[2], 16) | flags).toString(16).toUpperCase().padStart(2, '0');
      octets[3] = 'FA';
      return octets.join(' ');
    };
    expectList(answers(openStation(FILE), flagged(request, 0xc0)), [`M < ${flagged(mirror, 0x80)}`]);
  });

  it('one answer each, in order, and the link stays', () => {
    const station = openStation(FILE, { w: 32767 });
    const list = answers(station, ...cases.map(([, request]) => request));
    expectList(
      list,
      cases.map(([, , mirror]) => `M < ${mirror}`),
    );
    expectBalanced(station);
  });
});

describe('requests to all stations that fail another check', () => {
  it.each([
    ['cause', '64 01 05 00 FF FF | 00 00 00 14', '64 01 6D 00 05 00 | 00 00 00 14'],
    ['IOA', '64 01 06 00 FF FF | 01 00 00 14', '64 01 6F 00 05 00 | 01 00 00 14'],
    ['QOI', '64 01 06 00 FF FF | 00 00 00 01', '64 01 47 00 05 00 | 00 00 00 01'],
  ])('%s: answered with the own CA', (_, request, mirror) => {
    expectList(answers(openStation(FILE, { rtuNumber: 5 }), request), [`M < ${mirror}`]);
  });
});
