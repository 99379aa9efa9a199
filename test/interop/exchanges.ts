/**
 * The exchanges with the RTU, in order: what the master sends, and what tshark sees of it and of the answer.
 * To add one, add a row; each starts and ends with nothing under way.
 */
import { CA, counterInterrogation, indexSend, interrogation } from './station-data.js';

/** One exchange on one link. */
export interface Exchange {
  name: string;
  /** The RTU that packs as much as fits into a frame, or the one that sends one object a frame. */
  rtu: 'max' | 'one';
  /** Whole frames, or ASDUs that the master numbers; hex. */
  octets?: string;
  asdus?: readonly string[];
  /** Every I and U frame in order; see `dissection.ts`. S frames are left out. */
  seen: readonly string[];
}

const STARTDT = ['> STARTDT act', '< STARTDT con', `< 70 cot 4 ca ${CA}: 0 coi=0x00`];

/** A request and its mirror with another cause. */
function refused(name: string, asdu: string, request: string, reply: string): Exchange {
  return { name, rtu: 'max', asdus: [asdu], seen: [`> ${request}`, `< ${reply}`] };
}

export const EXCHANGES: readonly Exchange[] = [
  { name: 'STARTDT, end of initialization', rtu: 'max', octets: '68 04 07 00 00 00', seen: STARTDT },
  {
    // The send begins as soon as both RTUs are started.
    name: 'STARTDT, index send with one object a frame',
    rtu: 'one',
    octets: '68 04 07 00 00 00',
    seen: [...STARTDT, ...indexSend(1)],
  },
  { name: 'index send with full frames', rtu: 'max', seen: indexSend(127) },
  {
    name: 'station interrogation with full frames',
    rtu: 'max',
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
    rtu: 'one',
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
    rtu: 'max',
    asdus: ['65 01 06 00 07 00 00 00 00 05'],
    seen: [
      '> 101 cot 6 ca 7: 0 qcc=0x05',
      '< 101 cot 7 ca 7: 0 qcc=0x05',
      ...counterInterrogation(),
      '< 101 cot 10 ca 7: 0 qcc=0x05',
    ],
  },
  {
    // 2027-12-31 23:59:45.678, of the golden frames; the confirmation carries the RTU's own time.
    name: 'clock synchronization',
    rtu: 'max',
    asdus: ['67 01 06 00 07 00 00 00 00 6E B2 3B 17 BF 0C 1B'],
    seen: ['> 103 cot 6 ca 7: 0 time', '< 103 cot 7 ca 7: 0 time'],
  },
  {
    name: 'read',
    rtu: 'max',
    asdus: ['66 01 05 02 07 00 65 00 00', '66 01 05 00 07 00 B9 0B 00'],
    seen: [
      '> 102 cot 5 oa 2 ca 7: 101',
      '> 102 cot 5 ca 7: 3001',
      '< 1 cot 5 oa 2 ca 7: 101 siq=0x81',
      '< 1 cot 5 ca 7: 3001 siq=0x41',
    ],
  },
  {
    // TSC 0x1234 and a time: mirrored unchanged.
    name: 'test',
    rtu: 'max',
    asdus: ['6B 01 06 00 07 00 00 00 00 34 12 6E B2 3B 17 BF 0C 1B'],
    seen: [
      '> 107 cot 6 ca 7: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b',
      '< 107 cot 7 ca 7: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b',
    ],
  },
  refused(
    'unknown type',
    'C8 01 06 00 07 00 01 00 00 AA',
    '200 cot 6 ca 7: 1 rawdata=aa',
    '200 cot 44 neg ca 7: 1 rawdata=aa',
  ),
  refused(
    'unknown cause',
    '64 01 03 00 07 00 00 00 00 14',
    '100 cot 3 ca 7: 0 qoi=20',
    '100 cot 45 neg ca 7: 0 qoi=20',
  ),
  refused(
    'unknown common address',
    '64 01 06 00 08 00 00 00 00 14',
    '100 cot 6 ca 8: 0 qoi=20',
    '100 cot 46 neg ca 8: 0 qoi=20',
  ),
  refused(
    'unknown information object address',
    '2D 01 06 03 07 00 0F 27 00 01',
    '45 cot 6 oa 3 ca 7: 9999 sco=0x01',
    '45 cot 47 neg oa 3 ca 7: 9999 sco=0x01',
  ),
  { name: 'STOPDT', rtu: 'max', octets: '68 04 13 00 00 00', seen: ['> STOPDT act', '< STOPDT con'] },
  { name: 'STOPDT', rtu: 'one', octets: '68 04 13 00 00 00', seen: ['> STOPDT act', '< STOPDT con'] },
];
