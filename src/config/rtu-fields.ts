/**
 * Every field of an RTU: one table for the ini file, the HTTP API and documents.
 * Source: `docs/behaviour.md` §1; ranges of k, w, t1–t3 from `docs/protocol.md` §1.
 */
import { isIP } from 'node:net';
import type { FindingSeverity, RtuDefinition } from '../channel/definitions.js';
import { readDigits, readSeconds } from '../text/numbers.js';
import { isPlain, isUnseen, plainText, REPLACEMENT } from '../text/outside-text.js';
import { isHostEntry, splitGroups, splitHosts } from './addresses.js';

/** What the fields of an RTU set: its definition without its place in the ini file. */
export type RtuSettings = Omit<RtuDefinition, 'slot' | 'no' | 'line'>;

/** One problem of a field's text. */
export interface FieldProblem {
  severity: FindingSeverity;
  found: string;
  expected: string;
}

/** The settings from a text, and its problems; `patch` is absent if the text can't be used. */
export interface FieldReading {
  patch?: Partial<RtuSettings>;
  problems: readonly FieldProblem[];
}

/** One field. */
export interface RtuField {
  /** Name in the ini file's options and the HTTP body. */
  readonly name: string;
  /** Name of its column in reports. */
  readonly label: string;
  /** Unit, range or choices in words. */
  readonly expected: string;
  /** Text that is read if none is given; `undefined`: the field must be given. */
  readonly initial: string | undefined;
  /** The text is no number: a comma in it is never a decimal sign. */
  readonly isText?: true;
  /** Reads the text, trimmed. */
  read(text: string): FieldReading;
}

/** Longest name, in characters. */
export const NAME_LENGTH = 16;
/** The global address: every RTU answers to it, none may have it as its RTU number. */
const GLOBAL_ADDRESS = 65535;

const NO_PROBLEMS: readonly FieldProblem[] = [];

/** Names of a field. Without `label` the label is the name; without `initial` the field must be given. */
interface FieldNames {
  name: string;
  label?: string;
  initial?: string;
  isText?: true;
}

/** A field whose text is either read or refused with `expected`. */
function field(
  { name, label = name, initial, isText }: FieldNames,
  expected: string,
  read: (text: string) => Partial<RtuSettings> | undefined,
): RtuField {
  return {
    name,
    label,
    expected,
    initial,
    ...(isText === undefined ? {} : { isText }),
    read(text) {
      const patch = read(text);
      return patch === undefined
        ? { problems: [{ severity: 'error', found: text, expected }] }
        : { patch, problems: NO_PROBLEMS };
    },
  };
}

/** The lowest and the highest value of a field. */
type Range = readonly [low: number, high: number];

/** A whole number within the range. */
function whole(
  names: FieldNames,
  [low, high]: Range,
  patch: (value: number) => Partial<RtuSettings>,
): RtuField {
  return field(names, `a whole number ${low}…${high}`, (text) => {
    const value = readDigits(text, low, high);
    return value === undefined ? undefined : patch(value);
  });
}

/** Seconds with decimals within the range, kept as whole milliseconds. */
function seconds(
  names: FieldNames,
  [low, high]: Range,
  patch: (ms: number) => Partial<RtuSettings>,
): RtuField {
  return field(names, `seconds ${low}…${high}`, (text) => {
    const value = readSeconds(text, low, high);
    return value === undefined ? undefined : patch(Math.round(value * 1000));
  });
}

/** Seconds of which 0 has a meaning of its own, so that none may be rounded to it. */
function secondsOrZero(
  names: FieldNames,
  zero: 'never' | 'ever',
  patch: (ms: number) => Partial<RtuSettings>,
): RtuField {
  return field(names, `seconds 0.001…2147483, or 0 for ${zero}`, (text) => {
    const value = readSeconds(text, 0, 2147483);
    if (value === undefined || (value > 0 && value < 0.001)) return undefined;
    return patch(Math.round(value * 1000));
  });
}

