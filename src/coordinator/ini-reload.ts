/** The ini file read again while the RTUs run. Source: `docs/behaviour.md` §7. */
import { type Finding, listenerOf, type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { IniFile } from '../config/ini.js';
import { loadIni } from '../config/load.js';
import { countOf } from '../text/format.js';
import type { AddressForm } from '../text/octet-address.js';
import { formatRtuNumbers } from '../text/rtu-numbers.js';
import type { Engine, IniReading, ReloadedRow, ReloadRefusal, ReloadResult, RestartProblem } from './api.js';
import { changedFields } from './restart.js';
import { Turns } from './turns.js';

/** What the program was started with. */
export interface ReloadOptions {
  /** Path of the ini file, as the user gave it. */
  readonly iniFile: string;
  readonly addresses?: AddressForm;
  /** The NTP rows that are in use; `undefined`: the command line has replaced them. */
  readonly ntp?: Pick<IniFile, 'ntpServers' | 'ntpUpdateSec'>;
  /** Takes a sentence about a file that was read again. */
  tell?(line: string): void;
}

/** A running RTU and its row of the file. */
interface Pair {
  readonly runs: RtuDefinition;
  readonly row: RtuDefinition;
}

const ONLY_SHOWN = 'only checked';
const NOT_SHARED =
  'RTUs that share a port are loaded when the program starts: give it a port of its own, or start the program again';
const PERHAPS_FAULTY =
  'it runs on, because a row of the file has an error and may be its row: mend that row, or take it out';

/** Reads the ini file again; one reading after the other. */
export class IniReload implements IniReading {
  private readonly turns = new Turns();

  constructor(
    private readonly engine: Pick<Engine, 'rtus' | 'restartRtu' | 'removeRtu' | 'addRtu' | 'reactions'>,
    private readonly options: ReloadOptions,
  ) {}

  /** Compares the file with what runs, removes RTUs without a row, restarts those whose row was changed and adds new ones; `check`: only compares. */
  read(check: boolean): Promise<ReloadResult | ReloadRefusal> {
    return this.turns.take(async () => {
      const { iniFile, addresses } = this.options;
      const ini = loadIni(iniFile, addresses);
      if (ini.rtus.length === 0) {
        return { refused: `no RTU can be read from ${iniFile}: nothing was changed`, findings: ini.findings };
      }
      const { pairs, added, removed } = matchRows(withoutRemoved(this.engine.rtus), ini.rtus);
      const same = pairs.filter(({ runs, row }) => differences(runs, row).length === 0);
      const findings = [...ini.findings];
      const numbers = new Set(this.engine.rtus.map(({ rtuNumber }) => rtuNumber));
      // First: it frees ports that others may take.
      const leaving = removed.filter((runs) => !mayBeFaulty(runs, ini));
      const together = new Set(leaving.map(({ slot }) => slot));
      const removals = await inOrder(removed, (runs) => this.remove(runs, together, check));
      const changes = await inOrder(
        pairs.filter((pair) => !same.includes(pair)),
        (pair) => this.change(pair, check, findings),
      );
      // Last: a port that they want may have been another's before.
      const additions = await inOrder(added, (row) => this.add(row, ini, check, findings));
      const result = {
        checked: check,
        changed: changes,
        added: additions,
        removed: removals,
        unchanged: same.map(({ runs }) => view(runs, '')),
        notes: [...this.compareNtp(ini), ...this.describeStrangers(added, numbers)],
        findings,
      };
      if (!check) this.options.tell?.(describeReload(iniFile, result));
      return result;
    });
  }

  /** `leaving`: slots of all that may go now. */
  private async remove(
    runs: RtuDefinition,
    leaving: ReadonlySet<number>,
    check: boolean,
  ): Promise<ReloadedRow> {
    if (!leaving.has(runs.slot)) return view(runs, PERHAPS_FAULTY);
    if (check) return view(runs, ONLY_SHOWN);
    const result = await this.engine.removeRtu(runs.slot, leaving);
    return view(runs, result.outcome === 'removed' ? '' : problemText(result.problems));
  }

  private async add(
    row: RtuDefinition,
    { rtus }: IniFile,
    check: boolean,
    findings: Finding[],
  ): Promise<ReloadedRow> {
    if (rtus.some((other) => other !== row && listenerOf(other) === listenerOf(row)))
      return view(row, NOT_SHARED);
    if (check) return view(row, ONLY_SHOWN);
    const result = await this.engine.addRtu(row);
    findings.push(...result.findings);
    return view(row, result.outcome === 'added' ? '' : problemText(result.problems));
  }

  private async change({ runs, row }: Pair, check: boolean, findings: Finding[]): Promise<ReloadedRow> {
    const fields = differences(runs, row);
    if (check) return view(row, ONLY_SHOWN, fields);
    const result = await this.engine.restartRtu(runs.slot, { definition: row });
    findings.push(...result.findings);
    return view(row, result.outcome === 'restarted' ? '' : problemText(result.problems), fields);
  }

  /** Reactions were made for the RTU numbers of the start. */
  private describeStrangers(added: readonly RtuDefinition[], known: ReadonlySet<number>): string[] {
    const strange = [...new Set(added.map(({ rtuNumber }) => rtuNumber))].filter(
      (number) => !known.has(number),
    );
    if (strange.length === 0 || this.engine.reactions.list().length === 0) return [];
    const numbers = formatRtuNumbers(strange.sort((a, b) => a - b));
    return [
      `reactions do not know the RTU numbers ${numbers}: they are read when the program starts, start it again`,
    ];
  }

  private compareNtp({ ntpServers, ntpUpdateSec }: IniFile): string[] {
    const { ntp, iniFile } = this.options;
    if (ntp === undefined) return [];
    const isSame = ntp.ntpServers.join(' ') === ntpServers.join(' ') && ntp.ntpUpdateSec === ntpUpdateSec;
    return isSame
      ? []
      : [`the NTP rows of ${iniFile} have changed; they are read when the program starts: start it again`];
  }
}

/**
 * Finds the row of each running RTU: first by RTU number, port and bind; of those that are left, by the first cell and the RTU
 * number, where it is the only one of both on either side (its port or bind was changed).
 */
export function matchRows(
  running: readonly RtuDefinition[],
  rows: readonly RtuDefinition[],
): { pairs: Pair[]; added: RtuDefinition[]; removed: RtuDefinition[] } {
  const byPlace = ({ rtuNumber, port, bind }: RtuDefinition) => `${rtuNumber} ${port} ${bind}`;
  const byNumbers = ({ no, rtuNumber }: RtuDefinition) => `${no} ${rtuNumber}`;
  const first = pairUp(running, rows, byPlace);
  const second = pairUp(first.removed, first.added, byNumbers);
  const pairs = [...first.pairs, ...second.pairs].sort((a, b) => a.runs.slot - b.runs.slot);
  return { ...second, pairs };
}

function pairUp(
  running: readonly RtuDefinition[],
  rows: readonly RtuDefinition[],
  keyOf: (rtu: RtuDefinition) => string,
): { pairs: Pair[]; added: RtuDefinition[]; removed: RtuDefinition[] } {
  const rowsOf = groupBy(rows, keyOf);
  const runningOf = groupBy(running, keyOf);
  const pairs: Pair[] = [];
  for (const [key, [runs, ...others]] of runningOf) {
    const [row, ...more] = rowsOf.get(key) ?? [];
    if (runs === undefined || row === undefined || others.length + more.length > 0) continue;
    pairs.push({ runs, row });
  }
  const paired = new Set(pairs.flatMap(({ runs, row }) => [runs, row]));
  return {
    pairs,
    added: rows.filter((row) => !paired.has(row)),
    removed: running.filter((runs) => !paired.has(runs)),
  };
}

function groupBy(
  rtus: readonly RtuDefinition[],
  keyOf: (rtu: RtuDefinition) => string,
): Map<string, RtuDefinition[]> {
  const groups = new Map<string, RtuDefinition[]>();
  for (const rtu of rtus) {
    const group = groups.get(keyOf(rtu));
    if (group === undefined) groups.set(keyOf(rtu), [rtu]);
    else group.push(rtu);
  }
  return groups;
}

/** Whether a row with an error may be that of an RTU. */
function mayBeFaulty({ no: own }: RtuDefinition, { leftOut }: IniFile): boolean {
  return leftOut.some((no) => Number.isNaN(no) || no === own);
}

function differences(runs: RtuDefinition, row: RtuDefinition): string[] {
  const fields = changedFields(runs, row);
  // A hosts cell without a valid entry admits nobody, an empty one everybody; both have no hosts.
  if (runs.admitsNobody !== row.admitsNobody && !fields.includes('hosts')) fields.push('hosts');
  return fields;
}

function view(rtu: RtuDefinition, detail: string, changed: readonly string[] = []): ReloadedRow {
  const { no, name, rtuNumber, port } = rtu;
  const outcome = detail === '' ? 'done' : detail === ONLY_SHOWN ? 'checked' : 'refused';
  return { no, name, rtuNumber, port, changed, done: detail === '', outcome, detail };
}

function problemText(problems: readonly RestartProblem[]): string {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ field, found, expected }) => `${field} found ${JSON.stringify(found)}, expected ${expected}`)
    .join('; ');
}

/** One after the other: each may need what the one before has freed. */
async function inOrder<T>(
  items: readonly T[],
  work: (item: T) => Promise<ReloadedRow>,
): Promise<ReloadedRow[]> {
  const rows: ReloadedRow[] = [];
  for (const item of items) rows.push(await work(item));
  return rows;
}

/** One line about a file that was read again. */
function describeReload(iniFile: string, { changed, added, removed, unchanged }: ReloadResult): string {
  const count = (rows: readonly ReloadedRow[]): number => rows.filter((row) => row.done).length;
  const left = [...changed, ...added, ...removed].filter(({ done }) => !done);
  const names = left.slice(0, 3).map(({ no, name }) => `${no} ${name}`);
  const more = left.length > names.length ? `, and ${left.length - names.length} more` : '';
  const rest = left.length === 0 ? '' : `; not taken over: ${names.join(', ')}${more}`;
  return `${iniFile} read again: ${countOf(count(changed), 'RTU')} restarted, ${count(added)} added, ${count(removed)} removed, ${unchanged.length} unchanged${rest}`;
}
