/** Loads files of expectations: what must happen in a run (`docs/behaviour.md` §14). */
import type { Finding, RtuDefinition } from '../../channel/definitions.js';
import type { Demanded, Expectation, ExpectationPlan } from '../../reactions/expectations.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../text/octet-address.js';
import { collectFindings, type FindingCollector } from '../findings.js';
import {
  type ExpectationColumn,
  expectationColumn,
  type NamedExpectation,
  readExpectationRows,
} from './expectation-rows.js';
import { isError, loadPlan, type NamedText, type PlanReading } from './load-plan.js';
import { PhraseResolver } from './phrase-resolver.js';
import { PlaceFinder } from './place-finder.js';

/** The expectations of some files. */
export type ExpectationsReading = PlanReading<ExpectationPlan>;

const NO_OWN = 'of RTU 7 behind the IOA: each point and command names its RTU number';

/** Reads the files at these paths. Never throws. */
export function loadExpectations(
  paths: readonly string[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
  addresses?: AddressForm,
): ExpectationsReading {
  return loadPlan(paths, (texts) => parseExpectations(texts, rtus, tables, addresses));
}

/** Like `loadExpectations`, from texts. */
export function parseExpectations(
  texts: readonly NamedText[],
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
  addresses: AddressForm = USUAL_ADDRESS_FORM,
): ExpectationsReading {
  const findings: Finding[] = [];
  const notes: string[] = [];
  const rows: Expectation[] = [];
  const finder = new PlaceFinder(rtus, tables);
  for (const { file, text } of texts) {
    const reading = readExpectationRows(text, file, addresses);
    const collector = collectFindings(file);
    const resolved = reading.rows.flatMap((one) => resolve(one, file, finder, collector) ?? []);
    rows.push(...resolved);
    notes.push(
      ...reading.notes,
      ...resolved.map(({ line, name, words }) => `${file} row ${line}, ${name}: ${words}`),
    );
    findings.push(...[...reading.findings, ...collector.list].sort((a, b) => a.row - b.row));
  }
  return findings.some(isError)
    ? { findings, notes }
    : { plan: { rows, points: finder.points }, findings, notes };
}

function resolve(
  { line, name, words, comment, demanded: named, text }: NamedExpectation,
  file: string,
  finder: PlaceFinder,
  findings: FindingCollector,
): Expectation | undefined {
  const told = new Set<string>();
  const resolver = new PhraseResolver<ExpectationColumn>(0, finder, (column, expected) => {
    if (told.has(`${column} ${expected}`)) return;
    told.add(`${column} ${expected}`);
    findings.error(line, expectationColumn(column), text(column), expected);
  });
  const phrases = named.kind === 'ends' ? named.conditions : [...named.what, ...named.before];
  const unnamed = phrases.find(({ place }) => place.rtuNumber === undefined);
  if (unnamed !== undefined) {
    const isBefore = named.kind === 'happens' && named.before.some((one) => one === unnamed);
    const column = isBefore ? 'before' : 'what';
    findings.error(line, expectationColumn(column), text(column), NO_OWN);
    return undefined;
  }
  const demanded: Demanded =
    named.kind === 'ends'
      ? { kind: 'ends', conditions: named.conditions.flatMap((one) => resolver.condition(one, 'what')) }
      : {
          kind: 'happens',
          what: named.what.flatMap((one) => resolver.occurrence(one, 'what')),
          ...named.often,
          before: named.before.flatMap((one) => resolver.occurrence(one, 'before')),
          withinMs: named.withinMs,
        };
  return resolver.isSound ? { file, line, name, words, comment, demanded } : undefined;
}
