/** Addresses by their octets. Numbers by hand: 1·65536 + 2·256 + 3 = 66051, 3·256 + 233 = 1001, 3·65536 + 2·256 + 1 = 197121. */
import { describe, expect, it } from 'vitest';
import { type AddressForm, addressDigits, USUAL_ADDRESS_FORM } from '../../src/text/octet-address.js';

describe('an address by its octets', () => {
  it.each<[string, 2 | 3, Partial<AddressForm>, string]>([
    ['1.2.3', 3, {}, '66051'],
    ['0-3-233', 3, {}, '1001'],
    ['3-233', 3, {}, '1001'],
    ['3-233', 2, {}, '1001'],
    ['255.255.255', 3, {}, '16777215'],
    ['1.2.3', 3, { order: 'low-first' }, '197121'],
    ['233-3', 2, { order: 'low-first' }, '1001'],
    ['3.233', 2, { twoWithDot: 'octets' }, '1001'],
  ])('%s with at most %i octets, %o: %s', (text, most, form, digits) => {
    expect(addressDigits(text, most, { ...USUAL_ADDRESS_FORM, ...form })).toBe(digits);
  });

  it.each<[string, 2 | 3]>([
    ['1001', 3],
    ['3.233', 3],
    ['1.0', 2],
    ['-5', 3],
    ['1-', 3],
    ['256-1', 2],
    ['1.2.3', 2],
    ['1-2-3-4', 3],
    ['1.2-3', 3],
    ['', 3],
  ])('%s stays as it is', (text, most) => {
    expect(addressDigits(text, most, USUAL_ADDRESS_FORM)).toBe(text);
  });
});
