/** Loads reaction files (`docs/behaviour.md` §14). */
import type { Finding, RtuDefinition } from '../../channel/definitions.js';
import type { ReactionInstance, ReactionPlan, ReactionRow } from '../../reactions/plan.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../text/octet-address.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';
import { collectFindings, type FindingCollector } from '../findings.js';
import { isError, loadPlan, type NamedText, type PlanReading } from './load-plan.js';
import { findLoops } from './loops.js';
import { PlaceFinder } from './place-finder.js';
import { type NamedRow, type ReactionColumn, reactionColumn, readReactionRows } from './reaction-rows.js';
import { namesOwn, resolveRow } from './resolve-row.js';

/** The reactions of some files. */
export type ReactionsReading = PlanReading<ReactionPlan>;

/** Reads the files at these paths. Never throws. */
export function loadReactions(
  paths: readonly string[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
  addresses?: AddressForm,
): ReactionsReading {
  return loadPlan(paths, (texts) => parseReactions(texts, rtus, tables, addresses));
}

/** Like `loadReactions`, from texts. */
export function parseReactions(
  texts: readonly NamedText[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
  addresses: AddressForm = USUAL_ADDRESS_FORM,
): ReactionsReading {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const rows: ReactionRow[] = [];
  const finder = new PlaceFinder(rtus, tables);
  const collectors = new Map<string, FindingCollector>();
  for (const { file, text } of texts) {
    const reading = readReactionRows(text, file, addresses);
    const collector = collectFindings(file);
    collectors.set(file, collector);
    findings.push(...reading.findings);
    notes.push(...reading.notes);
    for (const named of reading.rows) {
      const row = reactionRow(named, file, finder, collector);
      rows.push(row);
      if (row.instances.length > 0) notes.push(`${file} row ${row.line}, ${row.rule}: ${describeRow(row)}`);
    }
  }
  for (const loop of findLoops(rows)) {
    const [{ file, line }] = loop;
    const found = loop.map((row) => `row ${row.line}`).join(' and ');
    const expected =
      'a delay, a condition or an unless in one of these rows: without, they set each other off for ever';
    collectors.get(file)?.error(line, '', found, expected);
  }
  for (const { list } of collectors.values()) findings.push(...list);
  findings.sort((a, b) => (a.file === b.file ? a.row - b.row : 0));
  if (findings.some(isError)) return { findings, notes };
  return { plan: { rows, points: finder.points }, findings, notes };
}

/** The row in words, with the RTU numbers that it is for. */
function describeRow({ words, instances }: ReactionRow): string {
  const numbers = instances.map(({ own }) => own).filter((own) => own !== 0);
  const whose =
    numbers.length === 0
      ? ''
      : `${numbers.length === 1 ? 'RTU number' : 'RTU numbers'} ${formatRtuNumbers(numbers)}: `;
  return `${whose}${words}`;
}

/** A row for all its RTU numbers. What is wrong is reported once for a cell, with the numbers that it is wrong for. */
function reactionRow(
  named: NamedRow,
  file: string,
  finder: PlaceFinder,
  findings: FindingCollector,
): ReactionRow {
  const { line, rule, rtus, delayMs, quality, howOften, words, change, comment } = named;
  const faults = new Map<string, { column: ReactionColumn; expected: string; numbers: number[] }>();
  const instances: ReactionInstance[] = [];
  const isOwn = namesOwn(named);
  const numbers = rtus === 'all' ? finder.rtuNumbers : rtus;
  // Without a place of its own a row is one reaction, however many RTU numbers stand there.
  const owns = isOwn ? (numbers ?? [0]) : [0];
  // Where the RTU numbers can't be read it is not known whose points are meant.
  for (const own of named.isSound || numbers !== undefined || !isOwn ? owns : []) {
    const instance = resolveRow(named, own, finder, (column, expected) => {
      const key = `${column} ${expected}`;
      const fault = faults.get(key) ?? { column, expected, numbers: [] };
      fault.numbers.push(own);
      faults.set(key, fault);
    });
    if (instance !== undefined) instances.push(instance);
  }
  // `all`: those that have everything.
  if (rtus !== 'all' || (named.isSound && instances.length === 0)) {
    for (const { column, expected, numbers: wrong } of faults.values()) {
      const whose = wrong[0] === 0 ? '' : `; so for RTU number ${formatRtuNumbers([...new Set(wrong)])}`;
      findings.error(line, reactionColumn(column), named.text(column), `${expected}${whose}`);
    }
  }
  if (named.isSound && !isOwn && named.text('RTUs') !== '') {
    const expected = 'nothing, because every point and command of the row names its RTU';
    findings.warning(line, reactionColumn('RTUs'), named.text('RTUs'), expected);
  }
  return { file, line, rule, words, change, comment, delayMs, quality, howOften, instances };
}
