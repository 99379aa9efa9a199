/**
 * Hand-derived ASDUs of the monitored types without time tag (`docs/protocol.md` §3.1, elements §4).
 * Header octets: type, VSQ (SQ 80 | N), COT (T 80 | P/N 40 | cause), OA, CA low, CA high. IOA: low, middle, high.
 */
import { asduOf, type WireCase } from './support.js';

export const MONITOR_CASES: readonly WireCase[] = [
  {
    name: '1 SQ=0: ON with NT, OFF with IV SB BL',
    // 41 = NT 40 | SPI 1; B0 = IV 80 | SB 20 | BL 10 | SPI 0
    asdu: '01 02 03 00 05 00 | 0A 00 00 41 | 0B 00 00 B0',
    value: asduOf(
      1,
      3,
      [
        { ioa: 10, value: { spi: 1, quality: 0x40 } },
        { ioa: 11, value: { spi: 0, quality: 0xb0 } },
      ],
      { ca: 5 },
    ),
  },
  {
    name: '1 SQ=1: station interrogation, IOA 65534 and 65535',
    // VSQ 82 = SQ | 2; COT 14 = 20; IOA 65534 = 00FFFE
    asdu: '01 82 14 00 05 00 | FE FF 00 | 01 80',
    value: asduOf(
      1,
      20,
      [
        { ioa: 65534, value: { spi: 1, quality: 0 } },
        { ioa: 65535, value: { spi: 0, quality: 0x80 } },
      ],
      { ca: 5, sequence: true },
    ),
  },
  {
    name: '3 SQ=0: return information, OA 7',
    // COT 0B = 11; 02 = DPI 2 ON; C1 = IV 80 | NT 40 | DPI 1 OFF
    asdu: '03 02 0B 07 01 00 | 64 00 00 02 | 65 00 00 C1',
    value: asduOf(
      3,
      11,
      [
        { ioa: 100, value: { dpi: 2, quality: 0 } },
        { ioa: 101, value: { dpi: 1, quality: 0xc0 } },
      ],
      { oa: 7 },
    ),
  },
  {
    name: '3 SQ=1: the four states, the last with SB BL, group 1',
    // COT 15 = 21; 33 = SB 20 | BL 10 | DPI 3
    asdu: '03 84 15 00 01 00 | 00 01 00 | 00 01 02 33',
    value: asduOf(
      3,
      21,
      [
        { ioa: 256, value: { dpi: 0, quality: 0 } },
        { ioa: 257, value: { dpi: 1, quality: 0 } },
        { ioa: 258, value: { dpi: 2, quality: 0 } },
        { ioa: 259, value: { dpi: 3, quality: 0x30 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '5 SQ=0: both ends of the step range',
    // 3F = T 0, 63; C0 = T 80 | 1000000b, which is −64 in seven bits; QDS 10 = BL
    asdu: '05 02 03 00 01 00 | 07 00 00 3F 00 | 08 00 00 C0 10',
    value: asduOf(5, 3, [
      { ioa: 7, value: { vti: 63, transient: 0, quality: 0 } },
      { ioa: 8, value: { vti: -64, transient: 1, quality: 0x10 } },
    ]),
  },
  {
    name: '5 SQ=1: −1 and transient 0, background scan',
    // 7F = 1111111b = −1; 80 = T | 0; QDS 81 = IV 80 | OV 01; IOA 10000 = 2710
    asdu: '05 82 02 00 01 00 | 10 27 00 | 7F 00 | 80 81',
    value: asduOf(
      5,
      2,
      [
        { ioa: 10000, value: { vti: -1, transient: 0, quality: 0 } },
        { ioa: 10001, value: { vti: 0, transient: 1, quality: 0x81 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '7 SQ=0: first and last bit',
    // bit 0 of the first octet = 1, bit 7 of the fourth = 2^31: 2147483649
    asdu: '07 01 03 00 01 00 | 20 00 00 | 01 00 00 80 00',
    value: asduOf(7, 3, [{ ioa: 32, value: { bsi: 2147483649, quality: 0 } }]),
  },
  {
    name: '7 SQ=1: requested, OA 2',
    // 12345678h low octet first; FFFFFFFF = 4294967295; QDS 40 = NT, 20 = SB
    asdu: '07 82 05 02 01 00 | 20 00 00 | 78 56 34 12 40 | FF FF FF FF 20',
    value: asduOf(
      7,
      5,
      [
        { ioa: 32, value: { bsi: 0x12345678, quality: 0x40 } },
        { ioa: 33, value: { bsi: 4294967295, quality: 0x20 } },
      ],
      { sequence: true, oa: 2 },
    ),
  },
  {
    name: '9 SQ=0: the largest and minus one half',
    // 7FFF = 32767; C000 − 10000 = −4000h = −16384; QDS 01 = OV, 80 = IV
    asdu: '09 02 03 00 01 00 | 01 00 00 FF 7F 01 | 02 00 00 00 C0 80',
    value: asduOf(9, 3, [
      { ioa: 1, value: { nva: 32767, quality: 0x01 } },
      { ioa: 2, value: { nva: -16384, quality: 0x80 } },
    ]),
  },
  {
    name: '9 SQ=1: one half and −1, cyclic',
    // 4000h = 16384; FFFF = −1
    asdu: '09 82 01 00 01 00 | 01 00 00 | 00 40 00 | FF FF 00',
    value: asduOf(
      9,
      1,
      [
        { ioa: 1, value: { nva: 16384, quality: 0 } },
        { ioa: 2, value: { nva: -1, quality: 0 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '11 SQ=0: group 16, CA 65534',
    // COT 24 = 36; 8000 = −32768; 3039h = 12345; QDS 20 = SB
    asdu: '0B 02 24 00 FE FF | 01 00 00 00 80 00 | 02 00 00 39 30 20',
    value: asduOf(
      11,
      36,
      [
        { ioa: 1, value: { sva: -32768, quality: 0 } },
        { ioa: 2, value: { sva: 12345, quality: 0x20 } },
      ],
      { ca: 65534 },
    ),
  },
  {
    name: '11 SQ=1: 42, −42, 0 across the 16-bit border of the IOA',
    // 2A = 42; FFD6 = −42; IOA 65535 = 00FFFF, the next is 010000 = 65536
    asdu: '0B 83 14 00 01 00 | FF FF 00 | 2A 00 00 | D6 FF 00 | 00 00 10',
    value: asduOf(
      11,
      20,
      [
        { ioa: 65535, value: { sva: 42, quality: 0 } },
        { ioa: 65536, value: { sva: -42, quality: 0 } },
        { ioa: 65537, value: { sva: 0, quality: 0x10 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '13 SQ=0: −12.625',
    // −1100.101b = −1.100101b·2³: sign 1, exponent 127+3 = 10000010, fraction 100101 → C14A0000
    asdu: '0D 01 03 00 01 00 | 0C 00 00 | 00 00 4A C1 00',
    value: asduOf(13, 3, [{ ioa: 12, value: { r32: -12.625, quality: 0 } }]),
  },
  {
    name: '13 SQ=1: 0.1, +infinity with OV, −0, smallest denormal',
    // 0.1 ≈ 3DCCCCCD = 13421773·2⁻²⁷; infinity = exponent all ones, 7F800000; −0 = 80000000; 00000001 = 2⁻¹⁴⁹
    asdu: '0D 84 01 00 01 00 | 0C 00 00 | CD CC CC 3D 00 | 00 00 80 7F 01 | 00 00 00 80 00 | 01 00 00 00 00',
    value: asduOf(
      13,
      1,
      [
        { ioa: 12, value: { r32: 13421773 / 2 ** 27, quality: 0 } },
        { ioa: 13, value: { r32: Number.POSITIVE_INFINITY, quality: 0x01 } },
        { ioa: 14, value: { r32: -0, quality: 0 } },
        { ioa: 15, value: { r32: 2 ** -149, quality: 0 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '15 SQ=0: largest count, IV, sequence number 31, counter group 1',
    // COT 26 = 38; 9F = IV 80 | 11111b
    asdu: '0F 01 26 00 01 00 | 01 00 00 | FF FF FF 7F 9F',
    value: asduOf(15, 38, [
      { ioa: 1, value: { counter: 2147483647, sequence: 31, carry: 0, adjusted: 0, invalid: 1 } },
    ]),
  },
  {
    name: '15 SQ=1: smallest count with CA, one million with CY',
    // 80000000h = −2147483648, 40 = CA; F4240h = 1000000, 21 = CY 20 | 1
    asdu: '0F 82 25 00 01 00 | 01 00 00 | 00 00 00 80 40 | 40 42 0F 00 21',
    value: asduOf(
      15,
      37,
      [
        { ioa: 1, value: { counter: -2147483648, sequence: 0, carry: 0, adjusted: 1, invalid: 0 } },
        { ioa: 2, value: { counter: 1000000, sequence: 1, carry: 1, adjusted: 0, invalid: 0 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '20 SQ=0: states 1 and 3, changes 1 and 16',
    // ST 0005 low octet first, then CD 8001
    asdu: '14 01 03 00 01 00 | 64 00 00 | 05 00 01 80 00',
    value: asduOf(20, 3, [{ ioa: 100, value: { st: 5, cd: 0x8001, quality: 0 } }]),
  },
  {
    name: '20 SQ=1: all states, last state changed',
    // QDS 10 = BL, 80 = IV
    asdu: '14 82 14 00 01 00 | 64 00 00 | FF FF 00 00 10 | 00 80 00 80 80',
    value: asduOf(
      20,
      20,
      [
        { ioa: 100, value: { st: 65535, cd: 0, quality: 0x10 } },
        { ioa: 101, value: { st: 32768, cd: 32768, quality: 0x80 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '21 SQ=0: one quarter, −1.0',
    // 2000h = 8192; 8000h = −32768; no quality octet
    asdu: '15 02 03 00 01 00 | 01 00 00 00 20 | 02 00 00 00 80',
    value: asduOf(21, 3, [
      { ioa: 1, value: { nva: 8192 } },
      { ioa: 2, value: { nva: -32768 } },
    ]),
  },
  {
    name: '21 SQ=1: 0, 1, −1, highest IOA',
    // IOA 16777213 = FFFFFD
    asdu: '15 83 01 00 01 00 | FD FF FF | 00 00 | 01 00 | FF FF',
    value: asduOf(
      21,
      1,
      [
        { ioa: 16777213, value: { nva: 0 } },
        { ioa: 16777214, value: { nva: 1 } },
        { ioa: 16777215, value: { nva: -1 } },
      ],
      { sequence: true },
    ),
  },
];
