/**
 * Hand-derived ASDUs of commands, system and parameter types (`docs/protocol.md` §3.2, §3.3, elements §4).
 * One object, VSQ 01. COT octet: T 80 | P/N 40 | cause.
 */
import { asduOf, timeOf, type WireCase } from './support.js';
import { ALL_ZERO, IMPOSSIBLE, NEW_YEARS_EVE, SUMMER } from './wire-timed.js';

const COMMAND_CASES: readonly WireCase[] = [
  {
    name: '45: OFF, persistent output, execute, CA 513',
    // SCO 0C = QU 3·4 | SCS 0; CA 0201h
    asdu: '2D 01 06 00 01 02 | 88 13 00 | 0C',
    value: asduOf(45, 6, [{ ioa: 5000, value: { scs: 0, qu: 3, select: 0 } }], { ca: 513 }),
  },
  {
    name: '46: ON, select, test bit set',
    // COT 86 = T | 6; DCO 82 = S/E 80 | DCS 2
    asdu: '2E 01 86 00 01 00 | 89 13 00 | 82',
    value: asduOf(46, 6, [{ ioa: 5001, value: { dcs: 2, qu: 0, select: 1 } }], { test: true }),
  },
  {
    name: '47: lower, long pulse, refused (actcon P/N=1)',
    // COT 47 = P/N 40 | 7; RCO 09 = QU 2·4 | RCS 1
    asdu: '2F 01 47 FF 01 00 | 8A 13 00 | 09',
    value: asduOf(47, 7, [{ ioa: 5002, value: { rcs: 1, qu: 2, select: 0 } }], { negative: true, oa: 255 }),
  },
  {
    name: '48: one half, QL 64, select',
    // 4000h; QOS C0 = S/E 80 | 64
    asdu: '30 01 06 00 01 00 | 8B 13 00 | 00 40 C0',
    value: asduOf(48, 6, [{ ioa: 5003, value: { nva: 16384, ql: 64, select: 1 } }]),
  },
  {
    name: '49: −100, actterm',
    // FF9Ch = −100; COT 0A = 10
    asdu: '31 01 0A 00 01 00 | 8C 13 00 | 9C FF 00',
    value: asduOf(49, 10, [{ ioa: 5004, value: { sva: -100, ql: 0, select: 0 } }]),
  },
  {
    name: '50: 50.25, QL 127',
    // 110010.01b = 1.1001001b·2⁵: exponent 132 = 10000100 → 42490000; QOS 7F
    asdu: '32 01 06 00 01 00 | 8D 13 00 | 00 00 49 42 7F',
    value: asduOf(50, 6, [{ ioa: 5005, value: { r32: 50.25, ql: 127, select: 0 } }]),
  },
  {
    name: '51: DEADBEEF, no qualifier',
    asdu: '33 01 06 00 01 00 | 8E 13 00 | EF BE AD DE',
    value: asduOf(51, 6, [{ ioa: 5006, value: { bsi: 0xdeadbeef } }]),
  },
  {
    name: '58: ON, QU 31, execute',
    // SCO 7D = 31·4 | 1
    asdu: `3A 01 06 01 01 00 | 88 13 00 | 7D ${NEW_YEARS_EVE.octets}`,
    value: asduOf(58, 6, [{ ioa: 5000, value: { scs: 1, qu: 31, select: 0 }, time: NEW_YEARS_EVE.value }], {
      oa: 1,
    }),
  },
  {
    name: '59: OFF, cancel, all-zero time',
    // COT 08; DCO 81 = S/E 80 | DCS 1
    asdu: `3B 01 08 00 01 00 | 89 13 00 | 81 ${ALL_ZERO.octets}`,
    value: asduOf(59, 8, [{ ioa: 5001, value: { dcs: 1, qu: 0, select: 1 }, time: ALL_ZERO.value }]),
  },
  {
    name: '60: RCS 3, which no RTU may execute, impossible time',
    asdu: `3C 01 06 00 01 00 | 8A 13 00 | 03 ${IMPOSSIBLE.octets}`,
    value: asduOf(60, 6, [{ ioa: 5002, value: { rcs: 3, qu: 0, select: 0 }, time: IMPOSSIBLE.value }]),
  },
  {
    name: '61: set-point −1.0',
    asdu: `3D 01 06 00 01 00 | 8B 13 00 | 00 80 00 ${SUMMER.octets}`,
    value: asduOf(61, 6, [{ ioa: 5003, value: { nva: -32768, ql: 0, select: 0 }, time: SUMMER.value }]),
  },
  {
    name: '62: set-point 32767, deactivation confirmed',
    // COT 09
    asdu: `3E 01 09 00 01 00 | 8C 13 00 | FF 7F 80 ${SUMMER.octets}`,
    value: asduOf(62, 9, [{ ioa: 5004, value: { sva: 32767, ql: 0, select: 1 }, time: SUMMER.value }]),
  },
  {
    name: '63: set-point 1.0',
    // 3F800000
    asdu: `3F 01 06 00 01 00 | 8D 13 00 | 00 00 80 3F 01 ${SUMMER.octets}`,
    value: asduOf(63, 6, [{ ioa: 5005, value: { r32: 1, ql: 1, select: 0 }, time: SUMMER.value }]),
  },
  {
    name: '64: bitstring 1',
    asdu: `40 01 06 00 01 00 | 8E 13 00 | 01 00 00 00 ${SUMMER.octets}`,
    value: asduOf(64, 6, [{ ioa: 5006, value: { bsi: 1 }, time: SUMMER.value }]),
  },
];

