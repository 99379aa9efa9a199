/** Interrogations: groups, counters with freeze and reset, deactivation, and requests at the same time. */
import { type Exchange, lines, type Scenario, STARTDT, STOPDT, startdt } from './exchange.js';

/** By group: its row of the IOA file, and its object as tshark shows it; time-tagged points are reported without time tag. */
const GROUPS: readonly [number, string, string][] = [
  [1, '1,1001,1', '1 cot 21 oa 2 ca 7: 1001 siq=0x01'],
  [2, '30,1002,0 NT', '1 cot 22 oa 2 ca 7: 1002 siq=0x40'],
  [3, '3,1003,2', '3 cot 23 oa 2 ca 7: 1003 diq=0x02'],
  [4, '31,1004,1', '3 cot 24 oa 2 ca 7: 1004 diq=0x01'],
  [5, '5,1005,-5T', '5 cot 25 oa 2 ca 7: 1005 vti=0xfb qds=0x00'],
  [6, '32,1006,5', '5 cot 26 oa 2 ca 7: 1006 vti=0x05 qds=0x00'],
  [7, '7,1007,1', '7 cot 27 oa 2 ca 7: 1007 bitstring=0x01000000 qds=0x00'],
  [8, '33,1008,2', '7 cot 28 oa 2 ca 7: 1008 bitstring=0x02000000 qds=0x00'],
  [9, '9,1009,0.5', '9 cot 29 oa 2 ca 7: 1009 normval=0.5 qds=0x00'],
  [10, '34,1010,-0.5', '9 cot 30 oa 2 ca 7: 1010 normval=-0.5 qds=0x00'],
  [11, '11,1011,11', '11 cot 31 oa 2 ca 7: 1011 scalval=11 qds=0x00'],
  [12, '35,1012,-12', '11 cot 32 oa 2 ca 7: 1012 scalval=-12 qds=0x00'],
  [13, '13,1013,1.5', '13 cot 33 oa 2 ca 7: 1013 float=1.5 qds=0x00'],
  [14, '36,1014,-1.5 OV', '13 cot 34 oa 2 ca 7: 1014 float=-1.5 qds=0x01'],
  [15, '20,1015,0x8001', '20 cot 35 oa 2 ca 7: 1015 rawdata=01:80:00:00:00'],
  [16, '21,1016,-1', '21 cot 36 oa 2 ca 7: 1016 normval=-1'],
];

/** Counters of the groups 1 to 4, and one of no group; index 4 changes that one. */
const COUNTERS = [
  '1,Y1,15,1501,-2 CY CA,0',
  '1,Y2,15,1502,100,0',
  '1,Y3,37,1503,7,0',
  '1,Y4,37,1504,-1 IV,0',
  '1,Y,15,1505,5,0',
  '4,N,15,1505,9,0',
];

const SMALL_CA = 8;
/** With k = 2 and one object a frame, this takes several turns of the window. */
const SMALL_ROWS = [
  '1,Y,1,1,0,0',
  '1,Y,1,2,1,0',
  '1,Y,1,3,0,0',
  '1,Y1,1,4,1,0',
  '1,Y,15,11,1,0',
  '1,Y,15,12,2,0',
];

const hex = (octet: number): string => octet.toString(16).padStart(2, '0');

const groups: readonly Exchange[] = GROUPS.map(([group, , line]) => ({
  name: `interrogation of group ${group}`,
  link: 'all',
  asdus: [`64 01 06 02 07 00 00 00 00 ${hex(20 + group)}`],
  seen: lines(
    [`100 cot 6 oa 2 ca 7: 0 qoi=${20 + group}`],
    [`100 cot 7 oa 2 ca 7: 0 qoi=${20 + group}`, line, `100 cot 10 oa 2 ca 7: 0 qoi=${20 + group}`],
  ),
}));

/** A counter interrogation that is carried out. */
function counters(name: string, qcc: string, data: readonly string[]): Exchange {
  const reply = (cot: number) => `101 cot ${cot} oa 2 ca 7: 0 qcc=0x${qcc}`;
  return {
    name,
    link: 'all',
    asdus: [`65 01 06 02 07 00 00 00 00 ${qcc}`],
    seen: lines([reply(6)], [reply(7), ...data, reply(10)]),
  };
}

const read = (name: string, objects: string): Exchange =>
  counters(`read of all counters ${name}`, '05', [`15 cot 37 oa 2 ca 7: ${objects}`]);

