/** `iec104rs interoperability`: the interoperability lists of RTUs, written, compared, and turned into options. */

import { formatFinding } from '../../channel/definitions.js';
import type { TextSinks } from '../../command-line/parse-words.js';
import { loadConfiguration, loadIni } from '../../config/load.js';
import { buildList } from '../../interoperability/build-list.js';
import { distinctLists } from '../../interoperability/distinct.js';
import type { InteroperabilityList } from '../../interoperability/list.js';
import { type DocumentHead, listsAsJson } from '../../interoperability/list-file.js';
import { listPieces } from '../../interoperability/page.js';
import type { Progress } from '../../progress/progress.js';
import { countOf, formatInstant, formatNumber } from '../../text/format.js';
import { programVersion } from '../program-version.js';
import { compareWith } from './against.js';
import { applyList } from './apply.js';
import { type InteroperabilityOptions, parseInteroperability } from './interoperability-options.js';
import { Signals } from './signals.js';
import { writeList } from './write-list.js';

/** A gateway has no types of its own. */
const NO_LIST_OF_A_GATEWAY =
  '; a list of a gateway is not made: it passes on what its RTUs send, so their lists are what its masters need';

const EXIT = { OK: 0, NOT_DONE: 1 } as const;

/** What the command uses of its surroundings. */
export interface InteroperabilityShell extends TextSinks {
  readonly progress: Progress;
}

/** Runs `iec104rs interoperability` with the words after it. Returns the exit code. */
export async function runInteroperability(
  words: readonly string[],
  shell: InteroperabilityShell,
): Promise<number> {
  const parsed = parseInteroperability(words, shell);
  if ('exitCode' in parsed) return parsed.exitCode;
  const { options } = parsed;
  if (options.apply !== undefined) return applyList(options.apply, options.rtu, shell);
  const lists = readLists(options, shell);
  if (lists === undefined) return EXIT.NOT_DONE;
  if (options.outputs.length > 0 && !(await writeAll(lists, options, shell))) return EXIT.NOT_DONE;
  if (options.against !== undefined) return compareWith(options.against, lists, shell);
  if (options.outputs.length === 0) shell.out.write(listsAsJson(headOf(options), lists));
  return EXIT.OK;
}

function headOf({ ini }: InteroperabilityOptions): DocumentHead {
  const program = { name: 'iec104rs', version: programVersion() };
  return { program, made: formatInstant(Date.now()), source: ini };
}

/** The lists of the RTUs that the options name; `undefined`: there is none, which was told. */
function readLists(
  options: InteroperabilityOptions,
  { err, progress }: InteroperabilityShell,
): InteroperabilityList[] | undefined {
  const { ini, data, rtu, addresses } = options;
  const { at, end } = progress.begin(`reading the files of ${ini}`);
  const { rtus, tables, findings } = loadConfiguration(
    { iniFile: ini, dataDir: data, addresses },
    (files, of) => at(files / of, `${formatNumber(files)} of ${countOf(of, 'IOA file')}`),
  );
  end();
  for (const finding of findings) if (finding.severity === 'error') err.write(`${formatFinding(finding)}\n`);
  const chosen = rtu === undefined ? rtus : rtus.filter(({ no }) => no === rtu);
  if (chosen.length === 0) {
    const what =
      rtu === undefined || rtus.length === 0 ? 'no RTU was loaded from' : `no RTU ${rtu} was loaded from`;
    const hint = loadIni(ini, addresses).isOfGateway ? NO_LIST_OF_A_GATEWAY : '';
    err.write(`error: ${what} ${ini}${hint}\n`);
    return undefined;
  }
  const signals = new Signals(rtus, tables);
  return distinctLists(chosen.map((one) => buildList({ rtu: one, signals: signals.of(one) })));
}

/** Writes every file; a fault was told if it returns false. */
async function writeAll(
  lists: readonly InteroperabilityList[],
  options: InteroperabilityOptions,
  { out, err }: InteroperabilityShell,
): Promise<boolean> {
  const head = headOf(options);
  for (const path of options.outputs) {
    const isPage = path.toLowerCase().endsWith('.html');
    const fault = await writeList(path, isPage ? listPieces(head, lists) : [listsAsJson(head, lists)]);
    if (fault !== undefined) {
      err.write(`error: ${fault}\n`);
      return false;
    }
    const rtus = lists.reduce((sum, { subjects }) => sum + subjects.length, 0);
    const many = lists.length === 1 ? 'the list' : countOf(lists.length, 'different list');
    out.write(`${path}: ${many} of ${countOf(rtus, 'RTU')}\n`);
  }
  return true;
}
