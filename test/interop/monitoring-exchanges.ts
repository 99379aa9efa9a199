/** Monitor direction: every type by index send, interrogation and read; clock and test commands. */
import { type Exchange, GOLDEN_OCTETS, lines, type Scenario, STARTDT, STOPDT, startdt } from './exchange.js';
import { FULL_FRAMES, FULL_ROWS } from './full-frames.js';
import { ioaOctets } from './octets.js';
import { CA, counterInterrogation, DATABASE, indexSend, interrogation, readings } from './station-data.js';

const reads: Exchange[] = readings().map(({ ioa, line }) => ({
  name: `read ${ioa}`,
  link: 'max',
  asdus: [`66 01 05 02 07 00 ${ioaOctets(ioa)}`],
  seen: lines([`102 cot 5 oa 2 ca 7: ${ioa}`], [line]),
}));

/** Types that alternate; three single points with consecutive addresses. */
const SEQUENCE_ROWS = ['1,Y,1,1,1,0', '1,Y,3,9,2,0', '1,Y,1,2,0,0', '1,Y,1,3,1,0'];

/** A periodic and a background signal, and one with a time tag. */
const CYCLIC_ROWS = [
  '31,Y,11,1,5,0,,,,,,cot=periodic',
  '31,Y,13,2,1.5,0,,,,,,cot=background',
  '31,Y,30,3,1,0',
  '32,Y,30,3,0,0',
];

/** RTUs: `max` packs as many objects as fit into a frame, `one` sends one object a frame, `sequence` gives
 * consecutive addresses once, `follow` follows the master's clock, `cyclic` has other causes than events and no valid time. */
