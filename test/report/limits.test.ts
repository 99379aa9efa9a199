/** Limits: how they are written, and judged at their edges. */
import { describe, expect, it } from 'vitest';
import { LIMIT_NAMES } from '../../src/report/limit-names.js';
import { judgeLimits, limitHelp, parseLimit, verdictOf } from '../../src/report/limits.js';
import { EDGES, judge } from './limit-kit.js';
import { latency, report } from './report-kit.js';

describe('a limit is read', () => {
  it.each([
    ['ack-p50=0.5ms', 'ack-p50', 0.5],
    ['ack-p99=200ms', 'ack-p99', 200],
    [' ack-p999 = 0.07 s ', 'ack-p999', 70],
    ['duration=5s', 'duration', 5000],
    ['duration=1.005s', 'duration', 1005],
    ['lost=0', 'lost', 0],
    ['unsent=1.5k', 'unsent', 1500],
    ['rate=1.1M', 'rate', 1_100_000],
    ['rate=50k/s', 'rate', 50_000],
    ['rate=0.5', 'rate', 0.5],
    ['online=153', 'online', 153],
    ['stall=7%', 'stall', 0.07],
    ['stall=35%', 'stall', 0.35],
    ['stall=0 %', 'stall', 0],
    ['effective-w=7.5', 'effective-w', 7.5],
  ])('%s', (text, name, value) => expect(parseLimit(text)).toEqual({ text, name, value }));

  it.each([
    ['', /expected NAME=VALUE, such as ack-p99=200ms$/],
    ['ack-p99', /expected NAME=VALUE/],
    ['ack-p99=', /expected NAME=VALUE/],
    ['=5', /expected NAME=VALUE/],
    [
      'ack-p98=5ms',
      /there is no "ack-p98"; did you mean ack-p90\?; the names are ack-p50, ack-p90, .*links-lost.*log-lost, .*collateral-reconnects, pause$/,
    ],
    ['__proto__=5', /there is no/],
    ['ack-p99=200', /expected a time in ms or s above 0, such as ack-p99=200ms$/],
    ['ack-p99=200us', /a time in ms or s/],
    ['ack-p99=0ms', /above 0/],
    ['ack-p99=-5ms', /a time/],
    ['ack-p99=0,5s', /a time/],
    ['ack-p99=1.2.3s', /a time/],
    ['ack-p99=constructor', /a time/],
    ['duration=5min', /a time/],
    ['lost=5ms', /expected a whole number of signals, k and M allowed, such as lost=0$/],
    ['lost=0.5', /a whole number/],
    ['lost=1e3', /a whole number/],
    [`lost=${'9'.repeat(400)}`, /a whole number/],
    ['online=0', /a number of RTUs from 1, such as online=153$/],
    ['rate=0', /signals a second above 0/],
    ['stall=50', /a percentage from 0% to below 100%, such as stall=50%$/],
    ['stall=100%', /below 100%/],
    ['effective-w=0.5', /from 1/],
  ])('or refused in words: %j', (text, words) => {
    const answer = parseLimit(text);
    expect(answer).toMatch(words);
    expect(answer).toContain(`limit "${text}"`);
  });

  it('each name is in the help text, with a valid example', () => {
    const help = limitHelp();
    for (const { name, example } of LIMIT_NAMES) {
      expect(help).toContain(`  ${example} `);
      expect(parseLimit(example)).toMatchObject({ name });
    }
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

describe('a figure equal to its limit passes, one just beyond fails', () => {
  it('for every name', () => {
    const names = EDGES.map(([kept]) => kept.split('=')[0]);
    expect(names).toEqual(LIMIT_NAMES.map(({ name }) => name));
  });

  it.each(EDGES)('%s, %s', (kept, missed, changes, keptText, missedText) => {
    expect(judge(kept, changes)).toEqual({ limit: kept, text: keptText, verdict: 'PASS' });
    // The tester's own pause is nobody's fault: beyond its limit nothing is judged.
    const verdict = missed.startsWith('pause') ? 'NOT JUDGED' : 'FAIL';
    expect(judge(missed, changes)).toEqual({ limit: missed, text: missedText, verdict });
  });

  it('figures that look alike are shown with enough digits to differ', () => {
    expect(judge('ack-p99=143ms', { latency: latency({ p99Ms: 143.00004 }) }).text).toBe(
      'ack-p99 at most 143 ms: 143.00004 ms',
    );
    expect(judge('rate=1000', { totals: { rate: 999.96 } })).toMatchObject({
      text: 'rate at least 1,000 signals/s: 999.96 signals/s',
      verdict: 'FAIL',
    });
    expect(judge('ack-p99=1s', { latency: latency({ p99Ms: 1234.567 }) }).text).toContain(': 1.235 s');
  });

  it('in the order given, doubles included', () => {
    const limits = ['lost=0', 'ack-p99=1ms', 'lost=0'].map((text) => parseLimit(text));
    const verdicts = judgeLimits(limits as never, report());
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['PASS', 'FAIL', 'PASS']);
    expect(verdictOf(verdicts)).toBe('FAIL');
    expect(verdictOf(verdicts.slice(2))).toBe('PASS');
    expect(verdictOf([])).toBe('NONE');
  });
});