/** Fields whose value is one of a few words. */
type WordField =
  | 'testfr'
  | 'sq'
  | 'packing'
  | 'events'
  | 'select'
  | 'reset'
  | 'filter'
  | 'clock'
  | 'time'
  | 'eoi';

/** One of a few words; the first is the default. */
function choice<K extends WordField>(name: K, words: readonly RtuSettings[K][]): RtuField {
  const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return field({ name, initial: words[0] }, expected, (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    return word === undefined ? undefined : { [name]: word };
  });
}

const NAME_EXPECTED = `a name; its first ${NAME_LENGTH} characters count`;
const SEEN_EXPECTED = `${NAME_EXPECTED}; none of these can be shown`;
const PLAIN_EXPECTED = `a name without control characters and marks that are not shown; they are read as ${REPLACEMENT}`;

/** Cells 2…8 of an RTU row, in order; the HTTP API uses the same names. */
export const RTU_CELLS: readonly RtuField[] = [
  {
    name: 'name',
    label: 'name',
    expected: NAME_EXPECTED,
    initial: undefined,
    isText: true,
    read(text) {
      // Code points, so that no character outside the basic plane is cut in halves.
      const name = [...text].slice(0, NAME_LENGTH).join('').trimEnd();
      if (name === '') return { problems: [{ severity: 'error', found: text, expected: NAME_EXPECTED }] };
      if (isUnseen(name)) return { problems: [{ severity: 'error', found: text, expected: SEEN_EXPECTED }] };
      if (isPlain(name)) return { patch: { name }, problems: NO_PROBLEMS };
      return {
        patch: { name: plainText(name) },
        problems: [{ severity: 'warning', found: text, expected: PLAIN_EXPECTED }],
      };
    },
  },
  {
    name: 'rtuNumber',
    label: 'RTU number',
    expected: 'a whole number 1…65535',
    initial: undefined,
    read(text) {
      const rtuNumber = readDigits(text, 1, GLOBAL_ADDRESS);
      if (rtuNumber === undefined) {
        return { problems: [{ severity: 'error', found: text, expected: 'a whole number 1…65535' }] };
      }
      if (rtuNumber < GLOBAL_ADDRESS) return { patch: { rtuNumber }, problems: NO_PROBLEMS };
      const expected = '1…65534, because 65535 is the global address';
      return { patch: { rtuNumber }, problems: [{ severity: 'warning', found: text, expected }] };
    },
  },
  whole({ name: 'port' }, [1, 65535], (port) => ({ port })),
  {
    name: 'hosts',
    label: 'hosts',
    expected: 'addresses or networks such as 10.1.1.0/24, separated by ;',
    initial: '',
    isText: true,
    read(text) {
      const entries = splitHosts(text);
      const hosts = entries.filter(isHostEntry);
      const problems = entries
        .filter((entry) => !isHostEntry(entry))
        .map((found): FieldProblem => ({ severity: 'error', found, expected: HOST_EXPECTED }));
      return { patch: { hosts, admitsNobody: entries.length > 0 && hosts.length === 0 }, problems };
    },
  },
  whole({ name: 'k', initial: '12' }, [1, 32767], (k) => ({ k })),
  secondsOrZero({ name: 'idleTime', label: 'idle time', initial: '60' }, 'never', (idleMs) => ({ idleMs })),
  field(
    { name: 'iodata', label: 'IOA file', isText: true },
    'a plain file name inside the data folder',
    (text) => (isPlainFileName(text) ? { ioFile: text } : undefined),
  ),
];

const HOST_EXPECTED = 'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody';

