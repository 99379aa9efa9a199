import type { OptionSpecification } from './command-specification.js';

/** How the addresses in files are written, for every command that reads some. */
export const ADDRESS_OPTIONS: readonly OptionSpecification[] = [
  {
    flags: '--address-form <form>',
    text: 'what two numbers with a dot are in an address, as 3.233: a decimal number, or octets',
    choices: ['decimal', 'octets'],
    fallback: 'decimal',
  },
  {
    flags: '--address-order <order>',
    text: 'which octet of an address by octets stands first, as in 1.2.3 or 0-101: that of the highest weight, or of the lowest',
    choices: ['high-first', 'low-first'],
    fallback: 'high-first',
  },
];
