/** The JSON of lists, both ways. Its keys are the ids of the form and the numbers of the types. */
import { nearestName } from '../text/nearest-name.js';
import { plainJson, quotedText } from '../text/outside-text.js';
import { BOXES, SETTINGS } from './form.js';
import type { InteroperabilityList, Mark, Subject, TypeUse } from './list.js';
import { TYPE_LINES } from './type-lines.js';

/** The version of the JSON's form; other numbers are refused. */
const SCHEMA = 1;
const KIND = 'IEC 60870-5-104 interoperability list';

/** What a document says besides its lists. */
export interface DocumentHead {
  readonly program: { readonly name: string; readonly version: string };
  /** When it was made, as text. */
  readonly made: string;
  /** Path of the ini file. */
  readonly source: string;
}

/** The lists as JSON, one entry a line. */
export function listsAsJson(
  { program, made, source }: DocumentHead,
  lists: readonly InteroperabilityList[],
): string {
  const named = lists.map(({ subjects, boxes, settings, types }) => ({
    subjects,
    boxes,
    settings,
    types: Object.fromEntries(
      Object.entries(types).map(([id, use]) => [
        id,
        { name: TYPE_LINES.get(Number(id))?.mnemonic, mark: use.mark, causes: use.causes },
      ]),
    ),
  }));
  const about = 'made from the configuration of a simulator; no certificate';
  const text = JSON.stringify(
    { schema: SCHEMA, kind: KIND, about, program, made, source, lists: named },
    undefined,
    1,
  );
  // Lists of numbers on one line.
  return plainJson(`${text.replace(/\[[\d,\s]+\]/g, (list) => list.replace(/\s+/g, ''))}\n`);
}

/** The lists of a JSON text, or sentences on what is wrong with it, at most `MOST_FAULTS`. */
export function parseLists(text: string): { lists: InteroperabilityList[] } | { faults: string[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return {
      faults: ['found a text that is no JSON, expected a list that iec104rs interoperability -o has written'],
    };
  }
  const { schema, lists } = record(parsed);
  if (!Array.isArray(lists) || lists.length === 0) {
    return { faults: ['found no "lists", expected a list that iec104rs interoperability -o has written'] };
  }
  if (schema !== SCHEMA) return { faults: [`found schema ${show(schema)}, expected ${SCHEMA}`] };
  const faults: string[] = [];
  const read = lists.map((list, at) => readList(list, `list ${at + 1}`, faults));
  if (faults.length === 0) return { lists: read };
  const more = faults.length - MOST_FAULTS;
  return { faults: more > 0 ? [...faults.slice(0, MOST_FAULTS), `and ${more} more`] : faults };
}

const MOST_FAULTS = 20;

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A value of the file in a message, not longer than a line. */
function show(value: unknown): string {
  const text = quotedText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function readList(value: unknown, where: string, faults: string[]): InteroperabilityList {
  const { subjects = [], boxes, settings, types } = record(value);
  return {
    subjects: (Array.isArray(subjects) ? subjects : []).map((one, at) =>
      readSubject(one, `${where}, subject ${at + 1}`, faults),
    ),
    boxes: readBoxes(record(boxes), `${where}, boxes`, faults),
    settings: readSettings(record(settings), `${where}, settings`, faults),
    types: readTypes(record(types), `${where}, types`, faults),
  };
}

function readSubject(value: unknown, where: string, faults: string[]): Subject {
  const { no = 0, name = '', rtuNumber, bind = '', port, hosts = [], ioFile = '' } = record(value);
  const number = (name: string, found: unknown, most: number): number => {
    if (isWhole(found, 0, most)) return Number(found);
    faults.push(`${where}, ${name}: found ${show(found)}, expected a whole number 0…${most}`);
    return 0;
  };
  return {
    no: number('no', no, Number.MAX_SAFE_INTEGER),
    name: String(name),
    rtuNumber: number('rtuNumber', rtuNumber, 65535),
    bind: String(bind),
    port: number('port', port, 65535),
    hosts: Array.isArray(hosts) ? hosts.map(String) : [],
    ioFile: String(ioFile),
  };
}

function isWhole(value: unknown, low: number, high: number): boolean {
  return Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
}

const MARKS: readonly Mark[] = ['X', 'R', 'B', '', 'black'];

/** The mark of a text, in upper or lower case; `undefined`: a fault was noted. */
function readMark(value: unknown, where: string, faults: string[]): Mark | undefined {
  const mark = MARKS.find(
    (one) => typeof value === 'string' && one.toLowerCase() === value.trim().toLowerCase(),
  );
  if (mark === undefined) {
    faults.push(`${where}: found ${show(value)}, expected "X", "R", "B", "black" or ""`);
  }
  return mark;
}

function readBoxes(
  given: Readonly<Record<string, unknown>>,
  where: string,
  faults: string[],
): Record<string, Mark> {
  const boxes: Record<string, Mark> = {};
  for (const [id, value] of Object.entries(given)) {
    if (!BOXES.has(id)) faults.push(unknownKey(where, id, [...BOXES.keys()]));
    else {
      const mark = readMark(value, `${where}, ${id}`, faults);
      if (mark !== undefined) boxes[id] = mark;
    }
  }
  return boxes;
}

function unknownKey(where: string, id: string, known: readonly string[]): string {
  const near = nearestName(id, known);
  return `${where}: found ${show(id)}, expected a name of the form${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function readSettings(
  given: Readonly<Record<string, unknown>>,
  where: string,
  faults: string[],
): Record<string, number | string> {
  const settings: Record<string, number | string> = {};
  for (const [id, value] of Object.entries(given)) {
    if (!SETTINGS.has(id)) faults.push(unknownKey(where, id, [...SETTINGS.keys()]));
    else if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)))
      settings[id] = value;
    else faults.push(`${where}, ${id}: found ${show(value)}, expected a number or a text`);
  }
  return settings;
}

function readTypes(
  given: Readonly<Record<string, unknown>>,
  where: string,
  faults: string[],
): Record<number, TypeUse> {
  const types: Record<number, TypeUse> = {};
  for (const [key, value] of Object.entries(given)) {
    const id = /^\d{1,3}$/.test(key) ? Number(key) : -1;
    if (!TYPE_LINES.has(id)) {
      faults.push(`${where}: found ${show(key)}, expected the number of a type of the list`);
      continue;
    }
    const { mark: stated, causes } = typeof value === 'string' ? { mark: value } : record(value);
    const mark = readMark(stated, `${where}, ${key}`, faults);
    if (mark === undefined) continue;
    if (causes !== undefined && !(Array.isArray(causes) && causes.every((cot) => isWhole(cot, 1, 63)))) {
      faults.push(`${where}, ${key}, causes: found ${show(causes)}, expected a list of whole numbers 1…63`);
    } else types[id] = { mark, causes: causes as readonly number[] | undefined };
  }
  return types;
}
