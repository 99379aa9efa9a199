/** Pauses of the tester itself: beside the verdict, or as a limit that leaves open what depends on them. */
import { describe, expect, it } from 'vitest';
import { caveatOf } from '../../src/report/caveats.js';
import { htmlReport } from '../../src/report/html-report.js';
import { judgeLimits, parseLimit, verdictOf } from '../../src/report/limits.js';
import { pauseSentences } from '../../src/report/pause-words.js';
import type { RunReport } from '../../src/report/run-report.js';
import { blameOf, summarize, verdictWords } from '../../src/report/summary-lines.js';
import { lostLink, pausesOf } from './limit-kit.js';
import { type Changes, report } from './report-kit.js';

const PAUSED = 'the tester itself paused 312 ms at 09:15:12 (shard 1)';

/** The report of a run with these limits, judged. */
function judged(limits: readonly string[], changes: Changes = {}): RunReport {
  const record = report(changes);
  const parsed = limits.map(parseLimit).filter((limit) => typeof limit !== 'string');
  const verdicts = judgeLimits(parsed, record);
  const whole = { ...record, limits: verdicts, verdict: verdictOf(verdicts) };
  const caveat = caveatOf(whole);
  return caveat === undefined ? whole : { ...whole, caveat };
}

const verdictsOf = ({ limits }: RunReport): string[] => limits.map(({ verdict }) => verdict);
const paused = { pauses: pausesOf(312) };

describe('without a limit for it a pause', () => {
  it('is a caveat beside the verdict, PASS or FAIL', () => {
    const kept = judged(['lost=0', 'ack-p99=200ms'], paused);
    expect(kept.verdict).toBe('PASS');
    expect(summarize(kept).at(-1)).toBe(`Verdict   PASS: all 2 limits were kept, with a caveat: ${PAUSED}`);
    const missed = judged(['ack-p99=100ms'], paused);
    expect(missed.verdict).toBe('FAIL');
    expect(verdictWords(missed)).toBe(`1 of 1 limit missed, with a caveat: ${PAUSED}`);
    expect(verdictWords(judged([], paused))).toBe(`no limit was stated, with a caveat: ${PAUSED}`);
  });

  it('is told with every thread that paused, and a missed limit is not proof against the front-end', () => {
    const missed = judged(['ack-p99=100ms'], paused);
    expect(summarize(missed)).toContain(
      'Warning   The tester itself paused 312 ms at 09:15:12 (shard 1), when nothing was read or sent: shard 1 1 pause, 312 ms at most. ' +
        "Times and lost links of those moments are not the front-end's.",
    );
    expect(blameOf(missed)).toBe(
      'The tester itself paused 312 ms at 09:15:12 (shard 1): a limit missed because of it says nothing about the front-end.',
    );
  });

  it('of all threads is one of the tester as a whole', () => {
    const { caveat } = judged([], { pauses: pausesOf(20_000, 'program') });
    expect(caveat).toBe('the tester itself paused 20 s at 09:15:12 (all its threads)');
  });
});

describe('a run in which the tester was the limit', () => {
  it.each([
    ['simulator', 'the simulator was the limit'],
    ['machine', "the simulator's machine was the limit"],
  ] as const)('has that as a caveat beside its verdict: %s', (who, words) => {
    const kept = judged(['lost=0'], { limiter: { who, text: 'It was.' } });
    expect(summarize(kept).at(-1)).toBe(`Verdict   PASS: the limit was kept, with a caveat: ${words}`);
    const page = htmlReport(kept);
    const shown = words.replace("'", '&#39;');
    expect(page).toContain(`<p class="caveat">The limit was kept, with a caveat: ${shown}.</p>`);
    expect(page.indexOf('class="caveat"')).toBeLessThan(page.indexOf('</section>'));
  });

  it('and paused has both', () => {
    const { caveat } = judged([], { ...paused, limiter: { who: 'machine', text: 'It was.' } });
    expect(caveat).toBe(`the simulator's machine was the limit; ${PAUSED}`);
  });
});

describe('without a pause there is', () => {
  it.each([{ pauses: pausesOf(0) }, {}])('no caveat and no sentence', (changes) => {
    const kept = judged(['lost=0'], changes);
    expect(kept).not.toHaveProperty('caveat');
    expect(pauseSentences(kept)).toEqual([]);
    expect(summarize(kept).at(-1)).toBe('Verdict   PASS: the limit was kept');
    expect(blameOf(judged(['ack-p99=100ms'], changes))).toBeUndefined();
  });
});

