/** Requests that are mirrored: unknown type, COT, CA and IOA; reset process. */
import { type Exchange, GOLDEN_OCTETS, lines, type Scenario, STARTDT, startdt } from './exchange.js';
import { CA, DATABASE } from './station-data.js';

/** Point 101 is type 1, 1501 a counter, 3801 a protection event; 5001 is a single command. */
const COMMANDS = ['9,N,45,5001,102,0', '9,N,59,5002,302,0', '9,N,48,5003,901,0'];

/** A request that is mirrored once with another COT and P/N = 1. */
function mirrored(name: string, cot: number, asdu: string, request: string): Exchange {
  const reply = request.replace(/ cot \d+/, ` cot ${cot} neg`);
  return { name: `${name}: COT ${cot}`, link: 'max', asdus: [asdu], seen: lines([request], [reply]) };
}

// IOA 5001 = 0x1389, 5002 = 0x138A, 5003 = 0x138B, 9999 = 0x270F. tshark shows 113 and file types as raw octets.
const unknownTypes: readonly Exchange[] = [
  mirrored('monitor type', 44, '01 01 03 00 07 00 65 00 00 01', '1 cot 3 ca 7: 101 siq=0x01'),
  mirrored(
    'monitor type with time tag',
    44,
    `24 01 03 00 07 00 11 0E 00 00 00 C0 3F 00 ${GOLDEN_OCTETS}`,
    '36 cot 3 ca 7: 3601 float=1.5 qds=0x00 golden',
  ),
  mirrored('end of initialization', 44, '46 01 04 00 07 00 00 00 00 02', '70 cot 4 ca 7: 0 coi=0x02'),
  mirrored('type of 101', 44, '68 01 06 01 07 00 00 00 00 AA 55', '104 cot 6 oa 1 ca 7: 0 rawdata=aa:55'),
  mirrored('type of 101', 44, '6A 01 06 01 07 00 00 00 00 10 27', '106 cot 6 oa 1 ca 7: 0 rawdata=10:27'),
  mirrored(
    'parameter',
    44,
    '6E 01 06 00 07 00 85 03 00 00 40 01',
    '110 cot 6 ca 7: 901 normval=0.5 qpm=0x01',
  ),
  mirrored('parameter', 44, '6F 01 06 00 07 00 4D 04 00 05 00 02', '111 cot 6 ca 7: 1101 scalval=5 qpm=0x02'),
  mirrored(
    'parameter',
    44,
    '70 01 06 00 07 00 15 05 00 00 00 C0 3F 03',
    '112 cot 6 ca 7: 1301 float=1.5 qpm=0x03',
  ),
  mirrored('parameter', 44, '71 01 06 00 07 00 15 05 00 03', '113 cot 6 ca 7: 1301 rawdata=03'),
  mirrored(
    'file',
    44,
    '78 01 0D 00 07 00 01 00 00 01 00 10 00 00 00',
    '120 cot 13 ca 7: 1 rawdata=01:00:10:00:00:00',
  ),
  mirrored(
    'directory call',
    44,
    '7A 01 05 00 07 00 00 00 00 00 00 00 00',
    '122 cot 5 ca 7: 0 rawdata=00:00:00:00',
  ),
  mirrored('reserved type', 44, '29 01 03 00 07 00 01 00 00 AA', '41 cot 3 ca 7: 1 rawdata=aa'),
  mirrored('private type', 44, 'C8 01 06 00 07 00 01 00 00 AA', '200 cot 6 ca 7: 1 rawdata=aa'),
];

