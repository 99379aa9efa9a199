/** The report as a document: title page, contents, parameters, method, deviations, signatures; the margins of its pages. */
import { describe, expect, it } from 'vitest';
import { COVER_FIELDS, coverOf, coverText, withoutCover } from '../../src/report/cover.js';
import { findDeviations } from '../../src/report/document/deviations.js';
import { cssString, marginStyle } from '../../src/report/document/page-margins.js';
import { rangesOf } from '../../src/report/document/parameters.js';
import { htmlReport } from '../../src/report/html-report.js';
import type { RunReport } from '../../src/report/run-report.js';
import { cells, headingOf, type PageElement, readPage, sectionRows } from './page-kit.js';
import { report, rtu, STARTED_AT, send } from './report-kit.js';

const COVER = {
  title: 'Acceptance test',
  project: 'Lot 2',
  client: 'Transco',
  frontEnd: 'FEP 7.2',
  number: 'FAT-17',
  place: 'Nordheim',
  tester: 'A. Müller',
  witness: ['B. Smith', 'C. Jones'],
  reference: ['TS-104 rev. C'],
};

function page(run: RunReport): PageElement {
  return readPage(htmlReport(run)).root;
}

function section(root: PageElement, heading: string): PageElement {
  return root.querySelectorAll('section').find((one) => headingOf(one) === heading) as PageElement;
}

describe('the title page', () => {
  it('has what was said, the verdict, the program and the hash of the configuration', () => {
    const title = page({ ...report({ verdict: 'PASS' }), cover: COVER }).querySelector('.title-page');
    expect(title?.querySelector('h1')?.textContent).toBe('Acceptance test');
    expect(title?.querySelector('.result')?.textContent).toBe('PASS');
    const rows = cells(title?.querySelector('.facts') as PageElement);
    expect(rows.map(([name]) => name)).toEqual([
      'Project',
      'Client',
      'Front-end under test',
      'Sequence number',
      'Place',
      'Tester',
      'Witness',
      'Reference',
      'Date',
      'Program',
      'Configuration',
    ]);
    expect(rows[2]).toEqual(['Front-end under test', 'FEP 7.2']);
    expect(rows[6]).toEqual(['Witness', 'B. SmithC. Jones']);
    expect(rows[9][1]).toBe('iec104rs 0.1.0 on Node.js v20.20.2');
    expect(rows[10][1]).toBe('ab'.repeat(32));
  });

  it('without texts names the run, and still has the verdict', () => {
    const title = page(report()).querySelector('.title-page');
    expect(title?.querySelector('h1')?.textContent).toMatch(/^Run of 2026-11-22 09:15:10\.669/);
    expect(title?.querySelector('.result')?.textContent).toBe('NO LIMITS STATED');
    expect(cells(title?.querySelector('.facts') as PageElement)).toHaveLength(3);
  });
});

it('the contents link to every chapter', () => {
  const root = page(report());
  const links = root.querySelectorAll('.contents a').map((link) => link.getAttribute('href'));
  const chapters = root.querySelectorAll('h2').map((heading) => `#${heading.id}`);
  expect(links).toEqual(chapters);
  expect(new Set(links).size).toBe(links.length);
  expect(links.slice(0, 1).concat(links.slice(-1))).toEqual(['#chapter-1', '#appendix-b']);
});

describe('the parameters', () => {
  it('that are equal stand together, most RTUs first', () => {
    const same = { w: 8, t2Ms: 10_000, t3Ms: 20_000 };
    const rtus = [rtu(4, { ...same, k: 4 }), rtu(1, same), rtu(3, same), rtu(2, same)];
    expect(sectionRows(htmlReport(report({ rtus })), 'Parameters of the RTUs')).toEqual([
      ['3', '12', '8', '15', '10', '20', '1–3'],
      ['1', '4', '8', '15', '10', '20', '4'],
    ]);
  });

  it('of an older report are not recorded', () => {
    expect(sectionRows(htmlReport(report()), 'Parameters of the RTUs')[0].slice(0, 4)).toEqual([
      '3',
      '12',
      'not recorded',
      '15',
    ]);
  });

  it('numbers that follow each other are joined', () => {
    expect(rangesOf([1, 2, 3, 5, 6, 9])).toBe('1–3, 5, 6, 9');
    // Two rows of an ini file may have one number.
    expect(rangesOf([7, 7, 8, 9])).toBe('7–9');
    expect(rangesOf(Array.from({ length: 200 }, (_, i) => 2 * i))).toMatch(/118, and more$/);
  });
});

