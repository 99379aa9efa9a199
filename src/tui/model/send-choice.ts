/** What a send from the top line would do: to which RTUs it goes, and why it is refused. */
import { withoutRemoved } from '../../channel/definitions.js';
import { hasIndex } from '../../figures/index-rows.js';
import { formatRtuNumbers, readRtuNumbers } from '../../text/rtu-numbers.js';
import type { EnginePort } from './engine-port.js';
import { setText } from './text-input.js';
import type { Ui } from './ui.js';

/** A send that can be ordered. */
export interface SendChoice {
  readonly index: number;
  readonly seconds: number;
  /** RTU numbers, ascending; `undefined`: all RTUs. */
  readonly rtuNumbers: readonly number[] | undefined;
  readonly waits: 'kept' | 'skipped';
}

/** Why nothing is sent, and the field of the top line that is to be changed. */
export interface SendRefusal {
  readonly refusal: string;
  readonly field: 'index' | 'rtus';
}

/** The RTU numbers in the field, ascending; none: all RTUs. `undefined`: the text is not such a list. */
export function chosenNumbers({ rtus }: Pick<Ui, 'rtus'>): number[] | undefined {
  return readRtuNumbers(rtus.text.replaceAll(',', ';').replace(/[;\s]+$/, ''));
}

/** Takes an RTU number into the choice, or out of it. */
export function toggleNumber({ rtus }: Pick<Ui, 'rtus'>, number: number): void {
  const chosen = new Set(chosenNumbers({ rtus }) ?? []);
  if (!chosen.delete(number)) chosen.add(number);
  setText(rtus, formatRtuNumbers([...chosen].sort((a, b) => a - b)));
}

/** Whether the top line offers to leave out waits and filters: only where everything is sent. */
export function offersWaits({ index }: Pick<Ui, 'index'>): boolean {
  return index.text !== '' && Number(index.text) === 0;
}

/** Reads the top line. */
export function readSend(
  { rtus: all, tables }: Pick<EnginePort, 'rtus' | 'tables'>,
  ui: Ui,
): SendChoice | SendRefusal {
  const rtus = withoutRemoved(all);
  if (ui.index.text === '') {
    return { refusal: 'Type the index to send first: digits; 0 sends everything.', field: 'index' };
  }
  const index = Number(ui.index.text);
  const numbers = chosenNumbers(ui);
  if (numbers === undefined) {
    return { refusal: `RTU numbers: found "${ui.rtus.text}", expected such as 101, 105-120.`, field: 'rtus' };
  }
  const wanted = new Set(numbers);
  const named = numbers.length === 0 ? rtus : rtus.filter(({ rtuNumber }) => wanted.has(rtuNumber));
  for (const { rtuNumber } of named) wanted.delete(rtuNumber);
  if (wanted.size > 0) {
    return { refusal: `No RTU has the RTU number ${formatRtuNumbers([...wanted])}.`, field: 'rtus' };
  }
  const files = new Set(named.map(({ ioFile }) => ioFile));
  const isThere = [...files].some((file) => {
    const table = tables.get(file);
    return table !== undefined && hasIndex(table, index);
  });
  if (!isThere) {
    const whose = numbers.length === 0 ? 'No RTU has' : 'None of these RTUs has';
    return { refusal: `${whose} index ${index} in its IOA file: nothing is sent.`, field: 'index' };
  }
  return {
    index,
    seconds: Number(ui.duration.text),
    rtuNumbers: numbers.length === 0 ? undefined : numbers,
    waits: offersWaits(ui) && ui.waits === 'skipped' ? 'skipped' : 'kept',
  };
}
