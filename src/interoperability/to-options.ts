/** A list as cells and options of a row of the ini file, as far as the ini file can say it. */
import { findType } from '../codec/types.js';
import { BOXES, NOT_USED, SETTINGS } from './form.js';
import { type InteroperabilityList, MARK_WORDS, type Mark } from './list.js';
import { TYPE_GROUPS, typeName } from './type-lines.js';

/** What is to be done with a list. */
export interface OptionsOfList {
  /** Names and texts of the cells and options that the list states, in the order of the form. */
  readonly fields: readonly (readonly [name: string, text: string])[];
  /** What is of the IOA file or of nobody, a sentence each. */
  readonly elsewhere: readonly string[];
}

/** Settings that no field of an RTU has. */
const NO_FIELD: ReadonlySet<string> = new Set(['apdu.monitor', 'apdu.control', 't0']);

/** Boxes that say what an option says. */
const OF_OPTIONS: ReadonlySet<string> = new Set([
  'initialization.remote',
  'command.direct',
  'command.direct-set-point',
  'command.select',
  'command.select-set-point',
  'command.delay',
  'clock-sync.summer',
]);

/** System types without an option. */
const SERVED_ALWAYS: ReadonlySet<number> = new Set([100, 101, 102, 103, 107]);

/** Turns a list into fields; `own`: the list of an RTU with no signals, that says what every RTU does. */
export function optionsOf(list: InteroperabilityList, own: InteroperabilityList): OptionsOfList {
  const fields: (readonly [string, string])[] = [];
  const elsewhere: string[] = [];
  for (const id of SETTINGS.keys()) {
    const value = list.settings[id];
    if (value === undefined || value === NOT_USED) continue;
    if (!NO_FIELD.has(id)) fields.push([id, String(value)]);
    else if (value !== own.settings[id]) elsewhere.push(settingWords(id, value, own));
  }
  addSelect(list.boxes, fields, elsewhere);
  addReset(list, fields);
  addInitialization(list, fields);
  addDelay(list, elsewhere);
  addSummer(list, elsewhere);
  for (const [id, { text }] of BOXES) {
    const mark = list.boxes[id];
    if (mark === undefined || OF_OPTIONS.has(id) || isSame(mark, own.boxes[id])) continue;
    elsewhere.push(
      isOfSignals(id) ? ofSignals(text, mark) : `${text}: ${wordsOf(mark)}, and no RTU does otherwise`,
    );
  }
  elsewhere.push(...typeSentences(list, own));
  return { fields, elsewhere };
}

function settingWords(id: string, value: number | string, own: InteroperabilityList): string {
  const { text = id } = SETTINGS.get(id) ?? {};
  const ours = own.settings[id];
  return ours === NOT_USED
    ? `${text} ${value}: of the side that connects`
    : `${text} ${value}: it is ${ours} for every RTU`;
}

/** `select=required` where nothing goes without; a list with direct commands alone can't be said. */
function addSelect(
  boxes: InteroperabilityList['boxes'],
  fields: (readonly [string, string])[],
  elsewhere: string[],
): void {
  const used = (...ids: readonly string[]) => ids.some((id) => isUsed(boxes[id]));
  const direct = used('command.direct', 'command.direct-set-point');
  const select = used('command.select', 'command.select-set-point');
  if (!direct && !select) return;
  fields.push(['select', direct ? 'optional' : 'required']);
  if (direct && !select) elsewhere.push('commands are direct only: an RTU takes a select too');
  for (const what of ['', '-set-point']) {
    if (!direct || isUsed(boxes[`command.direct${what}`]) || !isUsed(boxes[`command.select${what}`]))
      continue;
    const name = what === '' ? 'commands' : 'set-point commands';
    elsewhere.push(`${name} need a select, others do not: the option select is of all commands of an RTU`);
  }
}

/** A reset process is taken, or confirmed negatively: the box of the function, or that of its type. */
function addReset({ boxes, types }: InteroperabilityList, fields: (readonly [string, string])[]): void {
  const mark = types[105]?.mark ?? boxes['initialization.remote'];
  if (mark !== undefined) fields.push(['reset', isUsed(mark) ? 'restart' : 'refuse']);
}

/** Where the list does not say when, it is sent as it is by default. */
function addInitialization(
  { settings, types }: InteroperabilityList,
  fields: (readonly [string, string])[],
): void {
  const mark = types[70]?.mark;
  if (mark !== undefined && settings.eoi === undefined)
    fields.push(['eoi', isUsed(mark) ? 'start' : 'never']);
}

/** The summer bit follows from the zone, which a list with the bit alone does not say. */
function addSummer({ boxes, settings }: InteroperabilityList, elsewhere: string[]): void {
  const mark = boxes['clock-sync.summer'];
  if (mark === undefined || settings.time !== undefined) return;
  elsewhere.push(`time tags say summer time (SU): ${wordsOf(mark)}; time=local has it, time=utc has not`);
}

function addDelay({ boxes, settings }: InteroperabilityList, elsewhere: string[]): void {
  if (isUsed(boxes['command.delay']) && settings.command_age === undefined) {
    elsewhere.push(
      'the delay of commands is supervised: the list does not say the longest delay (command_age)',
    );
  }
}

function isUsed(mark: Mark | undefined): boolean {
  return mark === 'X' || mark === 'R' || mark === 'B';
}

function isSame(mark: Mark, ours: Mark | undefined): boolean {
  return mark === ours || (!isUsed(mark) && !isUsed(ours));
}

/** Boxes that are ticked because signals of the IOA file are as they are. */
function isOfSignals(id: string): boolean {
  const never = ['counters.mode-a', 'counters.mode-d'];
  return (
    /^(?:cyclic|read|spontaneous|background|double\.|interrogation\.group|counters\.|command\.)/.test(id) &&
    !never.includes(id)
  );
}

function wordsOf(mark: Mark): string {
  return MARK_WORDS[mark];
}

function ofSignals(text: string, mark: Mark): string {
  return `${text}: ${wordsOf(mark)}, as the signals of the IOA file are`;
}

/** One sentence for each group of types, and one for each type that no RTU serves. */
function typeSentences(list: InteroperabilityList, own: InteroperabilityList): string[] {
  const sentences: string[] = [];
  for (const { title, lines } of TYPE_GROUPS) {
    const used = lines.filter(({ id }) => isUsed(list.types[id]?.mark));
    const ofFile = used.filter(({ id }) => ['monitor', 'command'].includes(findType(id)?.role ?? ''));
    if (ofFile.length > 0) {
      sentences.push(`${title}, ${ofFile.map(({ id }) => typeName(id)).join(', ')}: rows of the IOA file`);
    }
    for (const { id } of lines) {
      if (list.types[id]?.mark === '' && SERVED_ALWAYS.has(id)) {
        sentences.push(`${typeName(id)}: not used, but every RTU answers it`);
      }
    }
    for (const { id } of used) {
      if (ofFile.some((line) => line.id === id) || isUsed(own.types[id]?.mark) || id === 105 || id === 70)
        continue;
      sentences.push(`${typeName(id)}: no RTU serves it; it is answered with COT 44`);
    }
  }
  return sentences;
}
