/** Commands in the form of the command line. */

import type { ElementName, ElementRecord } from '../codec/elements.js';
import { nvaFromFraction } from '../codec/elements.js';
import { findType, TYPES } from '../codec/types.js';
import { readDigits } from '../text/numbers.js';
import { type AddressForm, addressDigits, USUAL_ADDRESS_FORM } from '../text/octet-address.js';
import { MasterError } from './master-error.js';
import type { CommandRequest } from './requests.js';

/** A command and the CA that it goes to. */
export interface AddressedCommand {
  /** 1…65535. */
  ca: number;
  command: CommandRequest;
  /** Select first, then execute. */
  select: boolean;
  /** Text of the command line. */
  text: string;
}

const FORM = 'expected CA:IOA:TYPE:VALUE[:select]';
const MAX_IOA = 0xffffff;

/** The value of a command. */
interface CommandValue {
  readonly expected: string;
  /** `undefined`: not a value of it. */
  read(value: number): ElementRecord | undefined;
}

/** A value that is a whole number `low…high`; `words`: what its numbers mean. */
function whole(field: keyof ElementRecord, low: number, high: number, words = ''): CommandValue {
  return {
    expected: `a whole number ${low}…${high}${words}`,
    read: (value) =>
      Number.isInteger(value) && value >= low && value <= high ? { [field]: value } : undefined,
  };
}

/** By the first element of the type. */
const VALUES: Readonly<Record<string, CommandValue>> = {
  SCO: whole('scs', 0, 1, ' (0 OFF, 1 ON)'),
  DCO: whole('dcs', 0, 3, ' (1 OFF, 2 ON)'),
  RCO: whole('rcs', 0, 3, ' (1 lower, 2 higher)'),
  NVA: {
    expected: 'a number −1…1',
    read: (value) => (Math.abs(value) <= 1 ? { nva: nvaFromFraction(value) } : undefined),
  },
  SVA: whole('sva', -32768, 32767),
  R32: {
    expected: 'a number that binary32 can hold',
    read: (value) => (Number.isFinite(Math.fround(value)) ? { r32: value } : undefined),
  },
  BSI: whole('bsi', 0, 4294967295),
};

/**
 * Reads `CA:IOA:TYPE:VALUE[:select]`, for instance `32:5000:45:1:select` or `32:6000:C_SE_NA_1:-0.5`.
 * TYPE is a number or mnemonic; VALUE as in an IOA file: 0/1 for SCO, 1 OFF / 2 ON for DCO, 1 lower / 2 higher for RCO,
 * −1…1 for NVA. CA and IOA may be written by their octets, `form` says how. Throws `COMMAND_TEXT`.
 */
export function parseCommand(text: string, form: AddressForm = USUAL_ADDRESS_FORM): AddressedCommand {
  const refuse = (reason: string) => new MasterError('COMMAND_TEXT', `command "${text}": ${reason}`);
  const parts = text.split(':');
  if (parts.length < 4 || parts.length > 5 || (parts.length === 5 && parts[4] !== 'select'))
    throw refuse(FORM);
  const ca = readDigits(addressDigits(parts[0], 2, form), 1, 65535);
  if (ca === undefined) throw refuse(`CA is ${parts[0]}, expected 1…65535, or its octets as in 0-101`);
  const ioa = readDigits(addressDigits(parts[1], 3, form), 0, MAX_IOA);
  if (ioa === undefined)
    throw refuse(`IOA is ${parts[1]}, expected 0…${MAX_IOA}, or its octets as in 1.2.3 or 1-2-3`);
  const type = /^\d+$/.test(parts[2])
    ? findType(Number(parts[2]))
    : TYPES.find((candidate) => candidate.mnemonic === parts[2]);
  if (type?.role !== 'command') throw refuse(`type is ${parts[2]}, expected 45–51 or 58–64`);
  const value = readValue(type.elements[0], parts[3]);
  if ('expected' in value) throw refuse(`value is ${parts[3]}, expected ${value.expected}`);
  const select = parts.length === 5;
  if (select && !type.selectable) throw refuse(`${type.mnemonic} has no select`);
  return { ca, command: { typeId: type.id, ioa, value: value.read }, select, text };
}

/** The elements of a value, or what is expected. */
function readValue(
  element: ElementName,
  text: string,
): { readonly read: ElementRecord } | { readonly expected: string } {
  const { expected, read } = VALUES[element] ?? { expected: 'no value', read: () => undefined };
  const record = text.trim() === '' ? undefined : read(Number(text));
  return record === undefined ? { expected } : { read: record };
}
