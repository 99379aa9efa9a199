/** The command line of `iec104rs compare`. */

import { resolve } from 'node:path';
import { ADDRESS_OPTIONS } from '../command-line/address-options.js';
import type { CommandSpecification, ReadWord } from '../command-line/command-specification.js';
import {
  type EndedEarly,
  type ParsedWords,
  parseWords,
  type TextSinks,
  usageError,
} from '../command-line/parse-words.js';
import { wholeNumber } from '../command-line/readers.js';
import { type AddressForm, addressFormOf } from '../text/octet-address.js';
import { csvFormOf, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import type { Role } from './input/columns.js';
import type { QualityForm } from './input/quality.js';
import type { Reduction, SentFilter } from './input/sent-list.js';
import { type DateOrder, readOffset, Zone } from './input/times.js';
import { addValueWords, type ValueWords } from './input/values.js';

/** The options of a comparison. */
export interface CompareOptions {
  sentFile: string;
  listFile: string;
  columns: Partial<Record<Role, string>>;
  filter: SentFilter;
  reduction: Reduction;
  /** Times this far apart count as equal, ms; `undefined`: none, or of a sheet what its steps allow. */
  toleranceMs: number | undefined;
  /** Times further apart belong to different events, ms. */
  reachMs: number;
  timeOffsetMs: number;
  dateOrder?: DateOrder;
  zone?: Zone;
  qualityForm?: QualityForm;
  ignoreQuality: boolean;
  words: ValueWords;
  json: boolean;
  details: number;
  /** File for all differences, or for the judged sheet. */
  out?: string;
  /** Its form for a spreadsheet; `undefined`: plain. */
  csvForm: SpreadsheetForm | undefined;
  /** How addresses of the event list are written by their octets. */
  addresses: AddressForm;
}

const ROLES: readonly (readonly [Role, string])[] = [
  ['ca', 'CA; without one, all events belong to the only CA that was sent'],
  ['ioa', 'IOA'],
  ['value', 'value'],
  ['time', 'time tag; NAME+NAME+NAME joins the columns of date, time and milliseconds'],
  ['received', 'time of reception; the summary then says how long events took'],
  ['quality', 'quality'],
  ['type', 'type: a number or M_SP_TB_1'],
];

const NOTES = `Columns are found by the usual names (CA, RTU, station; IOA, address; value, state; time tag, event time, timestamp; …),
also German ones (Objektadresse, Wert, Zeitstempel).
Separator (comma, semicolon, tab, vertical bar), encoding, decimal comma, title lines above the header, and the order newest
first are recognised. A CA may be given by the RTU's name. OFF and ON are understood for
single and double points. Times with Z or an offset are compared with local time tags in this machine's time zone
(TZ sets another).

With the sheet of a walk as the first file, each step of a point is judged by the list: OK, wrong, or not seen. The sheet with
its results goes to a new file: that of --out, or one beside it that ends in -judged.csv. Nothing is replaced.

Exit codes: 0 everything matches; 3 differences, or a sheet that is not PASS; 1 a file can't be read or a column is missing; 2 usage.`;

/** `N` or `N,N,…`. */
function listOfWholeNumbers(low: number, high: number): ReadWord {
  const readOne = wholeNumber(low, high);
  return (text) => {
    const results = text.split(',').map((each) => readOne(each.trim()));
    const wrong = results.find((result) => 'expected' in result);
    return wrong ?? { value: results.flatMap((result) => ('value' in result ? [result.value] : [])) };
  };
}

const readNumbers = listOfWholeNumbers(0, 65535);

const readAmount: ReadWord = (text) =>
  /^\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : { expected: 'Expected a number from 0 on.' };

const readTimeOffset: ReadWord = (text) => {
  const ms = readOffset(text);
  if (!Number.isNaN(ms)) return { value: ms };
  return { expected: 'Expected milliseconds such as -3600000, or hours and minutes such as -01:00.' };
};

const readZone: ReadWord = (text) => {
  const zone = Zone.named(text);
  return zone === undefined
    ? { expected: 'Expected a time zone such as Europe/Berlin or UTC.' }
    : { value: zone };
};

const readValueMap: ReadWord = (text) => {
  const wrong = addValueWords(noWords(), text);
  if (wrong === undefined) return { value: text };
  return { expected: `Found ${JSON.stringify(wrong)}, expected WORD=NUMBER.` };
};

/** The options of `iec104rs compare` as a table. */
export const COMPARE: CommandSpecification = {
  name: 'iec104rs compare',
  description: "Compares the simulator's list of sent events with the event list that a front-end exported.",
  arguments: [
    {
      name: 'sent',
      text: 'CSV file with what was sent, or the sheet of a walk (--e2e-sheet)',
      path: 'file',
    },
    { name: 'events', text: 'CSV file with what the front-end received', path: 'file' },
  ],
  options: [
    ...ROLES.map(([role, meaning]) => ({
      flags: `--${role} <name>`,
      text: `column of the event list with the ${meaning}`,
    })),
    {
      flags: '--port <n,…>',
      text: 'only events sent on these ports; may be repeated',
      read: readNumbers,
      repeats: true,
    },
    {
      flags: '--ca-only <n,…>',
      text: 'only these CAs, in both lists; may be repeated',
      read: readNumbers,
      repeats: true,
    },
    {
      flags: '--connection <text>',
      text: 'only events sent on connections whose address contains this text',
    },
    {
      flags: '--tolerance <ms>',
      text: 'treat times within this many ms as equal; needed only if the list rounds them (default: 0; of a sheet up to 1000, as its steps allow)',
      read: readAmount,
    },
    {
      flags: '--reach <s>',
      text: 'times further apart belong to different events, unless the whole list is shifted alike',
      read: readAmount,
      fallback: 60,
    },
    {
      flags: '--time-offset <ms|±HH:MM>',
      text: "is added to the list's times",
      read: readTimeOffset,
      fallback: 0,
    },
    {
      flags: '--time-format <order>',
      text: 'order of day and month in dates with slashes or dashes',
      choices: ['mdy', 'dmy'],
    },
    {
      flags: '--quality-form <form>',
      text: 'what numbers in the quality column are: quality descriptors, or OPC quality (192 is good); without it, found by the numbers',
      choices: ['qds', 'opc'],
    },
    {
      flags: '--time-zone <name>',
      text: "time zone of the list's times, as Europe/Berlin or UTC; without it, that of the time tags",
      read: readZone,
    },
    {
      flags: '--value-map <map>',
      text: 'words for values, such as "OFF=1,ON=2", or "3+31:OPEN=1,CLOSED=2" for types 3 and 31; may be repeated',
      read: readValueMap,
      repeats: true,
    },
    {
      flags: '--decimals <n>',
      text: 'compare values rounded to this many decimals',
      read: wholeNumber(0, 12),
    },
    { flags: '--ignore-value', text: 'compare points and times only' },
    { flags: '--ignore-quality', text: 'leave the quality column out' },
    { flags: '--ignore-time', text: 'compare points, values and order only' },
    { flags: '--json', text: 'print one JSON object instead of the summary' },
    {
      flags: '--details <n>',
      text: 'examples of each kind of difference',
      read: wholeNumber(0, 1_000_000),
      fallback: 5,
    },
    ...ADDRESS_OPTIONS,
    {
      flags: '--out <file>',
      text: 'CSV file for all differences; of a sheet, the new file for it with its results',
    },
    {
      flags: '--csv <form>',
      text: "form of that file: plain, or excel, for the spreadsheet of this machine's language",
      choices: ['plain', 'excel'],
      fallback: 'plain',
    },
  ],
  notes: NOTES,
};

/** Reads the words after `iec104rs compare`. Prints help and usage errors itself. */
export function parseCompare(
  words: readonly string[],
  sinks: TextSinks,
): { options: CompareOptions } | EndedEarly {
  const parsed = parseWords(COMPARE, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const options = optionsOf(parsed);
  const { out, sentFile, listFile } = options;
  if (out !== undefined && [sentFile, listFile].some((file) => resolve(file) === resolve(out))) {
    return usageError("option '--out' names a file that is to be compared", sinks);
  }
  return { options };
}

function optionsOf({ values, arguments: [sentFile, listFile] }: ParsedWords): CompareOptions {
  const given = values as Partial<Record<Role, string>> & {
    port?: number[][];
    caOnly?: number[][];
    connection?: string;
    tolerance?: number;
    reach: number;
    timeOffset: number;
    timeFormat?: DateOrder;
    timeZone?: Zone;
    valueMap?: string[];
    decimals?: number;
    ignoreValue: boolean;
    ignoreTime: boolean;
    ignoreQuality: boolean;
    qualityForm?: QualityForm;
    json: boolean;
    details: number;
    out?: string;
    csv: 'plain' | 'excel';
    addressForm: AddressForm['twoWithDot'];
    addressOrder: AddressForm['order'];
  };
  const columns: Partial<Record<Role, string>> = {};
  for (const [role] of ROLES) {
    const name = given[role];
    if (name !== undefined) columns[role] = name;
  }
  const words = noWords();
  for (const map of given.valueMap ?? []) addValueWords(words, map);
  return {
    sentFile,
    listFile,
    columns,
    filter: {
      ...(given.port === undefined ? {} : { ports: new Set(given.port.flat()) }),
      ...(given.caOnly === undefined ? {} : { cas: new Set(given.caOnly.flat()) }),
      ...(given.connection === undefined ? {} : { connection: given.connection }),
    },
    reduction: {
      ignoreValue: given.ignoreValue,
      ignoreTime: given.ignoreTime,
      ...(given.decimals === undefined ? {} : { decimals: given.decimals }),
    },
    toleranceMs: given.tolerance,
    reachMs: given.reach * 1000,
    timeOffsetMs: given.timeOffset,
    ...(given.timeFormat === undefined ? {} : { dateOrder: given.timeFormat }),
    ...(given.qualityForm === undefined ? {} : { qualityForm: given.qualityForm }),
    ignoreQuality: given.ignoreQuality,
    ...(given.timeZone === undefined ? {} : { zone: given.timeZone }),
    words,
    json: given.json,
    details: given.details,
    ...(given.out === undefined ? {} : { out: given.out }),
    csvForm: csvFormOf(given.csv, process.env),
    addresses: addressFormOf(given),
  };
}

function noWords(): ValueWords {
  return { all: new Map(), ofType: new Map() };
}