const counting: readonly Exchange[] = [
  // Before any freeze: live values with SQ 0.
  read(
    'before a freeze',
    '1501 count=-2 cy=1 ca=1; 1502 count=100; 1503 count=7; 1504 count=-1 iv=1; 1505 count=5',
  ),
  counters('read of counter group 1', '01', ['15 cot 38 oa 2 ca 7: 1501 count=-2 cy=1 ca=1']),
  counters('read of counter group 2', '02', ['15 cot 39 oa 2 ca 7: 1502 count=100']),
  counters('read of counter group 3', '03', ['15 cot 40 oa 2 ca 7: 1503 count=7']),
  counters('read of counter group 4', '04', ['15 cot 41 oa 2 ca 7: 1504 count=-1 iv=1']),
  counters('freeze', '45', []),
  read(
    'after a freeze',
    '1501 count=-2 sq=1 cy=1 ca=1; 1502 count=100 sq=1; 1503 count=7 sq=1; 1504 count=-1 sq=1 iv=1; 1505 count=5 sq=1',
  ),
  { name: 'a counter counts on', link: 'all', send: 4, seen: ['< 15 cot 3 ca 7: 1505 count=9'] },
  counters('freeze with reset', '85', []),
  read(
    'after a freeze with reset',
    '1501 count=-2 sq=2 cy=1 ca=1; 1502 count=100 sq=2; 1503 count=7 sq=2; 1504 count=-1 sq=2 iv=1; 1505 count=9 sq=2',
  ),
  counters('freeze of group 2', '42', []),
  read(
    'after a freeze of group 2',
    '1501 count=-2 sq=2 cy=1 ca=1; 1502 count=0 sq=3; 1503 count=7 sq=2; 1504 count=-1 sq=2 iv=1; 1505 count=9 sq=2',
  ),
  { name: 'a counter counts on', link: 'all', send: 4, seen: ['< 15 cot 3 ca 7: 1505 count=9'] },
  counters('reset', 'c5', []),
  counters('freeze after the reset', '45', []),
  read(
    'after the reset',
    '1501 count=0 sq=3; 1502 count=0 sq=4; 1503 count=0 sq=3; 1504 count=0 sq=3; 1505 count=0 sq=3',
  ),
];

function refused(what: string, type: number, asdu: string, shown: string): Exchange {
  const text = (cot: string) => `${type} cot ${cot} ca 7: 0 ${shown}`;
  return { name: `refused: ${what}`, link: 'all', asdus: [asdu], seen: lines([text('6')], [text('7 neg')]) };
}

const refusals: readonly Exchange[] = [
  ...[0, 19, 37, 255].map((qoi) =>
    refused(`QOI ${qoi}`, 100, `64 01 06 00 07 00 00 00 00 ${hex(qoi)}`, `qoi=${qoi}`),
  ),
  refused('RQT 0', 101, '65 01 06 00 07 00 00 00 00 00', 'qcc=0x00'),
  refused('RQT 6', 101, '65 01 06 00 07 00 00 00 00 06', 'qcc=0x06'),
];

const station = (name: string, cot: number, seen: readonly string[], qoi = 20): Exchange => ({
  name,
  link: 'small',
  asdus: [`64 01 ${hex(cot)} 04 08 00 00 00 00 ${hex(qoi)}`],
  seen: lines([`100 cot ${cot} oa 4 ca 8: 0 qoi=${qoi}`], seen),
});
const FIRST = ['100 cot 7 oa 4 ca 8: 0 qoi=20', '1 cot 20 oa 4 ca 8: 1 siq=0x00'];
const END = '100 cot 10 oa 4 ca 8: 0 qoi=20';
const data = (ioa: number, siq: string, cot = 20) => `1 cot ${cot} oa 4 ca 8: ${ioa} siq=${siq}`;
const counterRequest = (name: string, seen: readonly string[]): Exchange => ({
  name,
  link: 'small',
  holds: true,
  asdus: ['65 01 06 04 08 00 00 00 00 05'],
  seen: lines(['101 cot 6 oa 4 ca 8: 0 qcc=0x05'], seen),
});

