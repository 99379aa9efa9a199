/** The cells of a group's row, as fields. Source: `docs/gateway.md` §2. */
import { readDigits } from '../../text/numbers.js';
import { isPlain, plainText, REPLACEMENT } from '../../text/outside-text.js';
import { isHostEntry, splitHosts } from '../addresses.js';
import {
  type FieldNames,
  fieldOf,
  type GroupField,
  type GroupFieldProblem,
  NO_PROBLEMS,
  plainField,
  refused,
  secondsField,
  wholeField,
  wordField,
} from './group-field.js';
import { RTU_HOST_EXPECTED, readRtuHost, writeRtuHost } from './rtu-hosts.js';

/** Longest name of a row with all 16 cells, and of one of the older form, in characters. */
export const NAME_LENGTH = 16;
export const OLDER_NAME_LENGTH = 14;
/** Most masters of a group. */
const MOST_CONNECTIONS = 1000;
/** Most ASDUs of a buffer. */
const MOST_FRAMES = 1_000_000;
/** The global address: every station answers to it. */
const GLOBAL_ADDRESS = 65535;
/** Longest of the times t1, t2 and t3: 48 hours. */
const LONGEST_S = 172800;

const PLAIN_EXPECTED = `a name without control characters and marks that are not shown; they are read as ${REPLACEMENT}`;

/** The name: its first characters count. It may be empty. */
function nameField(length: number): GroupField {
  const expected = `a name; its first ${length} characters count`;
  return fieldOf(
    { name: 'name', label: 'sys name', isText: true, means: 'the station; the name of its log' },
    expected,
    (text) => {
      // Code points, so that no character outside the basic plane is cut in halves.
      const name = [...text].slice(0, length).join('').trimEnd();
      const wrong: string[] = [];
      if (name === '') wrong.push(`${expected}; the group has none`);
      if (!isPlain(name)) wrong.push(PLAIN_EXPECTED);
      if ([...text].length > length) wrong.push(`${expected}; ${plainText(name)} is used`);
      const problems = wrong.map(
        (each): GroupFieldProblem => ({ severity: 'warning', found: text, expected: each }),
      );
      return { patch: { name: plainText(name) }, problems };
    },
    ({ name }) => name,
  );
}

const NAME = nameField(NAME_LENGTH);
/** The name in a file of the older form. */
export const OLDER_NAME = nameField(OLDER_NAME_LENGTH);

export const PORT = wholeField(
  { name: 'port', label: 'port no', means: 'where its masters connect to' },
  [1, 65535],
  'port',
);

export const RTU_NUMBER = fieldOf(
  { name: 'rtuNumber', label: 'rtu no', means: 'common address (CA) of the RTU' },
  'a whole number 1…65535',
  (text) => {
    const rtuNumber = readDigits(text, 1, GLOBAL_ADDRESS);
    if (rtuNumber === undefined) return refused(text, 'a whole number 1…65535');
    if (rtuNumber < GLOBAL_ADDRESS) return { patch: { rtuNumber }, problems: NO_PROBLEMS };
    const expected = '1…65534, because 65535 is the global address; it is used as it is';
    return { patch: { rtuNumber }, problems: [{ severity: 'warning', found: text, expected }] };
  },
  ({ rtuNumber }) => String(rtuNumber),
);

const CONNECTIONS_EXPECTED = `a whole number 1…${MOST_CONNECTIONS}`;
const CONNECTIONS = fieldOf(
  { name: 'connections', label: 'max conn', initial: '5', means: 'most masters at once' },
  CONNECTIONS_EXPECTED,
  (text) => {
    const connections = readDigits(text, 1, Number.MAX_VALUE);
    if (connections === undefined) return refused(text, CONNECTIONS_EXPECTED);
    if (connections <= MOST_CONNECTIONS) return { patch: { connections }, problems: NO_PROBLEMS };
    const expected = `${CONNECTIONS_EXPECTED}; ${MOST_CONNECTIONS} is used`;
    return {
      patch: { connections: MOST_CONNECTIONS },
      problems: [{ severity: 'warning', found: text, expected }],
    };
  },
  ({ connections }) => String(connections),
);

