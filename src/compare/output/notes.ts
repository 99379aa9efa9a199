/** Notes beside the counts: likely causes of differences, and what was not compared. */
import { formatExactMs, formatNumber } from '../../text/format.js';
import { formatOffset } from '../../text/local-time.js';
import type { Ledger } from '../matching/ledger.js';
import { isZoneShift } from '../matching/shifts.js';
import type { Tally } from './tally.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How many CAs a note names. */
const NAMED = 5;

function named(cas: readonly number[]): string {
  const shown = cas.slice(0, NAMED).join(', ');
  return `CA ${shown}${cas.length > NAMED ? ` and ${cas.length - NAMED} more` : ''}`;
}

/** Notes in the order in which they are printed. */
export function notesOf(ledger: Ledger, tally: Tally): string[] {
  return [
    ...shiftNotes(ledger, tally),
    ...resolutionNotes(ledger, tally),
    ...portNotes(ledger, tally),
    ...connectionNotes(ledger, tally),
    ...unknownNotes(ledger, tally),
    ...unjudgedNotes(ledger),
    ...cellNotes(ledger),
    ...passedOverNotes(ledger),
    ...qualityNotes(ledger),
  ];
}

function shiftNotes({ shifts, points }: Ledger, tally: Tally): string[] {
  const byMs = new Map<number, { events: number; cas: Set<number> }>();
  for (const { ca, ms, events } of shifts) {
    const known = byMs.get(ms) ?? { events: 0, cas: new Set() };
    known.events += events;
    known.cas.add(points.cas[ca]);
    byMs.set(ms, known);
  }
  const largest = [...byMs].sort((a, b) => b[1].events - a[1].events).slice(0, NAMED);
  return largest.map(([ms, { events, cas }]) => {
    const isAll = events === tally.timed;
    const which = isAll
      ? `all ${formatNumber(events)} times`
      : `${formatNumber(events)} of ${formatNumber(tally.timed)} times`;
    const where = isAll ? '' : ` (${named([...cas])})`;
    const off = isZoneShift(ms) ? `${Math.abs(ms) / 1000} s` : formatExactMs(Math.abs(ms));
    const cause = isZoneShift(ms) ? 'a time zone, or summer time' : 'a clock that is set wrong';
    // Hours and minutes can't name a whole day.
    const option = isZoneShift(ms) && Math.abs(ms) < DAY_MS ? formatOffset(-ms / MINUTE_MS) : String(-ms);
    return (
      `${which} in the event list are ${off} off, ${ms > 0 ? 'late' : 'early'}${where}: ${cause}? ` +
      `--time-offset ${option} makes up for it`
    );
  });
}

/** Notes on lists that show fewer digits than a time tag has. */
function resolutionNotes({ events, sent, toleranceMs }: Ledger, tally: Tally): string[] {
  const { wrongTime, missing, duplicate } = tally.differences;
  if (wrongTime + missing + duplicate === 0) return [];
  const step = [1000, 100, 10].find((ms) => {
    const coarse = (time: number): boolean => Number.isNaN(time) || time % ms === 0;
    return events.time.every(coarse) && !sent.time.every(coarse);
  });
  if (step !== undefined && toleranceMs < step - 1 && tally.timed > 0) {
    const unit = step === 1000 ? 'seconds' : `multiples of ${step} ms`;
    return [`all times in the event list are whole ${unit}: compare with --tolerance ${step - 1}`];
  }
  if (wrongTime > 0 && tally.timeless === 0 && tally.wrongTime.largestMs <= 1) {
    return ['no wrong time is off by more than 1 ms: if the list rounds, compare with --tolerance 1'];
  }
  return [];
}

function portNotes({ sent, points }: Ledger, tally: Tally): string[] {
  if (tally.differences.missing === 0) return [];
  const cas = points.cas.filter((_, ca) => (sent.portsOfCa[ca]?.size ?? 0) > 1);
  if (cas.length === 0) return [];
  const ports = [...(sent.portsOfCa[points.findCa(cas[0])] ?? [])].join(' and ');
  return [
    `${named(cas)} sent on several ports (CA ${cas[0]}: ${ports}), each event on each: ` +
      'for a front-end that is connected to some of them, name those with --port',
  ];
}

/** A note if one port sent to several connections at a time (`group=each`), each event to each. */
function connectionNotes({ sent, points }: Ledger, tally: Tally): string[] {
  if (tally.differences.missing === 0) return [];
  const [twins] = sent.twins;
  if (twins === undefined) return [];
  const [first, second] = twins.peers;
  return [
    `port ${twins.port} of CA ${points.cas[twins.ca]} sent to several connections at one time (${first}, ${second}), each event to each: ` +
      'for a front-end that has one of them, name it with --connection',
  ];
}

/** A note if the numbers of the quality column are no quality descriptors. */
function qualityNotes({ events }: Ledger): string[] {
  if (!events.hasOpcQuality) return [];
  return [
    `the numbers in column ${events.picks.quality?.label ?? ''} are read as OPC quality (192 is good), which tells only good from not good; ` +
      '--quality-form qds reads them as quality descriptors',
  ];
}

/** A note on rows that name no point, so that nothing is dropped in silence. */
function passedOverNotes({ events }: Ledger): string[] {
  const { count, first } = events.pointless;
  if (count === 0) return [];
  const rows =
    count === 1 ? '1 row of the event list has' : `${formatNumber(count)} rows of the event list have`;
  return [`${rows} no CA and no IOA, so no event: ${first}`];
}

function unknownNotes({ points, sent, events }: Ledger, tally: Tally): string[] {
  if (tally.differences.unknownPoint === 0) return [];
  const foreign = new Map<number, number>();
  for (const point of events.point) {
    if (point < points.sent) continue;
    const ca = points.caIdOfPoint(point);
    if (sent.portsOfCa[ca] === undefined) foreign.set(points.cas[ca], (foreign.get(points.cas[ca]) ?? 0) + 1);
  }
  const rows = [...foreign.values()].reduce((sum, each) => sum + each, 0);
  if (rows === 0) return [];
  return [
    `${formatNumber(rows)} events are of a CA that the sent list doesn't have: ${named([...foreign.keys()])}`,
  ];
}

function unjudgedNotes({ events, unjudged }: Ledger): string[] {
  const notes: string[] = [];
  if (events.newestFirst) {
    notes.push('the event list has its newest event first; the order of events of one time is not judged');
  }
  if (!events.inOrderOfTime) {
    notes.push('the event list is not sorted by time: the order between points is not judged');
  }
  if (unjudged > 0) {
    notes.push(
      `the order of ${formatNumber(unjudged)} events without time tag differs too much to be judged`,
    );
  }
  return notes;
}

function cellNotes({ events }: Ledger): string[] {
  return [...events.faults.cells.values()].map(
    ({ count: cells, first }) =>
      `${formatNumber(cells)} cells were not understood and not compared, such as ${first}`,
  );
}