/** A closed window ensures that the previous interrogation still runs when the next request arrives. */
const overlapping: readonly Exchange[] = [
  { name: 'STARTDT, end of initialization', link: 'small', octets: STARTDT, seen: startdt(SMALL_CA) },
  { ...station('interrogation, window closed', 6, FIRST), holds: true },
  station('deactivation: nothing more of it', 8, ['100 cot 9 oa 4 ca 8: 0 qoi=20']),
  station('deactivation of nothing', 8, ['100 cot 9 neg oa 4 ca 8: 0 qoi=20']),
  { ...station('interrogation, window closed', 6, FIRST), holds: true },
  { ...station('a second interrogation', 6, []), holds: true },
  {
    name: 'acknowledgement: the second is refused, the first goes on',
    link: 'small',
    seen: lines(
      [],
      ['100 cot 7 neg oa 4 ca 8: 0 qoi=20', data(2, '0x01'), data(3, '0x00'), data(4, '0x01'), END],
    ),
  },
  { ...station('interrogation, window closed', 6, FIRST), holds: true },
  { ...station('interrogation of group 1 beside it', 6, [], 21), holds: true },
  {
    name: 'acknowledgement: both are served',
    link: 'small',
    anyOrder: true,
    seen: lines(
      [],
      [
        '100 cot 7 oa 4 ca 8: 0 qoi=21',
        data(4, '0x01', 21),
        '100 cot 10 oa 4 ca 8: 0 qoi=21',
        data(2, '0x01'),
        data(3, '0x00'),
        data(4, '0x01'),
        END,
      ],
    ),
  },
  station('empty group', 6, ['100 cot 7 oa 4 ca 8: 0 qoi=25', '100 cot 10 oa 4 ca 8: 0 qoi=25'], 25),
  counterRequest('counter interrogation, window closed', [
    '101 cot 7 oa 4 ca 8: 0 qcc=0x05',
    '15 cot 37 oa 4 ca 8: 11 count=1',
  ]),
  counterRequest('a second counter interrogation', []),
  {
    name: 'acknowledgement: the second is refused, the first goes on',
    link: 'small',
    seen: lines(
      [],
      [
        '101 cot 7 neg oa 4 ca 8: 0 qcc=0x05',
        '15 cot 37 oa 4 ca 8: 12 count=2',
        '101 cot 10 oa 4 ca 8: 0 qcc=0x05',
      ],
    ),
  },
  { ...station('interrogation, window closed', 6, FIRST), holds: true },
  {
    name: 'STOPDT with outstanding frames',
    link: 'small',
    octets: STOPDT,
    holds: true,
    seen: ['> STOPDT act'],
  },
  { name: 'acknowledgement: STOPDT is confirmed', link: 'small', seen: ['< STOPDT con'] },
  { name: 'STARTDT: nothing is resumed', link: 'small', octets: STARTDT, seen: startdt() },
];

export const INTERROGATIONS: Scenario = {
  rtus: {
    all: { no: 7, file: 'groups.csv' },
    small: { no: SMALL_CA, file: 'small.csv', k: 2, options: ['objects=1'] },
  },
  files: {
    'groups.csv': [...GROUPS.map(([group, cells]) => `1,Y${group},${cells},0`), ...COUNTERS],
    'small.csv': SMALL_ROWS,
  },
  links: { all: 'all', small: 'small' },
  exchanges: [
    { name: 'STARTDT, end of initialization', link: 'all', octets: STARTDT, seen: startdt(7) },
    ...groups,
    {
      name: 'group 1 by the global address, T = 1',
      link: 'all',
      asdus: ['64 01 86 02 FF FF 00 00 00 15'],
      seen: lines(
        ['100 cot 6 test oa 2 ca 65535: 0 qoi=21'],
        ['100 cot 7 test oa 2 ca 7: 0 qoi=21', GROUPS[0][2], '100 cot 10 test oa 2 ca 7: 0 qoi=21'],
      ),
    },
    ...counting,
    {
      name: 'counter group 4 by the global address',
      link: 'all',
      asdus: ['65 01 06 02 FF FF 00 00 00 04'],
      seen: lines(
        ['101 cot 6 oa 2 ca 65535: 0 qcc=0x04'],
        [
          '101 cot 7 oa 2 ca 7: 0 qcc=0x04',
          '15 cot 41 oa 2 ca 7: 1504 count=0 sq=3',
          '101 cot 10 oa 2 ca 7: 0 qcc=0x04',
        ],
      ),
    },
    ...refusals,
    ...overlapping,
  ],
};
