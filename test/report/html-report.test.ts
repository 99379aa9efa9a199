/** The HTML report: one file, well formed, safe against names, and complete without its script. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { escapeHtml } from '../../src/report/html-text.js';
import { judgeLimits, parseLimit, verdictOf } from '../../src/report/limits.js';
import type { RunReport } from '../../src/report/run-report.js';
import { cells, headingOf, type PageElement, readPage } from './page-kit.js';
import { type Changes, counts, report, rtu, send } from './report-kit.js';

function page(run: RunReport) {
  return readPage(htmlReport(run)).root;
}

function judged(texts: readonly string[], changes: Changes = {}): RunReport {
  const run = report(changes);
  const limits = judgeLimits(texts.map((text) => parseLimit(text)) as never, run);
  return { ...run, limits, verdict: verdictOf(limits) };
}

function sectionOf(root: PageElement, heading: string): PageElement {
  return root.querySelectorAll('section').find((one) => headingOf(one) === heading) as PageElement;
}

function texts(root: PageElement, selector: string): string[] {
  return root.querySelectorAll(selector).map((element) => element.textContent);
}

it('names the version, the form of the package and Node.js', () => {
  const shown = (run: RunReport): string => page(run).textContent;
  expect(shown(report())).toMatch(/iec104rs 0\.1\.0 on Node\.js v\d/);
  const program = { name: 'iec104rs', version: '1.0.0', package: 'win-zip' };
  expect(shown({ ...report(), program })).toMatch(/iec104rs 1\.0\.0 \(win-zip\) on Node\.js v\d/);
});

describe('read from above', () => {
  const root = page(judged(['ack-p99=200ms', 'lost=0']));

  it('the parts are in the specified order', () => {
    expect(texts(root, 'h2')).toEqual([
      '1 Verdict and limits',
      '2 What was tested',
      '3 Parameters of the RTUs',
      '4 How it was tested',
      '5 Who was the limit',
      '6 Totals: every signal of the run',
      '7 Sends',
      '8 Latency',
      '9 Charts',
      '10 Links lost',
      '11 Deviations and remarks',
      '12 Signatures',
      'Appendix A RTUs',
      "Appendix B The simulator's shards",
    ]);
    const main = root.querySelector('main') as PageElement;
    expect(main.children.slice(0, 3).map(({ className }) => className)).toEqual([
      'title-page',
      'contents',
      'verdict pass',
    ]);
  });

  it('the verdict is large, each limit has its line', () => {
    expect(texts(root, '.verdict .word')).toEqual(['PASS']);
    expect(root.querySelector('.verdict')?.textContent).toContain('All 2 limits were kept.');
    expect(cells(root.querySelector('.verdict table') as PageElement)).toEqual([
      ['Verdict', 'Limit and what came out', 'As stated'],
      ['PASS', 'ack-p99 at most 200 ms: 143 ms', 'ack-p99=200ms'],
      ['PASS', 'lost at most 0 signals: 0 signals', 'lost=0'],
    ]);
    expect(root.querySelectorAll('.error, .blame, .warning')).toEqual([]);
  });

  it('what was tested', () => {
    const facts = root.querySelector('section .facts')?.textContent;
    expect(facts).toMatch(/Started2026-11-22 09:15:10\.669 [+-]\d\d:\d\d\n/);
    for (const text of ['ab'.repeat(32), '--headless --send 1', 'iec104rs 0.1.0', 'bench-1', '16.0 GiB']) {
      expect(facts).toContain(text);
    }
    expect(root.textContent).toContain('cd'.repeat(32));
  });

  it('a missed limit, and none', () => {
    const missed = page(judged(['ack-p99=100ms', 'lost=0']));
    expect(texts(missed, '.verdict .word')).toEqual(['FAIL']);
    expect(missed.querySelector('.verdict')?.className).toBe('verdict fail');
    expect(missed.querySelector('.verdict')?.textContent).toContain('1 of 2 limits missed.');
    expect(texts(page(report()), '.verdict .word')).toEqual(['NO LIMITS STATED']);
  });
});

describe('who was the limit', () => {
  it.each(['simulator', 'machine', 'unknown'] as const)('%s: a front-end is not blamed', (who) => {
    const limiter = { who, text: 'So it was.' };
    const root = page(judged(['ack-p99=1ms'], { limiter }));
    expect(texts(root, 'p.blame')[0]).toMatch(/front-end/);
    expect(texts(root, 'p.bottleneck')[0]).toMatch(/So it was\.$/);
    expect(texts(root, 'p.bottleneck')[0]).toMatch(who === 'unknown' ? /^Not known/ : /not the front-end/);
    expect(page(judged(['ack-p99=1s'], { limiter })).querySelectorAll('.blame')).toEqual([]);
  });

  it('an interrupted run does not blame the front-end either', () => {
    const root = page(judged(['ack-p99=1s'], { ending: 'interrupted' }));
    expect(texts(root, '.verdict .word')).toEqual(['FAIL']);
    expect(texts(root, 'p.blame')[0]).toMatch(/^The errors above are not the front-end's/);
  });

  it('the master', () => {
    const root = page(judged(['ack-p99=1ms']));
    expect(root.querySelectorAll('.blame')).toEqual([]);
    expect(texts(root, 'p.bottleneck')[0]).toMatch(/^The front-end\. The masters are the limit/);
    expect(texts(sectionOf(root, 'Who was the limit'), 'li')).toEqual([
      'Asked are 3,000 signals; this machine has sent 1,300,000 a second.',
    ]);
  });
});

describe('counts', () => {
  it('that add up', () => {
    const [balance] = sectionOf(page(report()), 'Totals: every signal of the run').querySelectorAll('table');
    expect(cells(balance)).toEqual([
      ['Offered', '= Acknowledged', '+ Link lost', '+ Send ended', '+ Filter', '+ Open', 'Balance'],
      ['3,000', '3,000', '0', '0', '0', '0', 'adds up'],
    ]);
  });

  it('that do not add up are an error, at the top and in their place', () => {
    const root = page(
      report({
        sends: [send({ signals: counts({ offered: 3000, acknowledged: 2990 }) })],
        totals: { signals: { offered: 3012 } },
        rtus: [rtu(1)],
      }),
    );
    expect(texts(root, 'p.error')).toEqual([
      "The totals don't add up: acknowledged, unsent and open together are 12 signals fewer than were offered.",
      "The counts of send 1 don't add up: acknowledged and unsent together are 10 signals fewer than were offered.",
      'The RTUs together have 1,000 signals offered, the totals 3,012.',
      'The RTUs together have 1,000 signals acknowledged, the totals 3,000.',
    ]);
    expect(texts(root, 'strong.error')).toEqual(['off by 12', 'off by 10']);
  });

  it('of sends beyond the totals, and of less than nothing open', () => {
    const none = { offered: 2990, sent: 2990, acknowledged: 2990 };
    const rtus = [
      rtu(1),
      rtu(2),
      rtu(3, { signals: { ...counts({ offered: 990, acknowledged: 990 }), open: 0 } }),
    ];
    expect(texts(page(report({ totals: { signals: none }, rtus })), 'p.error')).toEqual([
      'The sends together have 3,000 signals offered, the totals only 2,990.',
      'The sends together have 3,000 signals acknowledged, the totals only 2,990.',
    ]);
    const twice = report({
      totals: { signals: { acknowledged: 3005, open: -5 } },
      rtus: [rtu(1), rtu(2), rtu(3, { signals: { ...counts({ acknowledged: 1005 }), open: -5 } })],
    });
    expect(texts(page(twice), 'p.error')).toEqual([
      'More signals are settled than were offered, by 5.',
      'RTU 3 System 3 has -5 signals open.',
    ]);
  });

  it('of runs that did not end normally', () => {
    const open = send({ signals: counts({ offered: 3000, acknowledged: 2990 }) });
    const root = page(report({ ending: 'interrupted', sends: [open] }));
    expect(texts(root, 'p.error')).toEqual([
      'The run was interrupted before the last signal was accounted for.',
    ]);
    expect(root.textContent).toContain('10 open');
    const died = page(report({ sends: [send({ shardsLost: [1] })] }));
    expect(texts(died, 'p.error')[0]).toMatch(/^Shard 1 died during the run/);
    expect(texts(died, 'strong.error')).toContain('shard 1 died');
  });

  it('of evidence with gaps', () => {
    const { configuration } = report();
    const root = page(
      report({
        configuration: { ...configuration, errors: 2 },
        otherSends: [
          { send: 4, index: 7, when: 'before' },
          ...[5, 6, 7, 8, 9, 10].map((id) => ({ send: id, index: 0, when: 'after' as const })),
        ],
        totals: {
          refusedHosts: 2,
          refusedConnections: 1,
          refusedRestart: 4,
          closedUnheard: 1,
          listenOverflows: 12,
          listenDrops: 14,
          logLinesLost: 1,
          sentListLost: 3000,
        },
      }),
    );
    expect(texts(root, 'p.warning').slice(1, 6)).toEqual([
      '1 send that began before the run: send 4 (index 7). Not counted among the sends of the run; what was sent meanwhile is in the totals and the latencies.',
      '6 sends that had not ended when the run was over: send 5 (index 0), send 6 (index 0), send 7 (index 0), send 8 (index 0), send 9 (index 0), 1 more. Not counted among the sends of the run; what was sent meanwhile is in the totals and the latencies.',
      '7 connections refused: address not among the hosts 2, too many connections 1, RTU restarted or closed 4.',
      '1 connection ended before the first octet came.',
      'Listen queue overflows of this machine since the run began: 12, connections dropped: 14; other programs may have caused them.',
    ]);
    const rows = texts(root, 'tr').filter((text) => text.includes('of this machine'));
    expect(rows[0]).toMatch(/12$/);
    const elsewhere = page(report({ totals: { listenOverflows: null, listenDrops: null } }));
    const unknown = texts(elsewhere, 'tr').filter((text) => text.includes('of this machine'));
    expect(unknown[0]).toMatch(/not known$/);
    expect(texts(elsewhere, 'p.warning')).toEqual([]);
    expect(texts(root, 'p.warning').map((text) => text.slice(0, 34))).toEqual([
      'The loader reported 2 errors: the ',
      '1 send that began before the run: ',
      '6 sends that had not ended when th',
      '7 connections refused: address not',
      '1 connection ended before the firs',
      'Listen queue overflows of this mac',
      'The logs lost 1 line, because the ',
      'The sent list lost 3,000 lines: wh',
    ]);
  });
});

describe('hostile texts', () => {
  it('lose their meaning in content and attributes', () => {
    expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;');
  });

  const evil = `</script><script>alert(1)</script><img src=x onerror='a' "b">&amp;\u202e\u0007${'\u2028'}\ud800`;
  const run = judged(['gi=5s'], {
    program: { name: evil, version: evil },
    machine: { ...report().machine, host: evil, system: evil, processor: evil, node: evil },
    configuration: {
      ...report().configuration,
      hash: evil,
      files: [{ path: evil, octets: 1, sha256: evil }],
      arguments: [evil, "it's"],
    },
    sends: [send({ name: evil })],
    rtus: [rtu(1, { name: evil, bind: evil, ioFile: evil, interrogationMaxMs: 4000 }), rtu(2), rtu(3)],
    links: [{ at: Date.now(), no: 1, name: evil, peer: evil, reason: evil }],
    possible: [evil],
    limiter: { who: 'unknown', text: evil },
  });
  const html = htmlReport(run);

  it('stay texts', () => {
    // The reader throws at the first `<` that is no element of ours.
    const { root } = readPage(html);
    expect(root.querySelectorAll('img')).toEqual([]);
    expect(root.querySelectorAll('script')).toHaveLength(1);
    expect(html).not.toMatch(/<img|alert\(1\)<\/script>/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
    const shown = evil.replace('\u0007', '\ufffd').replace(/[\u202e\u2028\ud800]/g, '\ufffd');
    const name = root.querySelectorAll('#rtus tbody tr')[0].children[1];
    expect(name.textContent).toBe(shown);
    expect(root.querySelector('title')?.textContent).toContain(shown);
    expect(root.querySelectorAll('section code').at(1)?.textContent).toContain("'it'\\''s'");
  });

  it('no other script can run, and nothing can be loaded', () => {
    const { root } = readPage(html);
    const policy = root.querySelectorAll('meta')[1].getAttribute('content');
    const script = root.querySelectorAll('script')[0].textContent;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}';`);
    for (const element of root.all()) {
      for (const [name, value] of element.attributes) {
        // Places in the page, and pictures that are in it.
        if (name === 'href' && /^(?:#[a-z0-9-]+|data:image\/png;base64,[\w+/=]+)$/.test(value)) continue;
        expect(name, element.tag).not.toMatch(/^(?:src|href|srcset|action|on.*)$/);
      }
    }
    expect(root.querySelector('style')?.textContent).not.toMatch(/url\(|@import/);
    expect(script).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|import\(/);
  });
});
