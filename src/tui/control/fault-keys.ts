/** Faults on purpose from the list: a menu of groups, of words, of values and of durations; and those that are on. */
import { RingFullError } from '../../channel/broadcast-ring.js';
import { withoutRemoved } from '../../channel/definitions.js';
import type { FaultRequest, FaultStatus } from '../../coordinator/api.js';
import { FAULT_WORDS, type FaultWord, faultKind } from '../../faults/fault-catalog.js';
import type { FaultGroup, FaultUnit } from '../../faults/fault-kind.js';
import { describeFault, describeValue, readFlags } from '../../faults/fault-text.js';
import { countOf } from '../../text/format.js';
import { readRtuNumbers } from '../../text/rtu-numbers.js';
import type { DialogItem } from '../model/ui.js';
import { clip } from '../view/text.js';
import { type Context, refuseRemoved } from './context.js';
import { openDialog } from './dialogs.js';

const GROUPS: Readonly<Record<FaultGroup, string>> = {
  link: 'The connection: cut, silent, slow, away',
  apci: 'Sequence numbers, U frames, framing',
  asdu: 'ASDUs and time tags',
  data: 'Data: quality, chatter, frozen',
  requests: 'Answers to interrogations and commands',
};

/** Keys of the choices of a menu, in order. */
const KEYS = [...'123456789abcdeghijklmnoprstuvwxyz'];

/** The width of a choice that fits 80 columns. */
const LABEL_COLUMNS = 68;

/** Values that are offered, by unit; besides the one that is taken where nothing is said. */
const OFFERED: Readonly<Record<FaultUnit, readonly number[]>> = {
  s: [1, 5, 12, 20, 60, 3600],
  ms: [100, 300, 600, 2000],
  octets: [1, 2, 5, 20],
  'octets/s': [10, 100, 1000, 10_000],
  number: [],
  'changes/s': [0.2, 1, 5, 20],
  flags: ['IV', 'NT', 'IV NT', 'SB', 'BL'].map((names) => readFlags(names) ?? 0),
};
const OFFERED_SECONDS = [5, 10, 30, 60, 300, 3600];

/** Who is hit: the RTU numbers of the top line, or the row. */
interface Targets {
  readonly slots: readonly number[];
  readonly words: string;
}

/** Opens the menu: groups, and the faults that are on. */
export function openFaults(context: Context): void {
  const { engine, ui } = context.model;
  const rtu = engine.rtus[ui.list.slot];
  if (ui.rtus.text === '' && rtu !== undefined && refuseRemoved(context, rtu)) return;
  const targets = targetsOf(context);
  const on = context.model.engine.faults.list().filter(({ state }) => state === 'running');
  const groups = Object.keys(GROUPS) as FaultGroup[];
  openDialog(
    context,
    `A fault on purpose: ${targets.words}`,
    ['What the RTUs do wrong, to see what the master does.'],
    [
      ...groups.map(
        (group, i): DialogItem => ({
          label: GROUPS[group],
          key: String(i + 1),
          run: () => openWords(context, group, targets),
        }),
      ),
      {
        label: on.length === 0 ? 'None is on now' : `End: ${countOf(on.length, 'fault')} on`,
        key: 'e',
        run: () => openRunning(context, on),
      },
    ],
    'menu',
  );
}

function targetsOf({ model: { engine, ui } }: Context): Targets {
  const numbers = readRtuNumbers(ui.rtus.text) ?? [];
  if (numbers.length > 0) {
    const named = withoutRemoved(engine.rtus).filter(({ rtuNumber }) => numbers.includes(rtuNumber));
    return { slots: named.map(({ slot }) => slot), words: countOf(named.length, 'RTU') };
  }
  const rtu = engine.rtus[ui.list.slot];
  return rtu === undefined || rtu.removed
    ? { slots: [], words: 'no RTU' }
    : { slots: [rtu.slot], words: `RTU ${rtu.no} ${rtu.name}` };
}

function openWords(context: Context, group: FaultGroup, targets: Targets): void {
  const words = FAULT_WORDS.filter((word) => faultKind(word).group === group);
  openDialog(
    context,
    `${targets.words}: which fault?`,
    [],
    words.map((word, i) => ({
      label: clip(`${word.padEnd(17)} ${faultKind(word).help}`, LABEL_COLUMNS, context.glyphs.ellipsis),
      key: KEYS[i] ?? ' ',
      run: () => openValues(context, word, targets),
    })),
    'menu',
  );
}

function openValues(context: Context, word: FaultWord, targets: Targets): void {
  const { value } = faultKind(word);
  if (value === undefined) {
    openDurations(context, word, 0, targets);
    return;
  }
  const { unit, least, most, preset, meaning } = value;
  const offered = OFFERED[unit].filter((one) => one >= least && one <= most);
  const values = [...new Set([...(preset === undefined ? [] : [preset]), ...offered])];
  if (values.length === 1) {
    openDurations(context, word, values[0], targets);
    return;
  }
  openDialog(
    context,
    `${word}: ${meaning}`,
    [],
    values.map((one, i) => ({
      label: describeValue(word, one),
      key: KEYS[i] ?? ' ',
      run: () => openDurations(context, word, one, targets),
    })),
    'menu',
  );
}

function openDurations(context: Context, word: FaultWord, value: number, targets: Targets): void {
  const { span } = faultKind(word);
  const begin = (durationMs: number) => (): void => start(context, { word, value, durationMs, ...targets });
  if (span === 'once') {
    begin(0)();
    return;
  }
  const once = span === 'either' ? [{ label: 'Once', key: 'o', run: begin(0) }] : [];
  openDialog(
    context,
    `${describeFault({ word, value, durationMs: 0 })}: how long?`,
    [],
    [
      ...once,
      ...OFFERED_SECONDS.map((seconds, i) => ({
        label: `${seconds} s`,
        key: String(i + 1),
        run: begin(seconds * 1000),
      })),
    ],
    'menu',
  );
}

function start(
  { model }: Context,
  { words, ...asked }: Pick<FaultRequest, 'word' | 'value' | 'durationMs' | 'slots'> & { words: string },
): void {
  try {
    const { id } = model.engine.faults.start({ ...asked, share: 100, seed: 1, who: 'dashboard' });
    model.ui.notice = { text: `Fault ${id} begins: ${describeFault(asked)}, ${words}.`, tone: 'good' };
  } catch (error) {
    if (!(error instanceof RingFullError)) throw error;
    model.ui.notice = { text: `Not done: ${error.message}. Try again in a moment.`, tone: 'bad' };
  }
}

function openRunning(context: Context, on: readonly FaultStatus[]): void {
  if (on.length === 0) return;
  const { faults } = context.model.engine;
  openDialog(
    context,
    'End which fault?',
    [],
    [
      { label: `All ${on.length}`, key: 'a', run: () => void faults.end(0) },
      ...on.slice(0, 9).map((fault, i) => ({
        label: clip(
          `Fault ${fault.id}: ${describeFault(fault)}, ${countOf(fault.hits.length, 'RTU')} (${fault.who})`,
          LABEL_COLUMNS,
          context.glyphs.ellipsis,
        ),
        key: String(i + 1),
        run: () => void faults.end(fault.id),
      })),
    ],
    'menu',
  );
}