/** Fields given as `name=value` cells of a row, or as default rows. */
export const RTU_OPTIONS: readonly RtuField[] = [
  field(
    { name: 'bind', initial: '', isText: true },
    'an IPv4 or IPv6 address, or nothing for all addresses',
    (text) => (text === '' || isIP(text) !== 0 ? { bind: text } : undefined),
  ),
  whole({ name: 'w', initial: '8' }, [1, 32767], (w) => ({ w })),
  seconds({ name: 't1', initial: '15' }, [1, 255], (t1Ms) => ({ t1Ms })),
  seconds({ name: 't2', initial: '10' }, [1, 255], (t2Ms) => ({ t2Ms })),
  seconds({ name: 't3', initial: '20' }, [1, 172800], (t3Ms) => ({ t3Ms })),
  choice('testfr', ['passive', 'standard']),
  field({ name: 'objects', initial: 'max' }, 'max or a whole number 1…127', (text) => {
    if (text.toLowerCase() === 'max') return { objects: 'max' };
    const objects = readDigits(text, 1, 127);
    return objects === undefined ? undefined : { objects };
  }),
  choice('sq', ['0', '1', 'auto']),
  choice('packing', ['type', 'file']),
  whole({ name: 'connections', initial: '8' }, [1, 1000], (connections) => ({ connections })),
  field(
    { name: 'group', initial: 'one', isText: true },
    'one, each, or addresses and networks: a blank between those of one group, ; between groups',
    (text) => {
      const word = text.toLowerCase();
      if (word === 'one' || word === 'each') return { group: word };
      const group = splitGroups(text);
      return group.length > 0 && group.flat().every(isHostEntry) ? { group } : undefined;
    },
  ),
  choice('events', ['drop', 'keep']),
  whole({ name: 'event_buffer', initial: '10000' }, [1, 1_000_000], (eventBuffer) => ({ eventBuffer })),
  choice('select', ['optional', 'required']),
  seconds({ name: 'select_timeout', initial: '10' }, [0.001, 86400], (selectTimeoutMs) => ({
    selectTimeoutMs,
  })),
  choice('reset', ['refuse', 'restart']),
  seconds({ name: 'command_age', initial: '0' }, [0, 86400], (commandAgeMs) => ({ commandAgeMs })),
  choice('filter', ['executed', 'received']),
  choice('clock', ['report', 'follow']),
  choice('time', ['local', 'utc']),
  field({ name: 'time_valid', initial: 'always' }, 'always or synced', (text) => {
    const timeValid = (['always', 'synced'] as const).find((word) => word === text.toLowerCase());
    return timeValid === undefined ? undefined : { timeValid };
  }),
  secondsOrZero({ name: 'time_hold', initial: '0' }, 'ever', (timeHoldMs) => ({ timeHoldMs })),
  choice('eoi', ['start', 'every', 'never']),
];

/** Their names, in the order of the table. */
export const RTU_OPTION_NAMES: readonly string[] = RTU_OPTIONS.map(({ name }) => name);

const optionsByName = new Map(RTU_OPTIONS.map((option) => [option.name, option]));
const fieldsByName = new Map([...RTU_CELLS, ...RTU_OPTIONS].map((each) => [each.name, each]));

/** The option of this name in upper or lower case, or `undefined`. */
export function findRtuOption(name: string): RtuField | undefined {
  return optionsByName.get(name.toLowerCase());
}

/** Reads one field, cell or option: `name`, `rtuNumber`, `port`, `hosts`, `k`, `idleTime`, `iodata`, or an option's name. */
export function parseRtuField(name: string, text: string): FieldReading {
  const known = fieldsByName.get(name);
  if (known !== undefined) return known.read(text);
  const expected = `one of ${[...fieldsByName.keys()].join(', ')}`;
  return { problems: [{ severity: 'error', found: name, expected }] };
}

/** Defaults of all fields. Name, RTU number, port and IOA file have none: they are '' or 0 here. */
export const DEFAULT_RTU_SETTINGS: RtuSettings = defaultSettings();

function defaultSettings(): RtuSettings {
  const settings: Partial<RtuSettings> = { name: '', rtuNumber: 0, port: 0, ioFile: '' };
  for (const { initial, read } of [...RTU_CELLS, ...RTU_OPTIONS]) {
    if (initial !== undefined) Object.assign(settings, read(initial).patch);
  }
  return settings as RtuSettings;
}

/** A plain name: nothing that a path could use to leave its folder, on any system. */
function isPlainFileName(text: string): boolean {
  return text !== '' && text !== '.' && !text.includes('..') && !/[/\\:]/.test(text) && isPlain(text);
}
