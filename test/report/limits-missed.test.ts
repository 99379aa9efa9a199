/** Limits that fail whatever figure there is: nothing was measured, or nothing can be trusted. */
import { describe, expect, it } from 'vitest';
import { LIMIT_NAMES } from '../../src/report/limit-names.js';
import { EDGES, judge, lostLink } from './limit-kit.js';
import { type Changes, counts, latency, NO_LATENCY, report, rtu, send } from './report-kit.js';

const nothingAcknowledged = { latency: NO_LATENCY, commandRoundTrip: NO_LATENCY };

describe('a figure that was not measured fails, with a note', () => {
  it.each<[string, Changes, RegExp]>([
    ['ack-p99=1s', nothingAcknowledged, /: nothing was acknowledged$/],
    ['ack-max=1s', { latency: latency({ maxMs: Number.NaN }) }, /nothing was acknowledged/],
    ['lost=0', { sends: [] }, /no signal was offered in a send/],
    [
      'unsent=0',
      { sends: [send({ signals: counts({ offered: 0, sent: 0, acknowledged: 0 }) })] },
      /no signal/,
    ],
    ['duration=5s', { sends: [] }, /no signal was offered/],
    ['duration=5s', { durationMs: Number.NaN }, /not measured/],
    ['online=1', { totals: { onlineLeast: Number.NaN } }, /not measured/],
    ['rate=1', { totals: { rate: Number.POSITIVE_INFINITY } }, /not measured/],
    ['links-lost=0', { totals: { onlineAtStart: 0 } }, /no RTU had a started connection/],
    ['reconnects=0', { totals: { onlineAtStart: 0 } }, /no RTU had a started connection/],
    ['stall=50%', { totals: { signals: { sent: 0 } } }, /nothing was sent/],
    ['stall=50%', { totals: { stallShare: Number.NaN } }, /not measured/],
    ['effective-w=8', { rtus: [rtu(1, { effectiveW: null })] }, /no master acknowledged anything/],
    ['command-p99=1s', nothingAcknowledged, /no command was confirmed/],
    ['command-max=1s', nothingAcknowledged, /no command was confirmed/],
    ['gi=5s', { rtus: [rtu(1, { interrogationMaxMs: null })] }, /no interrogation came to its end/],
    ['log-lost=0', { totals: { logLinesLost: Number.NaN } }, /not measured/],
  ])('%s of %j', (text, changes, words) => {
    const { text: said, verdict } = judge(text, changes);
    expect(verdict).toBe('FAIL');
    expect(said).toMatch(words);
  });

  it('a percentile beyond the share that was acknowledged at all', () => {
    // 20 of 3,000 never were: 0.67 %.
    expect(judge('ack-p99=1s', lostLink).verdict).toBe('PASS');
    expect(judge('ack-p999=1s', lostLink)).toMatchObject({
      verdict: 'FAIL',
      text: 'ack-p999 at most 1 s: 181 ms for what was acknowledged, but 20 signals (0.7 %) got no acknowledgement',
    });
    expect(judge('ack-max=1s', lostLink).verdict).toBe('FAIL');
  });

  it('a frame that is still without acknowledgement is the longest', () => {
    const open = {
      totals: { oldestUnackedMs: 900, signals: { offered: 3010, open: 10 } },
      rtus: [rtu(1), rtu(2), rtu(3, { signals: { ...counts({ offered: 1010 }), open: 10 } })],
    };
    expect(judge('ack-max=899ms', open)).toMatchObject({
      verdict: 'FAIL',
      text: 'ack-max at most 899 ms: 900 ms (some without acknowledgement at the end)',
    });
    expect(judge('ack-max=900ms', open).verdict).toBe('PASS');
    // Before the run, and acknowledged since.
    expect(judge('ack-max=200ms', { totals: { oldestUnackedMs: 900 } }).verdict).toBe('PASS');
  });

  it('the longest interrogation, not the last', () => {
    const rtus = [rtu(1, { interrogationMs: 5, interrogationMaxMs: 6000 }), rtu(2), rtu(3)];
    expect(judge('gi=5s', { rtus })).toMatchObject({
      verdict: 'FAIL',
      text: 'gi at most 5 s: 6 s (RTU 1 System 1; 3 RTUs of 3 interrogated)',
    });
  });

  it('links that are listed count, whatever the totals say', () => {
    const links = [{ at: 0, no: 1, name: 'A', peer: '127.0.0.1:9', reason: 'T1' }];
    expect(judge('links-lost=2', { links, linksLeftOut: 2 }).verdict).toBe('FAIL');
  });
});

describe('no limit passes in a run that can not be trusted', () => {
  const kept = EDGES.map(([text, , changes]) => [text, changes] as const);

  it.each(kept)('%s, interrupted', (text, changes) => {
    const { verdict, text: said } = judge(text, { ...changes, ending: 'interrupted' });
    expect(verdict).toBe('FAIL');
    expect(said).toMatch(/, which can't be trusted: the run was interrupted before the last signal/);
  });

  it.each(kept)('%s, a shard died', (text, changes) => {
    const sends = report(changes).sends.map((one) => ({ ...one, shardsLost: [1] }));
    expect(judge(text, { ...changes, sends })).toMatchObject({ verdict: 'FAIL' });
    const { verdict, text: said } = judge(text, { ...changes, shardsLost: [1] });
    expect(verdict).toBe('FAIL');
    expect(said).toMatch(/can't be trusted: shard 1 died during the run/);
  });

  it('counts that contradict each other fail the limits that use them, and no others', () => {
    const wrong = { totals: { signals: { offered: 3001 } } };
    for (const { name, example, counts: rests } of LIMIT_NAMES) {
      const { verdict, text } = judge(example, wrong);
      if (rests) expect(text, name).toMatch(/the counts of the run contradict each other/);
      if (rests) expect(verdict, name).toBe('FAIL');
      else expect(text, name).not.toMatch(/contradict/);
    }
    expect(judge('online=3', wrong).verdict).toBe('PASS');
    expect(judge('lost=0', { sends: [send({ signals: counts({ offered: 3000 }) })] }).verdict).toBe('FAIL');
    expect(judge('lost=0', { totals: { signals: { unsentLink: Number.NaN } } }).verdict).toBe('FAIL');
  });
});