describe('a limit of pauses', () => {
  it('that is kept takes the caveat away, and the others are judged', () => {
    const kept = judged(['pause=312ms', 'lost=0'], paused);
    expect([kept.verdict, kept.caveat]).toEqual(['PASS', undefined]);
    const missed = judged(['pause=312ms', 'ack-p99=100ms'], paused);
    expect(missed.verdict).toBe('FAIL');
  });

  it('that is missed leaves open what depends on a pause; nothing is the fault of the front-end', () => {
    const run = judged(['ack-p99=200ms', 'links-lost=0', 'pause=250ms'], {
      ...paused,
      totals: { disconnects: 2 },
    });
    expect(verdictsOf(run)).toEqual(['NOT JUDGED', 'NOT JUDGED', 'NOT JUDGED']);
    expect(run.verdict).toBe('NOT JUDGED');
    expect(run.limits[1].text).toBe(
      `links-lost at most 0 connections: 2 connections; not judged: ${PAUSED}, more than the 250 ms allowed`,
    );
    expect(summarize(run)).toContain(`NOT JUDGED ${run.limits[1].text}`);
    expect(summarize(run).at(-1)).toBe(`Verdict   NOT JUDGED: 3 of 3 limits could not be judged: ${PAUSED}`);
    expect(blameOf(run)).toBeUndefined();
  });

  it('that is missed does not take back what a pause can only have made worse and was kept all the same', () => {
    const names = [
      'lost=0',
      'links-lost=0',
      'duration=5s',
      'rate=600',
      'gi=5s',
      'command-max=1s',
      'online=3',
    ];
    const run = judged([...names, 'pause=250ms'], { ...paused, totals: { rate: 600 } });
    expect(verdictsOf(run)).toEqual([...names.map(() => 'PASS'), 'NOT JUDGED']);
    expect(run.verdict).toBe('NOT JUDGED');
  });

  it('that is missed does not excuse counts that no pause can change', () => {
    const run = judged(['log-lost=6', 'effective-w=5', 'lost=0', 'pause=250ms'], {
      ...paused,
      ...lostLink,
      totals: { ...lostLink.totals, logLinesLost: 7 },
    });
    expect(verdictsOf(run)).toEqual(['FAIL', 'FAIL', 'NOT JUDGED', 'NOT JUDGED']);
    expect(run.verdict).toBe('FAIL');
    expect(verdictWords(run)).toBe('2 of 4 limits missed, 2 not judged');
  });

  it('never excuses a run that was interrupted', () => {
    const run = judged(['ack-p99=100ms', 'pause=250ms'], { ...paused, ending: 'interrupted' });
    expect(run.verdict).toBe('FAIL');
  });

  it('counts the smallest where it is stated twice', () => {
    expect(verdictsOf(judged(['ack-p99=200ms', 'pause=1s', 'pause=250ms'], paused))).toEqual([
      'NOT JUDGED',
      'PASS',
      'NOT JUDGED',
    ]);
  });

  it('has no figure in a report without pauses', () => {
    expect(verdictsOf(judged(['pause=250ms']))).toEqual(['FAIL']);
  });
});

describe('the page', () => {
  it('shows the verdict that is open, the caveat, and the pauses of each shard', () => {
    const open = htmlReport(judged(['ack-p99=200ms', 'pause=250ms'], paused));
    expect(open).toContain('<section class="verdict not-judged">');
    expect(open).toContain('<p class="word">NOT JUDGED</p>');
    expect(open).toContain('<strong class="not-judged">NOT JUDGED</strong>');
    const caveat = htmlReport(judged([], paused));
    expect(caveat).toContain(`Nothing was judged; ${PAUSED}.`);
    expect(caveat).toContain('Longest pause (ms)');
  });

  it('has a line about the coordinator if it paused', () => {
    const pauses = pausesOf(312);
    const threads = pauses.threads.map((one) =>
      one.thread === 'coordinator' ? { ...one, count: 2, longestMs: 300 } : one,
    );
    expect(htmlReport(report({ pauses: { ...pauses, threads } }))).toContain(
      'The coordinator paused 2 times, 300 ms at most.',
    );
  });
});
