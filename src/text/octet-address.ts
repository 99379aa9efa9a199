/** Addresses written by their octets, as station engineers and some front-ends write them: CA `0-101`, IOA `1.2.3` or `0-3-233`. */

/** How such addresses are read. */
export interface AddressForm {
  /** Which octet stands first: the one of the highest weight (`1.2.3` is 66051), or the lowest. */
  readonly order: 'high-first' | 'low-first';
  /** Whether two numbers with a dot are octets (`3.233` is 1001). Else they are a decimal number. */
  readonly twoWithDot: 'decimal' | 'octets';
}

/** The form without options. */
export const USUAL_ADDRESS_FORM: AddressForm = { order: 'high-first', twoWithDot: 'decimal' };

/** The form that the options of a command name. */
export function addressFormOf({
  addressForm,
  addressOrder,
}: {
  readonly addressForm: AddressForm['twoWithDot'];
  readonly addressOrder: AddressForm['order'];
}): AddressForm {
  return { order: addressOrder, twoWithDot: addressForm };
}

const WITH_DASHES = /^\d{1,3}(?:-\d{1,3}){1,2}$/;
const WITH_DOTS = /^\d{1,3}(?:\.\d{1,3}){2}$/;
const TWO_WITH_DOT = /^\d{1,3}\.\d{1,3}$/;

/**
 * The digits of an address that is written by its octets, `1.2.3` → `66051`; any other text as it is. A CA has at most 2 octets,
 * an IOA 3. An octet over 255, or one too many, leaves the text as it is, so that it is reported as found.
 */
export function addressDigits(text: string, most: 2 | 3, form: AddressForm): string {
  if (!isOctets(text, form)) return text;
  const octets = text.split(/[.-]/).map(Number);
  if (octets.length > most || octets.some((octet) => octet > 255)) return text;
  if (form.order === 'low-first') octets.reverse();
  return String(octets.reduce((address, octet) => address * 256 + octet, 0));
}

function isOctets(text: string, form: AddressForm): boolean {
  if (WITH_DASHES.test(text) || WITH_DOTS.test(text)) return true;
  return form.twoWithDot === 'octets' && TWO_WITH_DOT.test(text);
}

/**
 * How an address is written: `octets`: only so; `either`: a whole number with a decimal point, or two octets, as `1.0`; `number`: in any
 * other way. `3.233` is no whole number, so it means octets.
 */
export function formOfAddress(text: string): 'octets' | 'either' | 'number' {
  if (WITH_DASHES.test(text) || WITH_DOTS.test(text)) return 'octets';
  if (!TWO_WITH_DOT.test(text)) return 'number';
  return /\.0+$/.test(text) ? 'either' : 'octets';
}