const unknownCauses: readonly Exchange[] = [
  mirrored('interrogation', 45, '64 01 03 09 07 00 00 00 00 14', '100 cot 3 oa 9 ca 7: 0 qoi=20'),
  mirrored('counter deactivation', 45, '65 01 08 00 07 00 00 00 00 05', '101 cot 8 ca 7: 0 qcc=0x05'),
  mirrored('read with act', 45, '66 01 06 00 07 00 65 00 00', '102 cot 6 ca 7: 101'),
  mirrored('clock', 45, `67 01 03 00 07 00 00 00 00 ${GOLDEN_OCTETS}`, '103 cot 3 ca 7: 0 golden'),
  mirrored('reset', 45, '69 01 08 00 07 00 00 00 00 01', '105 cot 8 ca 7: 0 qrp=1'),
  mirrored(
    'test',
    45,
    `6B 01 08 00 07 00 00 00 00 34 12 ${GOLDEN_OCTETS}`,
    '107 cot 8 ca 7: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b',
  ),
  mirrored('command', 45, '2D 01 05 00 07 00 89 13 00 01', '45 cot 5 ca 7: 5001 sco=0x01'),
  mirrored('command, T = 1', 45, '2D 01 87 00 07 00 89 13 00 01', '45 cot 7 test ca 7: 5001 sco=0x01'),
  mirrored('command, COT 0', 45, '2D 01 00 00 07 00 89 13 00 01', '45 cot 0 ca 7: 5001 sco=0x01'),
  mirrored(
    'command with time tag',
    45,
    `3B 01 03 00 07 00 8A 13 00 02 ${GOLDEN_OCTETS}`,
    '59 cot 3 ca 7: 5002 dco=0x02 golden',
  ),
];

const unknownAddresses: readonly Exchange[] = [
  mirrored('interrogation', 46, '64 01 06 00 08 00 00 00 00 14', '100 cot 6 ca 8: 0 qoi=20'),
  mirrored('interrogation of CA 0', 46, '64 01 06 00 00 00 00 00 00 14', '100 cot 6 ca 0: 0 qoi=20'),
  mirrored('deactivation', 46, '64 01 08 00 08 00 00 00 00 14', '100 cot 8 ca 8: 0 qoi=20'),
  mirrored('counters', 46, '65 01 06 00 08 00 00 00 00 05', '101 cot 6 ca 8: 0 qcc=0x05'),
  mirrored('read', 46, '66 01 05 00 08 00 65 00 00', '102 cot 5 ca 8: 101'),
  mirrored('read of all', 46, '66 01 05 00 FF FF 65 00 00', '102 cot 5 ca 65535: 101'),
  mirrored('clock', 46, `67 01 06 00 08 00 00 00 00 ${GOLDEN_OCTETS}`, '103 cot 6 ca 8: 0 golden'),
  mirrored('reset', 46, '69 01 06 00 08 00 00 00 00 01', '105 cot 6 ca 8: 0 qrp=1'),
  mirrored(
    'test of all',
    46,
    `6B 01 06 00 FF FF 00 00 00 34 12 ${GOLDEN_OCTETS}`,
    '107 cot 6 ca 65535: 0 rawdata=34:12:6e:b2:3b:17:bf:0c:1b',
  ),
  mirrored('command', 46, '2D 01 06 03 08 00 89 13 00 81', '45 cot 6 oa 3 ca 8: 5001 sco=0x81'),
  mirrored('command to all', 46, '2D 01 06 00 FF FF 89 13 00 01', '45 cot 6 ca 65535: 5001 sco=0x01'),
];

