import { describe, expect, it } from 'vitest';
import { explainMalformed, isWellFormed } from '../../src/codec/well-formed.js';
import { fromHex } from '../support/raw-peer.js';

/** With octets around it that are not of the ASDU. */
function check(hex: string): string {
  const asdu = fromHex(hex);
  const octets = Uint8Array.of(9, 9, 9, ...asdu, 9, 9, 9, 9);
  const end = 3 + asdu.length;
  return isWellFormed(octets, 3, end) ? 'well-formed' : explainMalformed(octets, 3, end);
}

const TIME = '6E B2 3B 17 BF 0C 1B';

describe('the octets of an ASDU', () => {
  it.each([
    ['a single point', '01 01 03 00 01 00 64 00 00 01'],
    ['two single points apart', '01 02 14 00 01 00 64 00 00 00 66 00 00 01'],
    ['three single points in sequence', '01 83 14 00 01 00 64 00 00 00 01 10'],
    ['one in sequence', '01 81 14 00 01 00 64 00 00 00'],
    ['a single point with time', `1E 01 03 00 01 00 10 00 00 01 ${TIME}`],
    // Against the standard, but its octets fit: other stations read it.
    ['a time-tagged type in sequence', `1E 81 03 00 01 00 10 00 00 01 ${TIME}`],
    ['a short float', '0D 01 03 00 01 00 64 00 00 00 00 80 3F 00'],
    ['a counter', '0F 01 25 00 01 00 0D 00 00 FE FF FF FF 65'],
    ['end of initialization', '46 01 04 00 01 00 00 00 00 82'],
    ['a single command', '2D 01 06 00 01 00 88 13 00 81'],
    ['an interrogation', '64 01 06 00 01 00 00 00 00 14'],
    ['a read, whose object is an address alone', '66 01 05 00 01 00 64 00 00'],
    ['a clock sync', `67 01 06 00 01 00 00 00 00 ${TIME}`],
    ['a reset', '69 01 06 00 01 00 00 00 00 01'],
    ['a test of 101', '68 01 06 00 01 00 00 00 00 AA 55'],
  ])('fit: %s', (_, hex) => {
    expect(check(hex)).toBe('well-formed');
  });

  it.each([
    ['nothing', '', 'ASDU of 0 octets, expected at least 6'],
    ['a header that is cut off', '01 01 03 00 01', 'ASDU of 5 octets, expected at least 6'],
    ['a header alone', '01 01 03 00 01 00', '1 object of M_SP_NA_1 with SQ=0 takes 4 octets, found 0'],
    ['no objects', '01 00 03 00 01 00', '0 objects of M_SP_NA_1 with SQ=0, expected at least 1'],
    [
      'no objects, but their octets',
      '01 80 03 00 01 00 64 00 00 01',
      '0 objects of M_SP_NA_1 with SQ=1, expected at least 1',
    ],
    [
      'objects that are cut off',
      '01 02 03 00 01 00 64 00 00 01',
      '2 objects of M_SP_NA_1 with SQ=0 take 8 octets, found 4',
    ],
    [
      'a sequence that is cut off',
      '01 83 03 00 01 00 64 00 00 01 00',
      '3 objects of M_SP_NA_1 with SQ=1 take 6 octets, found 5',
    ],
    [
      'octets behind the object',
      '01 01 03 00 01 00 64 00 00 01 00',
      '1 object of M_SP_NA_1 with SQ=0 takes 4 octets, found 5',
    ],
    [
      'a time tag that is cut off',
      '1E 01 03 00 01 00 10 00 00 01 6E B2',
      '1 object of M_SP_TB_1 with SQ=0 takes 11 octets, found 6',
    ],
    [
      'a command cut off',
      '2D 01 06 00 01 00 88 13 00',
      '1 object of C_SC_NA_1 with SQ=0 takes 4 octets, found 3',
    ],
    [
      'two commands',
      '2D 02 06 00 01 00 88 13 00 01 89 13 00 01',
      '2 objects of C_SC_NA_1 with SQ=0, expected 1 with SQ=0',
    ],
    [
      'a command in sequence',
      '2D 81 06 00 01 00 88 13 00 01',
      '1 object of C_SC_NA_1 with SQ=1, expected 1 with SQ=0',
    ],
    [
      'an interrogation without objects',
      '64 00 06 00 01 00',
      '0 objects of C_IC_NA_1 with SQ=0, expected 1 with SQ=0',
    ],
    [
      'a read with a value',
      '66 01 05 00 01 00 64 00 00 01',
      '1 object of C_RD_NA_1 with SQ=0 takes 3 octets, found 4',
    ],
  ])('do not fit: %s', (_, hex, why) => {
    expect(check(hex)).toBe(why);
  });

  it.each([
    ['of 101', '02 05 03 00 01 00'],
    ['of a file', '7D 01 0D 00 01 00 01 02 03 04 05 06 07 08 09'],
    ['private', 'C8 00 03 00 01 00 FF'],
    ['that does not exist', '00 00 00 00 00 00'],
  ])('are not looked at behind the header of a type %s', (_, hex) => {
    expect(check(hex)).toBe('well-formed');
  });

  it('are looked at in the header of every type', () => {
    expect(check('C8 01 03 00 01')).toBe('ASDU of 5 octets, expected at least 6');
  });
});
