/** Derived from the counter catalogue: descriptions, totals, metrics, and the fields of a run's report. */
import type { StatsTable } from '../channel/stats-table.js';
import type { CounterName } from '../station/measures/counters.js';
import { type COUNTER_CATALOG, COUNTERS, type Counter } from './counter-catalog.js';
import type { CounterRow, ReportPlace, UnsentWords } from './counter-row.js';

/** A counter of the HTTP API; its name there is `json`. */
export type ApiCounter = Counter & { readonly json: string };

/** A counter of the report. */
export type ReportCounter = Counter & { readonly report: ReportPlace };

/** The counters of an RTU in the HTTP API, in its order. */
export const API_COUNTERS = COUNTERS.filter((row): row is ApiCounter => row.json !== undefined);

/** The API counters that have a total over all RTUs. */
export const TOTAL_COUNTERS: readonly ApiCounter[] = API_COUNTERS.filter(({ total }) => total !== 'none');

/** The counters of a report. */
export const REPORT_COUNTERS = COUNTERS.filter((row): row is ReportCounter => row.report !== undefined);

type Catalog = typeof COUNTER_CATALOG;

/** Field names of the report's counters of one part: a `counter` is a number, a `figure` a number or `null`. */
type FieldOf<Part extends ReportPlace['part'], Kind extends CounterRow['kind']> = {
  [Name in CounterName]: Catalog[Name] extends {
    readonly kind: Kind;
    readonly report: { readonly part: Part; readonly field: infer Field extends string };
  }
    ? Field
    : never;
}[CounterName];

/** The account of signals: offered = acknowledged + every unsent field + spoiled + open. */
export type SignalFields = { readonly [Field in FieldOf<'signals', 'counter'>]: number };

/** Counts of one RTU, or of all. */
export type TrafficFields = { readonly [Field in FieldOf<'traffic', 'counter'>]: number };

/** Counts and measured figures of one RTU; `null`: not measured. */
export type RtuFields = { readonly [Field in FieldOf<'rtu', 'counter'>]: number } & {
  readonly [Field in FieldOf<'rtu', 'figure'>]: number | null;
};

/** Field of the report, column and words of a reason for unsent signals. */
export interface UnsentReason extends UnsentWords {
  readonly name: CounterName;
  readonly field: Exclude<keyof SignalFields, 'offered' | 'sent' | 'acknowledged' | 'spoiled'>;
}

/** Why signals are unsent, in the order of the reports. */
export const UNSENT_REASONS: readonly UnsentReason[] = REPORT_COUNTERS.flatMap(({ name, report, unsent }) =>
  unsent === undefined ? [] : [{ ...unsent, name, field: report.field as UnsentReason['field'] }],
);

/** The reasons that people are shown: that of event buffers only if `count` has signals there. */
export function shownReasons(count: (reason: UnsentReason) => number): UnsentReason[] {
  return UNSENT_REASONS.filter((reason) => reason.name !== 'UNSENT_BUFFER' || count(reason) > 0);
}

/** The account of signals; `read` returns the value of each counter. */
export function signalFields(read: (counter: FieldOfSignals) => number): SignalFields {
  return fieldsOf('signals', ({ name, field }) => read({ name, field: field as keyof SignalFields }));
}

/** The counts of traffic; `read` returns the value of each counter. */
export function trafficFields(read: (name: CounterName) => number): TrafficFields {
  return fieldsOf('traffic', ({ name }) => read(name));
}

/** Counts and figures of one RTU: of a count by how much it `grew`, of a figure its value `now`, `null` for 0. */
export function rtuFields(
  grew: (name: CounterName) => number,
  now: (name: CounterName) => number,
): RtuFields {
  return fieldsOf('rtu', ({ name, kind }) => (kind === 'counter' ? grew(name) : now(name) || null));
}

/** A counter of the account of signals. */
export interface FieldOfSignals {
  readonly name: CounterName;
  readonly field: keyof SignalFields;
}

/** The fields of a part. The catalogue's types define which these are; here they get their values. */
function fieldsOf<Fields>(
  part: ReportPlace['part'],
  read: (counter: Pick<Counter, 'name' | 'kind'> & { readonly field: string }) => number | null,
): Fields {
  return Object.fromEntries(
    REPORT_COUNTERS.filter(({ report }) => report.part === part).map(({ name, kind, report: { field } }) => [
      field,
      read({ name, kind, field }),
    ]),
  ) as Fields;
}

/** Meaning of a counter, with its unit. */
export function describeCounter({ help, unit, zero }: CounterRow): string {
  return `${help}${unit === 'ms' ? ', ms' : ''}${describeZero(zero)}`;
}

/** Meaning of a counter's total, with its unit. */
export function describeTotal(row: CounterRow): string {
  return `${whoseTotal(row)}: ${describeCounter(row)}`;
}

/** Help of a metric, whose name has the unit: for every RTU, or for all. */
export function describeMetric(row: CounterRow, of: 'rtu' | 'all'): string {
  const help = `${row.help}${describeZero(row.zero)}`;
  return of === 'rtu' ? help : `${whoseTotal(row)}: ${help}`;
}

/** Factor from a cell to a metric: the table has ms, Prometheus has seconds. */
export function metricScale({ unit }: Pick<CounterRow, 'unit'>): number {
  return unit === 'ms' ? 1e-3 : 1;
}

/** The total over all RTUs; 0 if no RTU has a value. NaN if the counter has no total. */
export function totalOf(stats: StatsTable, { name, total }: Pick<Counter, 'name' | 'total'>): number {
  if (total === 'sum') return stats.total(name);
  if (total === 'none') return Number.NaN;
  let found = 0;
  for (let slot = 0; slot < stats.rows; slot++) {
    const value = stats.get(slot, name);
    const better = total === 'max' ? value > found : value > 0 && (found === 0 || value < found);
    if (better) found = value;
  }
  return found;
}

function describeZero(zero: string | undefined): string {
  return zero === undefined ? '' : `; 0: ${zero}`;
}

function whoseTotal({ total }: Pick<CounterRow, 'total'>): string {
  if (total === 'max') return 'longest of all RTUs';
  return total === 'min' ? 'shortest of all RTUs' : 'all RTUs';
}