const unknownObjects: readonly Exchange[] = [
  mirrored('interrogation', 47, '64 01 06 00 07 00 01 00 00 14', '100 cot 6 ca 7: 1 qoi=20'),
  mirrored('counters', 47, '65 01 06 00 07 00 01 00 00 05', '101 cot 6 ca 7: 1 qcc=0x05'),
  mirrored('clock', 47, `67 01 06 00 07 00 01 00 00 ${GOLDEN_OCTETS}`, '103 cot 6 ca 7: 1 golden'),
  mirrored('reset', 47, '69 01 06 00 07 00 01 00 00 01', '105 cot 6 ca 7: 1 qrp=1'),
  mirrored(
    'test',
    47,
    `6B 01 06 00 07 00 01 00 00 34 12 ${GOLDEN_OCTETS}`,
    '107 cot 6 ca 7: 1 rawdata=34:12:6e:b2:3b:17:bf:0c:1b',
  ),
  mirrored('read', 47, '66 01 05 00 07 00 0F 27 00', '102 cot 5 ca 7: 9999'),
  mirrored('read of a counter', 47, '66 01 05 00 07 00 DD 05 00', '102 cot 5 ca 7: 1501'),
  mirrored('read of a protection event', 47, '66 01 05 00 07 00 D9 0E 00', '102 cot 5 ca 7: 3801'),
  mirrored('read of a command', 47, '66 01 05 00 07 00 89 13 00', '102 cot 5 ca 7: 5001'),
  mirrored('command', 47, '2D 01 06 03 07 00 0F 27 00 01', '45 cot 6 oa 3 ca 7: 9999 sco=0x01'),
  mirrored('cancel', 47, '2D 01 08 03 07 00 0F 27 00 81', '45 cot 8 oa 3 ca 7: 9999 sco=0x81'),
  mirrored('command of another type', 47, '2E 01 06 00 07 00 89 13 00 02', '46 cot 6 ca 7: 5001 dco=0x02'),
  mirrored(
    'command that has a time tag here',
    47,
    '2E 01 06 00 07 00 8A 13 00 02',
    '46 cot 6 ca 7: 5002 dco=0x02',
  ),
  mirrored('command on a status point', 47, '2D 01 06 00 07 00 65 00 00 01', '45 cot 6 ca 7: 101 sco=0x01'),
  mirrored(
    'set-point with time tag',
    47,
    `3D 01 06 00 07 00 8B 13 00 00 20 00 ${GOLDEN_OCTETS}`,
    '61 cot 6 ca 7: 5003 normval=0.25 qos=0x00 golden',
  ),
  mirrored(
    'bitstring',
    47,
    `40 01 06 00 07 00 0F 27 00 01 02 03 04 ${GOLDEN_OCTETS}`,
    '64 cot 6 ca 7: 9999 bitstring=0x01020304 golden',
  ),
];

/** Mirrored under the station's own CA if the request may go to all stations (`docs/behaviour.md` §3). */
function mirroredToAll(
  name: string,
  cot: number,
  asdu: string,
  type: number,
  asked: string,
  object: string,
): Exchange {
  return {
    name: `${name} by the global address: COT ${cot}`,
    link: 'max',
    asdus: [asdu],
    seen: lines([`${type} cot ${asked} ca 65535: ${object}`], [`${type} cot ${cot} neg ca 7: ${object}`]),
  };
}

const toAll: readonly Exchange[] = [
  mirroredToAll('interrogation', 45, '64 01 07 00 FF FF 00 00 00 14', 100, '7', '0 qoi=20'),
  mirroredToAll('counters', 45, '65 01 08 00 FF FF 00 00 00 05', 101, '8', '0 qcc=0x05'),
  mirroredToAll('clock', 47, `67 01 06 00 FF FF 01 00 00 ${GOLDEN_OCTETS}`, 103, '6', '1 golden'),
  mirroredToAll('interrogation of QOI 0', 7, '64 01 06 00 FF FF 00 00 00 00', 100, '6', '0 qoi=0'),
  mirroredToAll('reset process', 7, '69 01 06 00 FF FF 00 00 00 01', 105, '6', '0 qrp=1'),
];

/** Nothing is reset. */
const resets: readonly Exchange[] = [
  mirrored('reset process', 7, '69 01 06 02 07 00 00 00 00 01', '105 cot 6 oa 2 ca 7: 0 qrp=1'),
  mirrored('reset of events', 7, '69 01 06 02 07 00 00 00 00 02', '105 cot 6 oa 2 ca 7: 0 qrp=2'),
];

export const REFUSALS: Scenario = {
  rtus: { max: { no: CA, file: 'station.csv' } },
  files: { 'station.csv': [...DATABASE, ...COMMANDS] },
  links: { max: 'max' },
  exchanges: [
    { name: 'STARTDT, end of initialization', link: 'max', octets: STARTDT, seen: startdt(CA) },
    ...unknownTypes,
    ...unknownCauses,
    ...unknownAddresses,
    ...unknownObjects,
    ...toAll,
    ...resets,
  ],
};
