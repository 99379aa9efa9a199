/** The command line of `iec104rs interoperability`. */
import { extname } from 'node:path';
import { ADDRESS_OPTIONS } from '../../command-line/address-options.js';
import type { CommandSpecification } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { wholeNumber } from '../../command-line/readers.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';

export interface InteroperabilityOptions {
  readonly ini: string;
  readonly data: string;
  /** First cell of a row; `undefined`: all rows. */
  readonly rtu: number | undefined;
  /** Files to write, each `.html` or `.json`. */
  readonly outputs: readonly string[];
  /** A list to compare with. */
  readonly against: string | undefined;
  /** A list to turn into options. */
  readonly apply: string | undefined;
  readonly addresses: AddressForm;
}

/** `iec104rs interoperability`. */
export const INTEROPERABILITY: CommandSpecification = {
  name: 'iec104rs interoperability',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description:
    'Writes the interoperability list of IEC 60870-5-104, the check-box document with which acceptance tests begin, of the RTUs of an ini file: types, causes, functions, timers, window. RTUs with the same list share one.',
  arguments: [],
  options: [
    { flags: '-i, --ini <file>', text: 'ini file with the RTUs', fallback: 'iec104rs.csv' },
    { flags: '--data <dir>', text: 'folder with the IOA files', fallback: 'data' },
    {
      flags: '--rtu <no>',
      text: 'first cell of the row of the RTU (default: all RTUs)',
      read: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    },
    {
      flags: '-o, --output <file>',
      text: 'file to write, a page (.html, prints on A4) or .json; may be repeated (default: JSON on standard output)',
      read: (text) =>
        ['.html', '.json'].includes(extname(text).toLowerCase())
          ? { value: text }
          : { expected: 'expected a name that ends with .html or .json.' },
      repeats: true,
    },
    {
      flags: '--against <file>',
      text: 'compare with a list in JSON, such as that of the master, and name every difference',
    },
    {
      flags: '--apply <file>',
      text: 'turn a list in JSON into cells of an ini row; reads no ini file',
    },
    ...ADDRESS_OPTIONS,
  ],
  notes:
    'The document says what the RTU does; it is no certificate. A list of a gateway is not made: what it passes on depends on its RTUs.\nExit codes: 0 done, and with --against no difference; 1 a file cannot be read or written, or no RTU was loaded; 2 usage; 3 with --against: a difference.',
};

/** Values of a command line, as the parser names them. */
interface GivenValues {
  ini: string;
  data: string;
  rtu?: number;
  output?: readonly string[];
  against?: string;
  apply?: string;
  addressForm: AddressForm['twoWithDot'];
  addressOrder: AddressForm['order'];
}

/** Reads the options. */
export function parseInteroperability(
  words: readonly string[],
  sinks: TextSinks,
): { options: InteroperabilityOptions } | EndedEarly {
  const parsed = parseWords(INTEROPERABILITY, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const given = parsed.values as Readonly<Record<string, unknown>> & GivenValues;
  const { ini, data, rtu, output: outputs = [], against, apply } = given;
  if (apply !== undefined && (against !== undefined || outputs.length > 0)) {
    const other = against === undefined ? '-o' : '--against';
    return usageError(`option '--apply' cannot be combined with '${other}'`, sinks);
  }
  return { options: { ini, data, rtu, outputs, against, apply, addresses: addressFormOf(given) } };
}
