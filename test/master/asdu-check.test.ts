import { describe, expect, it } from 'vitest';
import { explainAsdu, isSoundAsdu } from '../../src/master/asdu-check.js';
import { fromHex } from '../support/raw-peer.js';

function check(hex: string, ca = 1): string {
  const octets = fromHex(hex);
  if (isSoundAsdu(octets, 0, octets.length, ca)) return 'sound';
  return explainAsdu(octets, 0, octets.length, ca)?.code ?? 'let pass';
}

describe('a received ASDU', () => {
  it.each([
    ['single point, IOA 66051, ON IV, spontaneous', '01 01 03 00 01 00 03 02 01 81'],
    ['three points in sequence, interrogated', '01 83 14 00 01 00 64 00 00 00 01 10'],
    ['two points apart', '01 02 14 00 01 00 64 00 00 00 66 00 00 01'],
    ['single point with time', '1E 01 03 00 01 00 10 00 00 01 6E B2 3B 17 BF 0C 1B'],
    ['counter, general request', '0F 01 25 00 01 00 0D 00 00 FE FF FF FF 65'],
    ['end of initialization', '46 01 04 00 01 00 00 00 00 82'],
    ['interrogation con', '64 01 07 00 01 00 00 00 00 14'],
    ['interrogation term', '64 01 0A 00 01 00 00 00 00 14'],
    ['deactivation con', '64 01 49 00 01 00 00 00 00 14'],
    ['command con', '2D 01 07 00 01 00 88 13 00 85'],
    ['unknown IOA', '2D 01 6F 03 01 00 0F 27 00 01'],
  ])('is well-formed: %s', (_, hex) => {
    expect(check(hex)).toBe('sound');
  });

  it.each([
    ['header alone', '01 01 03 00 01 00', 'MALFORMED_ASDU'],
    ['nothing', '', 'MALFORMED_ASDU'],
    ['no objects', '01 00 03 00 01 00 64 00 00 01', 'MALFORMED_ASDU'],
    ['objects cut off', '01 02 03 00 01 00 64 00 00 01', 'MALFORMED_ASDU'],
    ['octets behind the objects', '01 01 03 00 01 00 64 00 00 01 00', 'MALFORMED_ASDU'],
    [
      'a time-tagged type in sequence',
      '1E 81 03 00 01 00 10 00 00 01 6E B2 3B 17 BF 0C 1B',
      'MALFORMED_ASDU',
    ],
    ['two objects in a command con', '2D 02 07 00 01 00 88 13 00 85 89 13 00 85', 'MALFORMED_ASDU'],
    ['time tag in an interrogation', '1E 01 14 00 01 00 10 00 00 01 6E B2 3B 17 BF 0C 1B', 'CAUSE'],
    ['a command as from a master', '2D 01 06 00 01 00 88 13 00 01', 'CAUSE'],
    ['cause 0', '01 01 00 00 01 00 64 00 00 01', 'CAUSE'],
    ['a clock con that terminates', '67 01 0A 00 01 00 00 00 00 6E B2 3B 17 BF 0C 1B', 'CAUSE'],
    ['type 2, which is 101 only', '02 01 03 00 01 00 64 00 00 01 00 00 00', 'UNKNOWN_TYPE'],
    ['another CA', '01 01 03 00 02 00 64 00 00 01', 'COMMON_ADDRESS'],
    ['the global CA', '64 01 07 00 FF FF 00 00 00 14', 'COMMON_ADDRESS'],
  ])('is malformed: %s', (_, hex, code) => {
    expect(check(hex)).toBe(code);
  });

  it('may mirror anything in a refusal, and be of a private type', () => {
    expect(check('02 01 6C 00 01 00 64 00 00 01 00')).toBe('let pass');
    expect(check('64 01 6E 00 09 00 00 00 00 14')).toBe('let pass');
    expect(check('88 01 03 00 01 00 64 00 00 01')).toBe('let pass');
  });
});
