/** The report of a test book: its table of tests, and what is said once. */
import { describe, expect, it } from 'vitest';
import { type BookChapter, bookPages } from '../../src/report/book-report.js';
import { report, STARTED_AT } from './report-kit.js';

function pageOf(chapter: Partial<BookChapter>): string {
  const whole: BookChapter = {
    name: 'time-sync',
    title: 'Time synchronization',
    words: [],
    verdict: 'PASS',
    why: 'all 2 limits were kept',
    caveats: [],
    run: undefined,
    ...chapter,
  };
  const book = {
    program: { name: 'iec104rs', version: '1' },
    startedAt: STARTED_AT,
    endedAt: STARTED_AT,
    configuration: [],
  };
  return [...bookPages({ ...book, chapters: [whole], missing: [] })].join('');
}

describe('the table of tests', () => {
  it('keeps titles, verdicts and times on one line', () => {
    const page = pageOf({ run: report() });
    expect(page).toContain('<td class="t s"><a href="#time-sync">Time synchronization</a></td>');
    expect(page).toContain('<td class="t s"><strong class="pass">PASS</strong></td>');
    expect(page).toMatch(/<td class="t s">2026-11-22 09:15:10\.669 [^<]*<\/td>/);
    expect(page).toContain('td.s { white-space: nowrap; }');
    // Anything that breaks words anywhere makes columns as narrow as a letter.
    expect(page).toMatch(/\ntd\.t \{[^}]*overflow-wrap: break-word;[^}]*max-width/);
  });

  it('has no times of a run that was not begun', () => {
    const page = pageOf({ run: report({ notBegun: '3 of 3 RTUs have no master' }) });
    expect(page.split('<td class="t s">–</td>')).toHaveLength(3);
  });
});

it("a run's own caveat stands once in its chapter, beside the verdict", () => {
  const caveat = 'the simulator was the limit';
  const page = pageOf({ run: { ...report(), caveat }, caveats: [caveat, 'short form'] });
  const [, chapter] = page.split('<article');
  expect(chapter.split(caveat)).toHaveLength(2);
  expect(chapter).toContain('With a caveat: short form.');
});