it('says in sentences what was sent, when and how', () => {
  const sends = [
    send({ durationMs: 60_000, ratePerRtu: 5, index: 3, times: 2 }),
    send({ name: 'send 2', index: 0 }),
  ];
  const items = section(page(report({ sends })), 'How it was tested').querySelectorAll('ol li');
  const words = items.map(({ textContent }) => textContent);
  expect(words[0]).toContain('played 3 RTUs of iec104rs.csv');
  expect(words[1]).toContain('3 of 3 RTUs had a connection that the front-end had started');
  expect(words[2]).toMatch(
    /^Send 1: from 2026-11-22 09:15:10\.669 .* on 3 RTUs sent their signals of index 3, again and again for 1 min.*, 5\.0 signals per second on each RTU, 2 times in the run\. That came to 3,000 signals\.$/,
  );
  expect(words[3]).toMatch(/all their signals, each once, as fast as the front-end acknowledged\./);
  expect(words[4]).toMatch(/^After 4\.0.* nothing was left to send; after 5\.0/);
  const vain = page({ ...report(), notBegun: '2 of 3 RTUs have no master' });
  expect(section(vain, 'How it was tested').textContent).toContain(
    'Nothing was sent: 2 of 3 RTUs have no master.',
  );
});

describe('deviations', () => {
  it('none: room for remarks stays', () => {
    const part = section(page(report()), 'Deviations and remarks');
    expect(part.textContent).toContain('None was found.');
    expect(part.querySelectorAll('div.lines')).toHaveLength(1);
  });

  it('are limits that were not kept, lost connections by RTU, and gaps; links cut on purpose are none', () => {
    const loss = (no: number, reason: string) => ({
      at: STARTED_AT,
      no,
      name: `System ${no}`,
      peer: '127.0.0.1:1',
      reason,
    });
    const run = report({
      limits: [
        { limit: 'lost=0', text: 'lost at most 0 signals: 3 signals', verdict: 'FAIL' },
        { limit: 'gi=9s', text: 'gi at most 9 s: 1 s', verdict: 'PASS' },
      ],
      links: [loss(2, 'T1'), loss(1, 'FAULT: fault 1: reset on purpose'), loss(3, 'T1'), loss(3, 'RST')],
      linksLeftOut: 4,
      changes: ['RTU 2 was restarted'],
    });
    const rows = findDeviations(run).map(({ about, what }) => `${about} | ${what}`);
    expect(rows).toEqual([
      'Limit | FAIL: lost at most 0 signals: 3 signals',
      expect.stringMatching(
        /^RTU 3 System 3 \| 2 connections ended, first at 2026-11-22 09:15:10\.669 .*: T1$/,
      ),
      expect.stringMatching(/^RTU 2 System 2 \| 1 connection ended, at 2026/),
      "Connections | 4 more connections ended; the program's log names them.",
      'Run | During the run: RTU 2 was restarted.',
    ]);
  });
});

it('has a line to sign for the tester and each witness', () => {
  const of = (run: RunReport) =>
    cells(section(page(run), 'Signatures').querySelector('table') as PageElement);
  expect(of({ ...report(), cover: COVER })).toEqual([
    ['Role', 'Name', 'Place', 'Date', 'Signature'],
    ['Tester', 'A. Müller', 'Nordheim', '', ''],
    ['Witness', 'B. Smith', 'Nordheim', '', ''],
    ['Witness', 'C. Jones', 'Nordheim', '', ''],
  ]);
  expect(of(report()).slice(1)).toEqual([
    ['Tester', '', '', '', ''],
    ['Witness', '', '', '', ''],
  ]);
});

describe('texts of people', () => {
  const evil = `</title></style><script>alert(1)</script>"\\;}@page{}\u202e=1+1 😀`;

  it('stay texts on the page, and in the margins of paper', () => {
    const cover = Object.fromEntries(
      COVER_FIELDS.map(({ key, repeats }) => [key, repeats === true ? [evil] : evil]),
    );
    const html = htmlReport({ ...report(), cover });
    // The reader throws at the first `<` that is no element of ours.
    const { root } = readPage(html);
    expect(root.querySelector('h1')?.textContent).toBe(evil.replace('\u202e', '\ufffd'));
    expect(root.querySelectorAll('script')).toHaveLength(1);
    expect(html).not.toContain('<script>alert');
  });

  it('in CSS are escaped character by character', () => {
    expect(cssString('A 1')).toBe('"A 1"');
    expect(cssString('a"\\<é😀')).toBe('"a\\22 \\5c \\3c \\e9 \\1f600 "');
    expect(cssString('x'.repeat(100))).toBe(`"${'x'.repeat(70)}\\2026 "`);
    expect(marginStyle({})).not.toContain('size:');
    expect(marginStyle({ paper: 'a4' })).toContain('size: a4;');
  });

  it('are cut to what is seen', () => {
    expect(coverText('  Lot 2 ')).toBe('Lot 2');
    expect(coverText('\u202e \u200b')).toBeUndefined();
    expect(coverText('x'.repeat(201))).toBeUndefined();
    expect(coverText('x'.repeat(200))).toHaveLength(200);
  });
});

it('of a field that does not repeat the last text counts', () => {
  const values = new Map([
    ['title', ['one', 'two']],
    ['witness', ['A', 'B']],
  ]);
  expect(coverOf(values)).toEqual({ title: 'two', witness: ['A', 'B'] });
});

it('texts for the title page are no part of the tested configuration', () => {
  const words = ['--send', '1', '--title', 'x', '--number=3', '--cover', 'c.csv', '--limit', 'lost=0'];
  expect(withoutCover(words)).toEqual(['--send', '1', '--limit', 'lost=0']);
});
