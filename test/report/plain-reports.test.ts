/** JSON, CSV and the lines for the terminal. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvReport } from '../../src/report/csv-report.js';
import { jsonReport } from '../../src/report/json-report.js';
import { judgeLimits, parseLimit, verdictOf } from '../../src/report/limits.js';
import { summarize } from '../../src/report/summary-lines.js';
import { bigReport, type Changes, counts, NO_LATENCY, report, rtu, send } from './report-kit.js';

describe('JSON', () => {
  it.each([
    ['a run', report()],
    ['200 RTUs', bigReport(200, 30)],
    ['empty lists', report({ rtus: [], links: [], sends: [], latencyBuckets: [] })],
    ['hostile names', report({ rtus: [rtu(1, { name: '"\\\n\u2028</script>\ud83d' })] })],
  ])('read back is the record: %s', (_, run) => expect(JSON.parse(jsonReport(run))).toEqual(run));

  it('has one RTU to a line', () => {
    const lines = jsonReport(bigReport(5, 3)).split('\n');
    expect(lines.filter((line) => line.startsWith('{"no":'))).toHaveLength(5);
    expect(lines.at(-1)).toBe('');
  });

  it('knows no NaN', () => {
    const text = jsonReport(report({ durationMs: Number.NaN }));
    expect(JSON.parse(text).durationMs).toBeNull();
  });
});

describe('CSV', () => {
  const names = ['plain', 'a,b', 'say "x"', 'two\r\nlines', '', 'Ährenfeld 110'];
  const rtus = names.map((name, i) => rtu(i + 1, { name }));
  const rows = parse(csvReport({ rtus })) as string[][];
  const [head] = rows;

  it('has a row for each RTU in the order given, and nothing before the head', () => {
    expect(csvReport({ rtus }).startsWith('No.,Name,CA,Port,')).toBe(true);
    expect(rows.slice(1).map((row) => row[1])).toEqual(
      names.map((name) => name.replace('\r\n', '\ufffd\ufffd')),
    );
    expect(rows.slice(1).map((row) => row[0])).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(new Set(head).size).toBe(head.length);
  });

  it('has figures as plain numbers, with their units in the head', () => {
    const row = Object.fromEntries(head.map((name, i) => [name, rows[1][i]]));
    expect(row).toMatchObject({
      't1 (s)': '15',
      'Signals offered': '1000',
      'Octets sent': '30000',
      'Ack p99.9 (ms)': '180.5',
      'Stall (%)': '40',
      'Interrogation max (ms)': '2100',
    });
  });

  it('leaves the cells of unmeasured figures empty', () => {
    const [titles, cells] = parse(
      csvReport({
        rtus: [rtu(1, { latency: NO_LATENCY, rate: Number.NaN, effectiveW: null, interrogationMaxMs: null })],
      }),
    ) as string[][];
    for (const name of [
      'Ack mean (ms)',
      'Ack max (ms)',
      'Acknowledged signals/s',
      'Effective w (I frames)',
      'Interrogation max (ms)',
    ]) {
      expect(cells[titles.indexOf(name)], name).toBe('');
    }
  });

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', ' =1'])('carries out no name: %j', (name) => {
    expect((parse(csvReport({ rtus: [rtu(1, { name })] })) as string[][])[1][1]).toBe(`'${name}`);
  });
});

function lines(limits: readonly string[], changes: Changes = {}): string[] {
  const run = report(changes);
  const verdicts = judgeLimits(limits.map((text) => parseLimit(text)) as never, run);
  return summarize({ ...run, limits: verdicts, verdict: verdictOf(verdicts) });
}

describe('the lines after a run', () => {
  it('tell totals, latency, the slowest, the limiter, each limit, and the verdict last', () => {
    expect(lines(['ack-p99=200ms', 'lost=0', 'online=4'])).toEqual([
      'Run       1 send, sent after 4.00 s, last acknowledged after 5.00 s',
      'Links     3 of 3 RTUs online at the start, 3 at the least, 0 links lost',
      'Signals   offered 3,000, acknowledged 3,000, unsent 0, open 0; 600/s, best second 1,000/s',
      'Ack       p50 2.50 ms, p90 40.0 ms, p99 143 ms, p99.9 181 ms, max 200 ms',
      'Commands  p50 2.50 ms, p90 40.0 ms, p99 400 ms, p99.9 181 ms, max 900 ms',
      'Slowest   RTU 3 System 3, CA 103, port 2406: 200/s, ack p99 143 ms, stall 40 %',
      '          RTU 1 System 1, CA 101, port 2404: 200/s, ack p99 143 ms, stall 40 %',
      '          RTU 2 System 2, CA 102, port 2405: 200/s, ack p99 143 ms, stall 40 %',
      'Limiter   The masters are the limit: RTUs wait 40 % of the time.',
      'PASS      ack-p99 at most 200 ms: 143 ms',
      'PASS      lost at most 0 signals: 0 signals',
      'FAIL      online at least 4 RTUs: 3 RTUs',
      'Verdict   FAIL: 1 of 3 limits missed',
    ]);
  });

  it('count every send of a profile, as the line before the run does', () => {
    const rows = [send({ name: 'profile row 2', times: 10 }), send({ name: 'profile row 3', times: 3 })];
    expect(lines([], { sends: rows })[0]).toMatch(/^Run {7}13 sends in 2 rows of the profile, sent after /);
  });

  it('name the reasons of what was not sent, and what is wrong', () => {
    const said = lines([], {
      ending: 'interrupted',
      sends: [
        send({ signals: counts({ offered: 3000, acknowledged: 2000, unsentEnded: 7, unsentFilter: 3 }) }),
      ],
      totals: {
        logLinesLost: 5,
        signals: { acknowledged: 2000, unsentEnded: 7, unsentFilter: 3, open: 990 },
      },
      rtus: [
        rtu(1),
        rtu(2),
        rtu(3, { signals: { ...counts({ acknowledged: 0, unsentEnded: 7, unsentFilter: 3 }), open: 990 } }),
      ],
      latency: NO_LATENCY,
      commandRoundTrip: NO_LATENCY,
    });
    expect(said[2]).toContain('unsent 10 (send ended 7, filter timed out 3), open 990;');
    expect(said[3]).toBe('Ack       nothing was acknowledged');
    expect(said.slice(-3)).toEqual([
      'ERROR     The run was interrupted before the last signal was accounted for.',
      'Warning   The logs lost 5 lines, because the disk could not keep up. The counts are not concerned.',
      'Verdict   NONE: no limit was stated',
    ]);
  });

  it('warn of what was changed meanwhile, and of RTUs that took no part', () => {
    const said = lines([], {
      changes: ['RTU 2 B was restarted'],
      sends: [send({ rtus: 1, notStarted: 2 })],
    });
    expect(said).toContain('Warning   During the run: RTU 2 B was restarted.');
    expect(said).toContain(
      'Warning   2 RTUs had no started connection when a send began, and did not take part in it.',
    );
  });

  it('do not blame the front-end if the simulator was the limit', () => {
    const limiter = { who: 'simulator', text: 'This machine is used to 97 %.' } as const;
    expect(lines(['ack-p99=1ms'], { limiter }).at(-2)).toBe(
      'Note      The simulator was the limit, not the front-end: a missed limit says nothing about the front-end.',
    );
    expect(lines(['ack-p99=1s'], { limiter }).join()).not.toContain('Note');
  });

  it('contain no control characters for a terminal', () => {
    const name = 'x\u001b[2J\u0007\r\nPASS';
    const said = lines([], { rtus: [rtu(1, { name }), rtu(2), rtu(3)] });
    expect(said[5]).toContain('x\ufffd[2J\ufffd\ufffd\ufffdPASS');
  });
});