const LOG_EVENTS = plainField(
  { name: 'logevents', initial: 'N', isText: true, means: 'whether the group has a log' },
  'Y (a capital letter) or N',
  (text) => {
    if (text === 'Y') return { log: 'written' };
    return text.toUpperCase() === 'N' ? { log: 'none' } : undefined;
  },
  ({ log }) => (log === 'written' ? 'Y' : 'N'),
);

const HOSTS_EXPECTED = `${RTU_HOST_EXPECTED}; several are separated by ;`;

export const HOSTS = fieldOf(
  { name: 'hosts', isText: true, means: 'where the RTU listens; tried in this order' },
  HOSTS_EXPECTED,
  (text) => {
    const entries = splitHosts(text).map((entry) => ({ entry, host: readRtuHost(entry) }));
    const hosts = entries.flatMap(({ host }) => (host === undefined ? [] : [host]));
    if (hosts.length === 0) return refused(text, HOSTS_EXPECTED);
    const problems = entries
      .filter(({ host }) => host === undefined)
      .map(({ entry }): GroupFieldProblem => {
        return { severity: 'error', found: entry, expected: `${RTU_HOST_EXPECTED}; this entry is left out` };
      });
    return { patch: { hosts }, problems };
  },
  ({ hosts }) => hosts.map(writeRtuHost).join(';'),
);

const FILTER_EXPECTED = 'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody';
const HOST_IN_FILTER =
  'addresses of masters; this entry admits nobody. A host of the RTU stands in one cell with the others, ; between them';

/** The filter, in the column of this name. */
function filterField(label: string): GroupField {
  return fieldOf(
    { name: 'filter', label, initial: '', isText: true, means: 'masters that may connect; empty: any' },
    'addresses or networks such as 10.1.1.0/24, separated by ;',
    (text) => {
      const entries = splitHosts(text);
      const filter = entries.filter(isHostEntry);
      const problems = entries
        .filter((entry) => !isHostEntry(entry))
        .map((found): GroupFieldProblem => {
          const expected = readRtuHost(found) === undefined ? FILTER_EXPECTED : HOST_IN_FILTER;
          return { severity: 'error', found, expected };
        });
      return { patch: { filter, admitsNobody: entries.length > 0 && filter.length === 0 }, problems };
    },
    ({ filter }) => filter.join(';'),
  );
}

const FILTER = filterField('filter');
/** The filter of a master's row in a file of the older form. */
export const OLDER_FILTER = filterField('hosts');

const window = (name: 'w' | 'k', initial: string, means: string): GroupField =>
  wholeField({ name, initial, means }, [1, 32767], name);

/** A time t1, t2 or t3. */
function timeOut(name: 't1' | 't2' | 't3', initial: string, means: string): GroupField {
  return secondsField({ name, initial, means }, [1, LONGEST_S], `${name}Ms`);
}

const SAME_IP: FieldNames = {
  name: 'sameIp',
  label: 'same ip',
  isText: true,
  means: 'a second master of one address: taken, refused (old), or taken in place of the first (new)',
};

/** Cells 5…14: a text that can't be used leaves the default; in files of the older form they are settings of all groups. */
export const TUNING_CELLS: readonly GroupField[] = [
  CONNECTIONS,
  secondsField(
    {
      name: 'idleTime',
      label: 'idletime',
      initial: '60',
      means: 'a link is closed after this long without a frame',
    },
    [0.001, 2147483],
    'idleMs',
  ),
  timeOut('t1', '15', 'longest time for an acknowledgement'),
  timeOut('t2', '10', 'an acknowledgement is sent after this long at the latest'),
  timeOut('t3', '20', 'TESTFR after this long without a frame'),
  window('w', '8', 'an acknowledgement is sent after so many I frames at the latest'),
  window('k', '12', 'most I frames without an acknowledgement'),
  wholeField(
    {
      name: 'buffsize',
      initial: '1000',
      means: 'ASDUs of the RTU that a master may be behind the fastest; at least k',
    },
    [1, MOST_FRAMES],
    'bufferFrames',
  ),
  LOG_EVENTS,
  wordField(SAME_IP, 'sameIp', ['all', 'old', 'new']),
];

/** Cells 2…16 of a row, in order; the HTTP API uses the same names. */
export const GROUP_CELLS: readonly GroupField[] = [NAME, PORT, RTU_NUMBER, ...TUNING_CELLS, HOSTS, FILTER];