export const MONITORING: Scenario = {
  rtus: {
    max: { no: CA, file: 'station.csv', options: ['packing=file'] },
    one: { no: CA, file: 'station.csv', options: ['objects=1'] },
    full: { no: 9, file: 'full.csv', options: ['packing=file'] },
    sequence: { no: 16, file: 'sequence.csv', options: ['sq=1', 'eoi=never'] },
    follow: { no: 10, file: 'follow.csv', options: ['clock=follow'] },
    cyclic: { no: 17, file: 'cyclic.csv', options: ['time_valid=synced', 'eoi=never'] },
  },
  files: {
    'station.csv': DATABASE,
    'full.csv': FULL_ROWS,
    'follow.csv': ['3,Y,30,1,1,0'],
    'sequence.csv': SEQUENCE_ROWS,
    'cyclic.csv': CYCLIC_ROWS,
  },
  links: { max: 'max', one: 'one', full: 'full', sequence: 'sequence', follow: 'follow', cyclic: 'cyclic' },
  exchanges: [
    { name: 'STARTDT, end of initialization', link: 'max', octets: STARTDT, seen: startdt(CA) },
    { name: 'STARTDT, end of initialization', link: 'one', octets: STARTDT, seen: startdt(CA) },
    {
      name: 'index send, objects packed and one a frame',
      link: 'max',
      send: 1,
      seen: indexSend(127),
      elsewhere: { one: indexSend(1) },
    },
    {
      name: 'station interrogation, objects packed',
      link: 'max',
      asdus: ['64 01 06 05 07 00 00 00 00 14'],
      seen: [
        '> 100 cot 6 oa 5 ca 7: 0 qoi=20',
        '< 100 cot 7 oa 5 ca 7: 0 qoi=20',
        ...interrogation(5, 127),
        '< 100 cot 10 oa 5 ca 7: 0 qoi=20',
      ],
    },
    {
      name: 'station interrogation with one object a frame, by the global address',
      link: 'one',
      asdus: ['64 01 06 01 FF FF 00 00 00 14'],
      seen: [
        '> 100 cot 6 oa 1 ca 65535: 0 qoi=20',
        '< 100 cot 7 oa 1 ca 7: 0 qoi=20',
        ...interrogation(1, 1),
        '< 100 cot 10 oa 1 ca 7: 0 qoi=20',
      ],
    },
    {
      name: 'general counter interrogation without freeze',
      link: 'max',
      asdus: ['65 01 06 00 07 00 00 00 00 05'],
      seen: [
        '> 101 cot 6 ca 7: 0 qcc=0x05',
        '< 101 cot 7 ca 7: 0 qcc=0x05',
        ...counterInterrogation(),
        '< 101 cot 10 ca 7: 0 qcc=0x05',
      ],
    },
    ...reads,
    {
      name: 'read with T = 1',
      link: 'max',
      asdus: ['66 01 85 00 07 00 65 00 00'],
      seen: lines(['102 cot 5 test ca 7: 101'], ['1 cot 5 test ca 7: 101 siq=0x81']),
    },
    {
      // The confirmation carries the RTU's own time.
      name: 'clock synchronization',
      link: 'max',
      asdus: [`67 01 06 04 07 00 00 00 00 ${GOLDEN_OCTETS}`],
      seen: lines(['103 cot 6 oa 4 ca 7: 0 golden'], ['103 cot 7 oa 4 ca 7: 0 now']),
    },
    {
      name: 'clock synchronization by the global address',
      link: 'max',
      asdus: [`67 01 06 00 FF FF 00 00 00 ${GOLDEN_OCTETS}`],
      seen: lines(['103 cot 6 ca 65535: 0 golden'], ['103 cot 7 ca 7: 0 now']),
    },
    {
      name: 'clock synchronization with IV = 1',
      link: 'max',
      asdus: ['67 01 06 00 07 00 00 00 00 6E B2 BB 17 BF 0C 1B'],
      seen: lines(['103 cot 6 ca 7: 0 golden IV'], ['103 cot 7 neg ca 7: 0 golden IV']),
    },
    {
      // TSC 0x1234 and a time: mirrored unchanged.
      name: 'test',
      link: 'max',
      asdus: [`6B 01 06 03 07 00 00 00 00 34 12 ${GOLDEN_OCTETS}`],
      seen: lines(
        ['107 cot 6 oa 3 ca 7: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b'],
        ['107 cot 7 oa 3 ca 7: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b'],
      ),
    },
    { name: 'STARTDT, end of initialization', link: 'full', octets: STARTDT, seen: startdt(9) },
    { name: 'index send with full frames', link: 'full', send: 2, seen: FULL_FRAMES.sent },
    {
      name: 'station interrogation with full frames',
      link: 'full',
      asdus: ['64 01 06 00 09 00 00 00 00 14'],
      seen: [
        '> 100 cot 6 ca 9: 0 qoi=20',
        '< 100 cot 7 ca 9: 0 qoi=20',
        ...FULL_FRAMES.interrogated,
        '< 100 cot 10 ca 9: 0 qoi=20',
      ],
    },
    {
      name: 'counter interrogation with full frames',
      link: 'full',
      asdus: ['65 01 06 00 09 00 00 00 00 05'],
      seen: [
        '> 101 cot 6 ca 9: 0 qcc=0x05',
        '< 101 cot 7 ca 9: 0 qcc=0x05',
        ...FULL_FRAMES.counted,
        '< 101 cot 10 ca 9: 0 qcc=0x05',
      ],
    },
    { name: 'STARTDT', link: 'sequence', octets: STARTDT, seen: startdt() },
    {
      name: 'station interrogation with SQ 1, the points of one type together',
      link: 'sequence',
      asdus: ['64 01 06 00 10 00 00 00 00 14'],
      seen: [
        '> 100 cot 6 ca 16: 0 qoi=20',
        '< 100 cot 7 ca 16: 0 qoi=20',
        '< 1 cot 20 sq ca 16: 1 siq=0x01; 2 siq=0x00; 3 siq=0x01',
        '< 3 cot 20 sq ca 16: 9 diq=0x02',
        '< 100 cot 10 ca 16: 0 qoi=20',
      ],
    },
    { name: 'STARTDT', link: 'cyclic', octets: STARTDT, seen: startdt() },
    {
      name: 'index send with COT 1 and 2, and with time tags that no master has made valid',
      link: 'cyclic',
      send: 31,
      seen: [
        '< 11 cot 1 ca 17: 1 scalval=5 qds=0x00',
        '< 13 cot 2 ca 17: 2 float=1.5 qds=0x00',
        '< 30 cot 3 ca 17: 3 siq=0x01 now IV',
      ],
    },
    {
      name: 'clock synchronization, which is confirmed with the time that is not valid yet',
      link: 'cyclic',
      asdus: [`67 01 06 00 11 00 00 00 00 ${GOLDEN_OCTETS}`],
      seen: lines(['103 cot 6 ca 17: 0 golden'], ['103 cot 7 ca 17: 0 now IV']),
    },
    {
      name: 'index send with valid time tags',
      link: 'cyclic',
      send: 32,
      seen: ['< 30 cot 3 ca 17: 3 siq=0x00 now'],
    },
    { name: 'STARTDT, end of initialization', link: 'follow', octets: STARTDT, seen: startdt(10) },
    {
      name: 'index send in its own time',
      link: 'follow',
      send: 3,
      seen: ['< 30 cot 3 ca 10: 1 siq=0x01 now'],
    },
    {
      name: 'clock synchronization that is followed',
      link: 'follow',
      asdus: [`67 01 06 00 0A 00 00 00 00 ${GOLDEN_OCTETS}`],
      seen: lines(['103 cot 6 ca 10: 0 golden'], ['103 cot 7 ca 10: 0 now']),
    },
    {
      name: "index send in the master's time",
      link: 'follow',
      send: 3,
      seen: ['< 30 cot 3 ca 10: 1 siq=0x01 golden+'],
    },
    { name: 'STOPDT', link: 'max', octets: STOPDT, seen: ['> STOPDT act', '< STOPDT con'] },
    { name: 'STOPDT', link: 'one', octets: STOPDT, seen: ['> STOPDT act', '< STOPDT con'] },
    { name: 'STOPDT, a second time', link: 'one', octets: STOPDT, seen: ['> STOPDT act', '< STOPDT con'] },
    { name: 'STARTDT again', link: 'one', octets: STARTDT, seen: startdt() },
    { name: 'STARTDT, a second time', link: 'one', octets: STARTDT, seen: startdt() },
  ],
};
