/** What an event list says of the steps of a sheet. */
import type { SheetRow } from '../../end-to-end/sheet-rows.js';
import type { StepResult } from '../../end-to-end/step.js';
import { formatExactMs } from '../../text/format.js';
import { formatQuality } from '../input/quality.js';
import { formatValue } from '../input/values.js';
import { FATE, type Ledger } from '../matching/ledger.js';

/** A result and why. */
export interface Finding {
  readonly result: StepResult;
  /** Empty: nothing to say. */
  readonly remark: string;
}

/** What the list says of a row of the sheet's own list. */
export function findingOf(ledger: Ledger, row: number): Finding {
  const { events, sent } = ledger;
  const event = ledger.partnerOfSent[row];
  const wrong = (what: string): Finding => ({
    result: 'wrong',
    remark: `the event list has ${what} (row ${events.line[event]})`,
  });
  switch (ledger.sentFate[row]) {
    case FATE.MATCHED:
      return { result: 'OK', remark: '' };
    case FATE.WRONG_TIME: {
      const off = ledger.offMs(event);
      if (Number.isNaN(off)) return wrong('it without a time');
      return wrong(`it ${formatExactMs(Math.abs(off))} too ${off > 0 ? 'late' : 'early'}`);
    }
    case FATE.WRONG_VALUE:
      return wrong(`value ${formatValue(events.value[event], sent.type[row]) || '(none)'}`);
    case FATE.WRONG_QUALITY:
      return wrong(`quality ${formatQuality(events.quality[event]) || 'good'}`);
    case FATE.WRONG_TYPE:
      return wrong(`type ${events.type[event]}`);
    case FATE.UNREAD:
      return { result: 'not tested', remark: 'rows of this point in the event list cannot be read' };
    default:
      return { result: 'not seen', remark: 'not in the event list' };
  }
}

const isBad = (result: StepResult): boolean => result === 'wrong' || result === 'not seen';

/** A row with what the list says: what somebody has found stays, but nothing that contradicts becomes OK. */
export function judgedRow(row: SheetRow, found: Finding): SheetRow {
  const { result } = row;
  const as = (judged: StepResult, remark: string): SheetRow => ({
    ...row,
    result: judged,
    remark: joined(row.remark, remark),
  });
  if (result === 'not tested') return as(found.result, found.remark);
  if (found.result === 'not tested') return row;
  if (result === 'OK') {
    return isBad(found.result) ? as(found.result, `${found.remark}, but it was OK before`) : row;
  }
  return as(result, found.result === 'OK' ? 'the event list has it as expected' : found.remark);
}

/** What is said already is not said twice: a sheet may be compared again. */
function joined(before: string, more: string): string {
  if (before === '') return more;
  return more === '' || before.includes(more) ? before : `${before}; ${more}`;
}
