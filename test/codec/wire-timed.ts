/**
 * Hand-derived ASDUs of the monitored types with CP56Time2a (`docs/protocol.md` §3.1, elements §4).
 * CP56: ms low, ms high · IV 80 | GEN 40 | minute · SU 80 | hour · DOW·20h | day · month · year.
 */
import type { Cp56 } from '../../src/codec/cp56.js';
import { asduOf, timeOf, type WireCase } from './support.js';

interface Time {
  octets: string;
  value: Cp56;
}

/** 45678 ms = B26E; 59 = 3B; 23 = 17; Friday 5·20 + 31 = BF; 12 = 0C; 27 = 1B. */
export const NEW_YEARS_EVE: Time = {
  octets: '6E B2 3B 17 BF 0C 1B',
  value: timeOf({ ms: 45678, minute: 59, hour: 23, day: 31, dayOfWeek: 5, month: 12, year: 27 }),
};
/** 3004 ms = 0BBC; 07; SU 80 | 14 = 8E; Sunday 7·20 + 5 = E5; 07; 26 = 1A. */
export const SUMMER: Time = {
  octets: 'BC 0B 07 8E E5 07 1A',
  value: timeOf({ ms: 3004, minute: 7, hour: 14, day: 5, dayOfWeek: 7, month: 7, year: 26, summer: true }),
};
/** 0 ms; IV 80 | GEN 40 | minute 1 = C1; hour 0; day of week not used, 29 = 1D; February; 2000. */
export const SUBSTITUTED: Time = {
  octets: '00 00 C1 00 1D 02 00',
  value: timeOf({ minute: 1, day: 29, month: 2, invalid: true, substituted: true }),
};
/** A clock that was never set: IV 80 and nothing else. */
export const UNSET: Time = { octets: '00 00 80 00 00 00 00', value: timeOf({ invalid: true }) };
/** Seven zeros: no month 0 exists, but the frame must live. */
export const ALL_ZERO: Time = { octets: '00 00 00 00 00 00 00', value: timeOf({}) };
/** 65535 ms, minute 63, hour 31, Monday 31 February 127: all beyond their ranges. */
export const IMPOSSIBLE: Time = {
  octets: 'FF FF 3F 1F 3F 02 7F',
  value: timeOf({ ms: 65535, minute: 63, hour: 31, day: 31, dayOfWeek: 1, month: 2, year: 127 }),
};

export const TIMED_CASES: readonly WireCase[] = [
  {
    name: '30: two objects of different times, the second OFF SB',
    asdu: `1E 02 03 00 01 00 | 01 00 00 01 ${NEW_YEARS_EVE.octets} | 02 00 00 20 ${SUMMER.octets}`,
    value: asduOf(30, 3, [
      { ioa: 1, value: { spi: 1, quality: 0 }, time: NEW_YEARS_EVE.value },
      { ioa: 2, value: { spi: 0, quality: 0x20 }, time: SUMMER.value },
    ]),
  },
  {
    name: '31: local return information, all-zero time',
    // COT 0C = 12; 42 = NT 40 | DPI 2
    asdu: `1F 01 0C 00 01 00 | 2C 01 00 42 ${ALL_ZERO.octets}`,
    value: asduOf(31, 12, [{ ioa: 300, value: { dpi: 2, quality: 0x40 }, time: ALL_ZERO.value }]),
  },
  {
    name: '32: step −3, substituted and invalid time',
    // −3 in seven bits = 1111101b = 7D
    asdu: `20 01 03 00 01 00 | 2C 01 00 7D 00 ${SUBSTITUTED.octets}`,
    value: asduOf(32, 3, [
      { ioa: 300, value: { vti: -3, transient: 0, quality: 0 }, time: SUBSTITUTED.value },
    ]),
  },
  {
    name: '33: bitstring, impossible time',
    // 0F0000F0h low octet first
    asdu: `21 01 05 00 01 00 | 2C 01 00 F0 00 00 0F 00 ${IMPOSSIBLE.octets}`,
    value: asduOf(33, 5, [{ ioa: 300, value: { bsi: 0x0f0000f0, quality: 0 }, time: IMPOSSIBLE.value }]),
  },
  {
    name: '34: normalized −32767, unset clock',
    // 8001h = −32767
    asdu: `22 01 03 00 01 00 | 2C 01 00 01 80 00 ${UNSET.octets}`,
    value: asduOf(34, 3, [{ ioa: 300, value: { nva: -32767, quality: 0 }, time: UNSET.value }]),
  },
  {
    name: '35: scaled 1000 with OV',
    // 3E8h
    asdu: `23 01 03 00 01 00 | 2C 01 00 E8 03 01 ${SUMMER.octets}`,
    value: asduOf(35, 3, [{ ioa: 300, value: { sva: 1000, quality: 0x01 }, time: SUMMER.value }]),
  },
  {
    name: '36: float 0.15625',
    // 2⁻³ + 2⁻⁵ = 1.01b·2⁻³: exponent 124 = 01111100, fraction 01 → 3E200000
    asdu: `24 01 03 00 01 00 | 2C 01 00 00 00 20 3E 00 ${NEW_YEARS_EVE.octets}`,
    value: asduOf(36, 3, [{ ioa: 300, value: { r32: 0.15625, quality: 0 }, time: NEW_YEARS_EVE.value }]),
  },
  {
    name: '37: counter 256, sequence number 16, group 4',
    // COT 29 = 41; 100h; 10 = 16
    asdu: `25 01 29 00 01 00 | 2C 01 00 00 01 00 00 10 ${NEW_YEARS_EVE.octets}`,
    value: asduOf(37, 41, [
      {
        ioa: 300,
        value: { counter: 256, sequence: 16, carry: 0, adjusted: 0, invalid: 0 },
        time: NEW_YEARS_EVE.value,
      },
    ]),
  },
  {
    name: '38: protection event ON after 1000 ms, IV EI',
    // SEP 8A = IV 80 | EI 08 | ES 2; CP16 3E8h = 1000
    asdu: `26 01 03 00 01 00 | 2C 01 00 8A E8 03 ${SUMMER.octets}`,
    value: asduOf(38, 3, [
      { ioa: 300, value: { es: 2, quality: 0x88, elapsedMs: 1000 }, time: SUMMER.value },
    ]),
  },
  {
    name: '39: start in L1, L3 and reverse direction',
    // SPE 2B = SRD 20 | SL3 08 | SL1 02 | GS 01; QDP 48 = NT 40 | EI 08; 1F4h = 500
    asdu: `27 01 03 00 01 00 | 2D 01 00 2B 48 F4 01 ${SUMMER.octets}`,
    value: asduOf(39, 3, [
      { ioa: 301, value: { spe: 0x2b, quality: 0x48, elapsedMs: 500 }, time: SUMMER.value },
    ]),
  },
  {
    name: '40: command to L2, general, longest elapsed time',
    // OCI 05 = CL2 04 | GC 01; QDP 10 = BL; EA5Fh = 59999
    asdu: `28 01 03 00 01 00 | 2E 01 00 05 10 5F EA ${NEW_YEARS_EVE.octets}`,
    value: asduOf(40, 3, [
      { ioa: 302, value: { oci: 5, quality: 0x10, elapsedMs: 59999 }, time: NEW_YEARS_EVE.value },
    ]),
  },
];
