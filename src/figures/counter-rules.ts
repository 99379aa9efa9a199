/** What follows from the counter catalogue: descriptions, totals, metrics, and which fields the report of a run has. */
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

/** Those of them that have a total over all RTUs. */
export const TOTAL_COUNTERS: readonly ApiCounter[] = API_COUNTERS.filter(({ total }) => total !== 'none');

/** The counters of a report. */
export const REPORT_COUNTERS = COUNTERS.filter((row): row is ReportCounter => row.report !== undefined);

type Catalog = typeof COUNTER_CATALOG;

/** Field names of the report's counters of one part; of a `counter` a number, of a `figure` a number or `null`. */
type FieldOf<Part extends ReportPlace['part'], Kind extends CounterRow['kind']> = {
  [Name in CounterName]: Catalog[Name] extends {
    readonly kind: Kind;
    readonly report: { readonly part: Part; readonly field: infer Field extends string };
  }
    ? Field
    : never;
}[CounterName];

/** The account of signals: offered = acknowledged + every unsent field + open. */
export type SignalFields = { readonly [Field in FieldOf<'signals', 'counter'>]: number };

/** Counts of an RTU, or of all. */
export type TrafficFields = { readonly [Field in FieldOf<'traffic', 'counter'>]: number };

/** Counts of one RTU, and what was measured of it; `null`: nothing was. */
export type RtuFields = { readonly [Field in FieldOf<'rtu', 'counter'>]: number } & {
  readonly [Field in FieldOf<'rtu', 'figure'>]: number | null;
};

/** Field of the report, column and words of a reason for unsent signals. */
export interface UnsentReason extends UnsentWords {
  readonly name: CounterName;
  readonly field: Exclude<keyof SignalFields, 'offered' | 'sent' | 'acknowledged'>;
}

/** Why signals are unsent, in the order of the reports. */
export const UNSENT_REASONS: readonly UnsentReason[] = REPORT_COUNTERS.flatMap(({ name, report, unsent }) =>
  unsent === undefined ? [] : [{ ...unsent, name, field: report.field as UnsentReason['field'] }],
);

/** The account of signals, each count from what `read` gives for its counter. */
export function signalFields(read: (counter: FieldOfSignals) => number): SignalFields {
  return fieldsOf('signals', ({ name, field }) => read({ name, field: field as keyof SignalFields }));
}

/** The counts of traffic, each from what `read` gives for its counter. */
export function trafficFields(read: (name: CounterName) => number): TrafficFields {
  return fieldsOf('traffic', ({ name }) => read(name));
}

/** Counts and figures of one RTU: a count by which it `grew`, a figure as it is `now`, `null` for 0. */
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

/** The catalogue's types say which fields a part has; here they are filled in. */
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

/** What a counter is, with its unit. */
export function describeCounter({ help, unit, zero }: CounterRow): string {
  return `${help}${unit === 'ms' ? ', ms' : ''}${describeZero(zero)}`;
}

/** What the total of a counter is, with its unit. */
export function describeTotal(row: CounterRow): string {
  return `${whoseTotal(row)}: ${describeCounter(row)}`;
}

/** Help of a metric, whose unit stands in its name: of every RTU, or of all. */
export function describeMetric(row: CounterRow, of: 'rtu' | 'all'): string {
  const help = `${row.help}${describeZero(row.zero)}`;
  return of === 'rtu' ? help : `${whoseTotal(row)}: ${help}`;
}

/** What a cell is multiplied with for a metric: the table has ms, Prometheus wants seconds. */
export function metricScale({ unit }: Pick<CounterRow, 'unit'>): number {
  return unit === 'ms' ? 1e-3 : 1;
}

/** The total over all RTUs; 0 where no RTU has a value. A counter without a total has none: NaN. */
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