const SYSTEM_CASES: readonly WireCase[] = [
  {
    name: '70: power on',
    asdu: '46 01 04 00 01 00 | 00 00 00 | 00',
    value: asduOf(70, 4, [{ ioa: 0, value: { coi: 0, parameterChange: 0 } }]),
  },
  {
    name: '70: private cause 127',
    asdu: '46 01 04 00 01 00 | 00 00 00 | 7F',
    value: asduOf(70, 4, [{ ioa: 0, value: { coi: 127, parameterChange: 0 } }]),
  },
  {
    name: '100: group 16 deactivated, all stations',
    // COT 08; CA FFFF; QOI 24 = 36
    asdu: '64 01 08 00 FF FF | 00 00 00 | 24',
    value: asduOf(100, 8, [{ ioa: 0, value: { qoi: 36 } }], { ca: 65535 }),
  },
  {
    name: '101: group 3, freeze with reset',
    // QCC 83 = FRZ 2·40h | RQT 3
    asdu: '65 01 06 00 01 00 | 00 00 00 | 83',
    value: asduOf(101, 6, [{ ioa: 0, value: { rqt: 3, frz: 2 } }]),
  },
  {
    name: '102: read IOA 12345',
    // no element at all
    asdu: '66 01 05 03 01 00 | 39 30 00',
    value: asduOf(102, 5, [{ ioa: 12345, value: {} }], { oa: 3 }),
  },
  {
    name: '103: clock synchronisation of all stations',
    asdu: `67 01 06 00 FF FF | 00 00 00 | ${SUMMER.octets}`,
    value: asduOf(103, 6, [{ ioa: 0, value: {}, time: SUMMER.value }], { ca: 65535 }),
  },
  {
    name: '104: test pattern (its type octet is the start octet)',
    // 55AAh low octet first
    asdu: '68 01 06 00 01 00 | 00 00 00 | AA 55',
    value: asduOf(104, 6, [{ ioa: 0, value: { fbp: 0x55aa } }]),
  },
  {
    name: '105: general reset',
    asdu: '69 01 06 00 01 00 | 00 00 00 | 01',
    value: asduOf(105, 6, [{ ioa: 0, value: { qrp: 1 } }]),
  },
  {
    name: '106: delay of 300 ms',
    // 12Ch
    asdu: '6A 01 06 00 01 00 | 00 00 00 | 2C 01',
    value: asduOf(106, 6, [{ ioa: 0, value: { elapsedMs: 300 } }]),
  },
  {
    name: '107: test 1337 with time',
    // 539h
    asdu: `6B 01 06 00 01 00 | 00 00 00 | 39 05 ${NEW_YEARS_EVE.octets}`,
    value: asduOf(107, 6, [{ ioa: 0, value: { tsc: 1337 }, time: NEW_YEARS_EVE.value }]),
  },
  {
    name: '110: threshold 0.25, changed locally',
    // 2000h = 8192; QPM 41 = LPC 40 | KPA 1
    asdu: '6E 01 06 00 01 00 | 10 00 00 | 00 20 41',
    value: asduOf(110, 6, [{ ioa: 16, value: { nva: 8192, kpa: 1, lpc: 1, pop: 0 } }]),
  },
  {
    name: '111: low limit −5, not in operation',
    // FFFBh = −5; QPM 83 = POP 80 | KPA 3
    asdu: '6F 01 06 00 01 00 | 11 00 00 | FB FF 83',
    value: asduOf(111, 6, [{ ioa: 17, value: { sva: -5, kpa: 3, lpc: 0, pop: 1 } }]),
  },
  {
    name: '112: high limit 2.0, unknown type mirrored',
    // COT 6C = P/N 40 | 44; 40000000 = 2.0; QPM 04
    asdu: '70 01 6C 00 01 00 | 12 00 00 | 00 00 00 40 04',
    value: asduOf(112, 44, [{ ioa: 18, value: { r32: 2, kpa: 4, lpc: 0, pop: 0 } }], { negative: true }),
  },
  {
    name: '113: cyclic transmission off',
    asdu: '71 01 08 00 01 00 | 13 00 00 | 03',
    value: asduOf(113, 8, [{ ioa: 19, value: { qpa: 3 } }]),
  },
  {
    name: '103: con with T, OA 9 and a clock that was never set',
    // COT 87 = T | 7; octet 3 of the time: IV
    asdu: '67 01 87 09 01 00 | 00 00 00 | 00 00 80 00 00 00 00',
    value: asduOf(103, 7, [{ ioa: 0, value: {}, time: timeOf({ invalid: true }) }], { test: true, oa: 9 }),
  },
];

export const CONTROL_CASES: readonly WireCase[] = [...COMMAND_CASES, ...SYSTEM_CASES];
