/** The `name=value` options of a group, as fields. Source: `docs/gateway.md` §2. */
import type { RightsRule } from '../../gateway/definition.js';
import { readDigits, readSeconds } from '../../text/numbers.js';
import { isHostEntry, splitHosts } from '../addresses.js';
import {
  type GroupField,
  type GroupRow,
  laterField,
  plainField,
  secondsField,
  wordField,
} from './group-field.js';
import { isAddress } from './rtu-hosts.js';

/** Longest pause between two rounds of dialling, s. */
const LONGEST_PAUSE_S = 3600;

const BIND = plainField(
  { name: 'bind', initial: '', isText: true, means: 'address to listen on; empty: all addresses' },
  'an IPv4 or IPv6 address, or nothing for all addresses',
  (text) => (text === '' || isAddress(text) ? { bind: text } : undefined),
  ({ bind }) => bind,
);

const OA = plainField(
  {
    name: 'oa',
    initial: 'map',
    means: 'originator address towards the RTU: one for each master, that of the master, or this one',
  },
  'map, keep or a whole number 0…255',
  (text) => {
    const word = text.toLowerCase();
    if (word === 'map' || word === 'keep') return { oa: word };
    const oa = readDigits(text, 0, 255);
    return oa === undefined ? undefined : { oa };
  },
  ({ oa }) => String(oa),
);

const CLOCK = plainField(
  {
    name: 'clock',
    initial: 'all',
    isText: true,
    means:
      'whose clock sync reaches the RTU: everybody’s, that of the first master that sends one, nobody’s, or that of this address',
  },
  'all, first, none or the address of a master',
  (text) => {
    const word = (['all', 'first', 'none'] as const).find((each) => each === text.toLowerCase());
    if (word !== undefined) return { clock: word };
    return isAddress(text) ? { clock: { address: text } } : undefined;
  },
  ({ clock }) => (typeof clock === 'string' ? clock : clock.address),
);

const RIGHTS = plainField(
  {
    name: 'rights',
    initial: '',
    isText: true,
    means:
      'what masters may do: the first entry that holds the address counts; one that none holds may only read. Empty: everybody may do everything',
  },
  'ADDRESS:read or NETWORK:full, such as 10.1.1.0/24:full;0.0.0.0/0:read',
  (text) => {
    const rules = splitHosts(text).map(readRight);
    return rules.some((rule) => rule === undefined) ? undefined : { rights: rules as RightsRule[] };
  },
  ({ rights }) => rights.map(({ network, may }) => `${network}:${may}`).join(';'),
);

/** The last colon separates: IPv6 addresses have colons too, and may stand in brackets. */
function readRight(text: string): RightsRule | undefined {
  const colon = text.lastIndexOf(':');
  const network = text
    .slice(0, Math.max(colon, 0))
    .trim()
    .replace(/^\[([^[\]]*)\]/, '$1');
  const may = text
    .slice(colon + 1)
    .trim()
    .toLowerCase();
  if (!isHostEntry(network) || (may !== 'read' && may !== 'full')) return undefined;
  return { network, may };
}

const RETRY = plainField(
  {
    name: 'retry',
    initial: '1..10',
    isText: true,
    means: 'pause after all hosts were tried: it doubles from the first to the longest',
  },
  `seconds FIRST..LONGEST, 0.1…${LONGEST_PAUSE_S}, such as 1..10`,
  (text) => {
    const parts = text.split(/\.\.+|…/);
    const [first, longest = first] = parts.map((part) => readSeconds(part.trim(), 0.1, LONGEST_PAUSE_S));
    if (parts.length > 2 || first === undefined || longest === undefined || longest < first) return undefined;
    return { retryFirstMs: Math.round(first * 1000), retryMostMs: Math.round(longest * 1000) };
  },
  ({ retryFirstMs, retryMostMs }: GroupRow) => `${retryFirstMs / 1000}..${retryMostMs / 1000}`,
);

/** Fields given as `name=value` cells of a row, or as rows of their own above it. */
export const GROUP_OPTIONS: readonly GroupField[] = [
  BIND,
  wordField(
    { name: 'gi', means: 'interrogations of several masters: one for all of them, or one each' },
    'gi',
    ['shared', 'each'],
    (text) => text === 'image',
  ),
  OA,
  wordField(
    {
      name: 'conflict',
      means:
        'a command for a point that another master commands: refused, kept until that is over, or passed on',
    },
    'conflict',
    ['refuse', 'queue', 'pass'],
  ),
  CLOCK,
  wordField(
    {
      name: 'eoi',
      means:
        'end of initialization: once for each master address and connection of the RTU, at every STARTDT, only as the RTU sends it, or never',
    },
    'eoi',
    ['start', 'every', 'rtu', 'never'],
  ),
  RIGHTS,
  wordField(
    { name: 'ca', isText: true, means: 'requests for another CA than rtu no: passed on, or refused' },
    'ca',
    ['any', 'own'],
    (text) => /^\d+\s*>\s*\d+$/.test(text),
  ),
  wordField({ name: 'rtu_ip', means: 'a master with the address of the RTU' }, 'rtuIp', ['refuse', 'allow']),
  secondsField(
    { name: 't0', initial: '3', means: 'longest time for the connection to one host of the RTU' },
    [0.1, 255],
    't0Ms',
  ),
  RETRY,
  secondsField(
    { name: 'answer', initial: '30', means: 'longest time for an answer of the RTU' },
    [1, 86400],
    'answerMs',
  ),
  secondsField(
    {
      name: 'command_hold',
      initial: '1',
      means: 'a command that can’t be sent within this time is refused and never sent',
    },
    [0, 3600],
    'commandHoldMs',
  ),
  secondsField(
    {
      name: 'linger',
      initial: '0',
      means: 'data transfer with the RTU goes on so long after its last master stopped',
    },
    [0, 86400],
    'lingerMs',
  ),
  laterField(
    { name: 'rtu_down', initial: 'close', means: 'the RTU is lost: its masters are closed' },
    (text) => text === 'keep',
  ),
  laterField(
    { name: 'prefer', initial: 'any', means: 'the connected host of the RTU is kept' },
    (text) => text === 'first',
  ),
  laterField(
    { name: 'hold', initial: '0', means: 'seconds for which events are kept for a master that is away' },
    (text) => readSeconds(text, 0, Number.MAX_VALUE) !== undefined,
  ),
];
