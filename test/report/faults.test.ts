/** Faults on purpose in a report (`docs/behaviour.md` §13): what is judged, the summary, the page. */
import { describe, expect, it } from 'vitest';
import { type FaultFacts, judgeFault } from '../../src/report/fault-judging.js';
import type { FaultHitReport, FaultReport } from '../../src/report/fault-report.js';
import { faultPieces, faultsPathOf } from '../../src/report/faults-csv.js';
import { htmlReport } from '../../src/report/html-report.js';
import { summarize } from '../../src/report/summary-lines.js';
import { fault, faultHit } from './limit-kit.js';
import { sectionRows } from './page-kit.js';
import { report } from './report-kit.js';

const FACTS: FaultFacts = {
  demand: 'stays',
  isApplied: true,
  t1Ms: 15_000,
  t3Ms: 20_000,
  closedMs: Number.NaN,
  code: '',
  overMs: 60_000,
  startedMs: Number.NaN,
  nextMs: Number.NaN,
  untilMs: 90_000,
};

/** The verdict, and why. */
function judged(facts: Partial<FaultFacts>): string {
  const { asDemanded, why } = judgeFault({ ...FACTS, ...facts });
  return why === '' ? asDemanded : `${asDemanded}: ${why}`;
}

describe('a master', () => {
  it.each<[string, Partial<FaultFacts>, string]>([
    ['that keeps the connection', {}, 'yes'],
    [
      'that closes a connection which it must keep',
      { closedMs: 1500, code: 'PEER_CLOSED' },
      'no: the master closed the connection after 1.50 s',
    ],
    // The fault happened once, and was over at once.
    [
      'that closes it because of a single frame',
      { overMs: 0, closedMs: 2000, code: 'PEER_CLOSED' },
      'no: the master closed the connection after 2.00 s',
    ],
    ['that closes it long after the fault', { overMs: 0, closedMs: 2001, code: 'PEER_CLOSED' }, 'yes'],
    [
      'that closes it after the next fault',
      { overMs: 0, nextMs: 1000, closedMs: 1001, code: 'PEER_CLOSED' },
      'yes',
    ],
    [
      'that closes it before the next fault',
      { overMs: 0, nextMs: 1000, closedMs: 999, code: 'PEER_CLOSED' },
      'no: the master closed the connection after 999 ms',
    ],
    ['whose RTU closes the connection', { closedMs: 1500, code: 'T1_I_FRAME' }, 'yes'],
    ['that closes at once', { demand: 'closes', closedMs: 2000, code: 'SOCKET_ERROR' }, 'yes'],
    [
      'that closes too late',
      { demand: 'closes', closedMs: 2001, code: 'PEER_CLOSED' },
      'no: the master closed the connection only after 2.00 s',
    ],
    ['that does not close', { demand: 'closes' }, 'no: the master did not close the connection'],
    [
      'that lets the RTU close',
      { demand: 'closes', closedMs: 15_000, code: 'T1_I_FRAME' },
      'no: the connection ended by the RTU itself (T1_I_FRAME)',
    ],
    [
      'whose run ended too early',
      { demand: 'closes', untilMs: 900 },
      'not judged: the run ended 900 ms after it',
    ],
    // t1 + t3 + 2 s.
    ['that closes by its time-out', { demand: 'closes-t1', closedMs: 37_000, code: 'PEER_CLOSED' }, 'yes'],
    [
      'that closes after its time-out',
      { demand: 'closes-t1', closedMs: 37_100, code: 'PEER_CLOSED' },
      'no: the master closed the connection only after 37.1 s',
    ],
    ['that comes back', { demand: 'returns', startedMs: 900 }, 'yes'],
    ['that does not come back', { demand: 'returns' }, 'no: no connection was started again'],
    ['of which nothing is demanded', { demand: 'free' }, 'not judged: nothing is demanded'],
    ['that was not there', { isApplied: false }, 'not judged: it had nothing to act on'],
  ])('%s', (_, facts, verdict) => expect(judged(facts)).toBe(verdict));
});

const FAULTS: FaultReport[] = [
  fault([faultHit(1, 'yes', 1000), faultHit(2, 'no', 1200), faultHit(3, 'not judged', null)], {
    p99Ms: 12,
    reconnects: 1,
  }),
];

it('are one line of the summary', () => {
  const totals = { signals: { acknowledged: 2986, spoiled: 14 } };
  expect(summarize(report({ faults: FAULTS, totals }))).toContain(
    'Faults    1 fault on 3 RTUs: 1 as demanded, 1 not, 1 not judged; 14 signals spoiled',
  );
  expect(summarize(report()).filter((line) => line.startsWith('Faults'))).toEqual([]);
});

it('have a section, those that are not as demanded first', () => {
  const page = htmlReport(report({ faults: FAULTS }));
  const rows = sectionRows(page, 'Faults on purpose');
  expect(rows.map(([no, name, verdict]) => [no, name, verdict])).toEqual([
    ['2', 'System 2', 'no'],
    ['1', 'System 1', 'yes'],
    ['3', 'System 3', 'not judged'],
  ]);
  expect(page).toContain('ack p99 12.0 ms, before 10.0 ms; reconnects 1, before 0');
  expect(sectionRows(htmlReport(report()), 'Faults on purpose')).toEqual([]);
});

it('are folded where there are many', () => {
  const many: FaultHitReport[] = Array.from({ length: 12 }, (_, i) => faultHit(i + 1, 'yes', 1));
  expect(htmlReport(report({ faults: [fault(many)] }))).toContain('<details><summary>12 rows');
  expect(htmlReport(report({ faults: [fault(many.slice(1))] }))).not.toContain('<details><summary>11 rows');
});

it('are a CSV file beside that of the RTUs', () => {
  expect(faultsPathOf('a.csv/day.CSV')).toBe('a.csv/day-faults.CSV');
  const [head, first, ...more] = [...faultPieces(report({ faults: FAULTS }))];
  expect(head.startsWith('Fault,Word,What,No.,Name,Port,Demanded,As demanded,')).toBe(true);
  expect(first).toBe(
    'profile row 2,split,split 1 octets for 5 s,1,System 1,2404,stays,yes,,1,none,,,,,,1000,,0,0,0,3,10,12,0,1\r\n',
  );
  expect(more).toHaveLength(2);
});
