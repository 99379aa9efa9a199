/** `--against`: the lists of our RTUs beside a list of others. */
import type { TextSinks } from '../../command-line/parse-words.js';
import { type Comparison, compareLists } from '../../interoperability/differences.js';
import type { InteroperabilityList } from '../../interoperability/list.js';
import { countOf } from '../../text/format.js';
import { plainText } from '../../text/outside-text.js';
import { readListFile } from './read-lists.js';

/** Exit codes (`docs/behaviour.md` §6): as of `compare`, 3 says that the lists differ. */
const EXIT = { SAME: 0, NOT_DONE: 1, DIFFERENT: 3 } as const;

/** A file with one list is compared with each of ours; one with several by the first cells of the RTUs. Returns the exit code. */
export function compareWith(
  path: string,
  ours: readonly InteroperabilityList[],
  { out, err }: TextSinks,
): number {
  const reading = readListFile(path);
  if ('faults' in reading) {
    for (const fault of reading.faults) err.write(`error: ${fault}\n`);
    return EXIT.NOT_DONE;
  }
  const name = plainText(path);
  const { lists } = reading;
  const only = lists.length === 1 ? lists[0] : undefined;
  let differences = 0;
  let missing = 0;
  for (const pair of only === undefined ? pairs(ours, lists) : ours.map((one) => ({ ...one, other: only }))) {
    const who = plainText(whoOf(pair));
    if (pair.other === undefined) {
      missing++;
      out.write(`${who}: not in ${name}\n`);
      continue;
    }
    const { other, ...one } = pair;
    const found = compareLists(one, other);
    for (const { what, ours: here, theirs } of found.differences) {
      out.write(`${who}: ${what}: here ${plainText(here)}, there ${plainText(theirs)}\n`);
    }
    out.write(`${who}: ${summaryOf(found)}\n`);
    differences += found.differences.length;
  }
  const sum = `${countOf(differences, 'difference')} from ${name}`;
  out.write(missing > 0 ? `${sum}, ${countOf(missing, 'RTU is', 'RTUs are')} not in it\n` : `${sum}\n`);
  return differences + missing === 0 ? EXIT.SAME : EXIT.DIFFERENT;
}

/** A list of ours, and the one to compare it with. */
interface Pair extends InteroperabilityList {
  readonly other: InteroperabilityList | undefined;
}

/** Each RTU by itself: those that share a list here need not there. */
function pairs(ours: readonly InteroperabilityList[], theirs: readonly InteroperabilityList[]): Pair[] {
  const byNo = new Map(
    theirs.flatMap((list) => list.subjects.map((one) => [one.no, { ...list, subjects: [one] }] as const)),
  );
  return ours.flatMap((list) =>
    list.subjects.map((one) => ({ ...list, subjects: [one], other: byNo.get(one.no) })),
  );
}

function summaryOf({ differences, compared, notStated }: Comparison): string {
  const first = `${countOf(differences.length, 'difference')} in ${countOf(compared, 'entry', 'entries')}`;
  return notStated === 0 ? first : `${first}; ${notStated} not stated there and not compared`;
}

function whoOf({ subjects }: InteroperabilityList): string {
  const [first] = subjects;
  const more = subjects.length - 1;
  return `RTU ${first.no} ${first.name}${more > 0 ? ` and ${countOf(more, 'other')}` : ''}`;
}
