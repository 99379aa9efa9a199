/** The command line of `iec104rs addresses`. */
import { ADDRESS_OPTIONS } from '../../command-line/address-options.js';
import type { CommandSpecification } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { wholeNumber } from '../../command-line/readers.js';
import { GATEWAY_FILE } from '../../config/gateway/load-gateway.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';
import { findNameFault, type System } from './address-commands.js';
import type { PlaceWish } from './address-plan.js';

/** `list`: which are there; `print`, `print-remove`: the commands; `add`, `remove`: they are run. */
export type Mode = 'list' | 'print' | 'print-remove' | 'add' | 'remove';

export interface AddressesOptions {
  readonly ini: string;
  /** The file is one of the gateway; of `simulator` it is found out whether it says so itself. */
  readonly program: 'simulator' | 'gateway';
  readonly mode: Mode;
  /** System whose commands are printed. */
  readonly system: System;
  readonly wish: PlaceWish;
  /** File of the addresses that were added. */
  readonly record: string;
  readonly addresses: AddressForm;
}

/** `iec104rs addresses`. */
export const ADDRESSES: CommandSpecification = {
  name: 'iec104rs addresses',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description:
    'Addresses for RTUs that listen on one of their own (bind): says which of them this machine has, prints the commands that give it the others, or gives them to it and takes them away again.',
  arguments: [],
  options: [
    {
      flags: '-i, --ini <file>',
      text: `ini file with the RTUs (default: iec104rs.csv, with --gateway ${GATEWAY_FILE})`,
    },
    {
      flags: '--gateway',
      text: 'the file is one of the gateway; needed only for its older forms, which do not say so themselves',
    },
    {
      flags: '--print',
      text: 'print the commands that --add would run, ready to paste or to save; with --remove those of --remove',
    },
    { flags: '--add', text: 'give the missing addresses to this machine, until it is restarted' },
    { flags: '--remove', text: 'take away what --add has added, and nothing else' },
    {
      flags: '--interface <name>',
      text: 'interface for the addresses (default: the one with a network around the address, or the only one)',
    },
    {
      flags: '--prefix <n>',
      text: 'length of the prefix of IPv4 addresses; 32 brings no network with it',
      read: wholeNumber(1, 32),
      fallback: 32,
    },
    {
      flags: '--prefix6 <n>',
      text: 'the same of IPv6 addresses',
      read: wholeNumber(1, 128),
      fallback: 128,
    },
    {
      flags: '--for <system>',
      text: 'with --print: system whose commands are printed (default: that of this machine)',
      choices: ['linux', 'windows'],
    },
    {
      flags: '--record <file>',
      text: 'file that notes what --add has added (default: beside the ini file, with .added behind its name)',
    },
    ...ADDRESS_OPTIONS,
  ],
  notes:
    'Without --print, --add or --remove it lists the addresses. 127.0.0.0/8 and ::1 need nothing.\nExit codes: 0 all addresses are there, or what was asked for is done; 1 one is missing, could not be added or removed, or a file cannot be read; 2 usage.',
};

/** Values of a command line, as the parser names them. */
interface GivenValues {
  ini?: string;
  gateway: boolean;
  print: boolean;
  add: boolean;
  remove: boolean;
  interface?: string;
  prefix: number;
  prefix6: number;
  for?: System;
  record?: string;
  addressForm: AddressForm['twoWithDot'];
  addressOrder: AddressForm['order'];
}

/** Reads the options; `own`: the system of this machine. */
export function parseAddresses(
  words: readonly string[],
  sinks: TextSinks,
  own: System,
): { options: AddressesOptions } | EndedEarly {
  const parsed = parseWords(ADDRESSES, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const given = parsed.values as Readonly<Record<string, unknown>> & GivenValues;
  const system = given.for ?? own;
  const fault = findFault(given, system, own);
  if (fault !== undefined) return usageError(fault, sinks);
  const ini = given.ini ?? (given.gateway ? GATEWAY_FILE : 'iec104rs.csv');
  return {
    options: {
      ini,
      program: given.gateway ? 'gateway' : 'simulator',
      mode: modeOf(given),
      system,
      wish: { interface: given.interface, prefix: given.prefix, prefix6: given.prefix6 },
      record: given.record ?? `${ini}.added`,
      addresses: addressFormOf(given),
    },
  };
}

function modeOf({ print, add, remove }: GivenValues): Mode {
  if (print) return remove ? 'print-remove' : 'print';
  return add ? 'add' : remove ? 'remove' : 'list';
}

function findFault(given: GivenValues, system: System, own: System): string | undefined {
  const { print, add, remove, interface: name } = given;
  if (add && remove) return "options '--add' and '--remove' cannot be combined";
  if (given.for !== undefined && !print) return "option '--for' needs '--print'";
  if (system !== own && remove)
    return "option '--remove' prints what was added to this machine; '--for' names another system";
  const fault = name === undefined ? undefined : findNameFault(name, system);
  if (fault !== undefined) return `option '--interface <name>' argument is invalid: ${fault}`;
  if (system !== own && name === undefined) {
    const list = system === 'windows' ? 'netsh interface show interface' : 'ip link';
    return `option '--for ${system}' on another system needs '--interface NAME'; there ${list} lists the names`;
  }
  return undefined;
}
