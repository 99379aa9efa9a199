/** Long work: lines in a pipe, a bar on a terminal. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BarProgress, type BarTerminal, pictureOf, SHOWN_AFTER_MS } from '../../src/progress/bar-progress.js';
import { LINE_EVERY_MS, lineProgress } from '../../src/progress/line-progress.js';

describe('in a pipe', () => {
  it('a line every ten seconds, none for short work', () => {
    const clock = { ms: 5000 };
    const said: string[] = [];
    const work = lineProgress(
      (line) => said.push(line),
      () => clock.ms,
    ).begin('reading events.csv');
    const at = (ms: number, share: number, detail?: string) => {
      clock.ms = 5000 + ms;
      work.at(share, detail);
    };
    at(LINE_EVERY_MS - 1, 0.1);
    expect(said).toEqual([]);
    at(LINE_EVERY_MS, 0.125);
    at(LINE_EVERY_MS + 9999, 0.2);
    at(2 * LINE_EVERY_MS, Number.NaN, '1,234 rows');
    at(2 * LINE_EVERY_MS + 1, 0.9);
    work.end();
    expect(said).toEqual([
      'reading events.csv: 13 % after 10 s',
      'reading events.csv: after 20 s, 1,234 rows',
    ]);
  });
});

/** A terminal of 60 columns that keeps what is written. */
function terminal(): BarTerminal & { text: () => string } {
  let text = '';
  const stream = new Writable({
    write(octets, _encoding, done) {
      text += String(octets);
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: 60, text: () => text });
}

describe('on a terminal', () => {
  const begun = (what: string) => {
    const clock = { ms: 0 };
    const screen = terminal();
    const progress = new BarProgress(screen, () => clock.ms);
    const work = progress.begin(what);
    const at = (ms: number, share: number, detail?: string): void => {
      clock.ms = ms;
      work.at(share, detail);
    };
    return { screen, progress, work, at };
  };

  it('a bar of work that takes longer than a second; it goes away at the end', () => {
    const { screen, work, at } = begun('reading events.csv');
    at(SHOWN_AFTER_MS - 1, 0.1);
    expect(screen.text()).toBe('');
    at(SHOWN_AFTER_MS, 0.4);
    at(SHOWN_AFTER_MS + 250, 0.5);
    expect(screen.text()).toContain('reading events.csv [============------------------] 40 %');
    // Longer than the terminal is wide is cut off, so that the bar stays in one line.
    expect(screen.text()).toContain('reading events.csv [===============---------------] 50 %');
    const before = screen.text().length;
    work.end();
    // Erases from the start of its line on.
    expect(screen.text().slice(before)).toBe('\x1b[1G\x1b[0J');
  });

  it('none of short work', () => {
    const { screen, work, at } = begun('reading');
    at(SHOWN_AFTER_MS - 1, 1);
    work.end();
    expect(screen.text()).toBe('');
  });

  it('it makes way for a line', () => {
    const { screen, progress, work, at } = begun('run');
    progress.makeWay();
    expect(screen.text()).toBe('');
    at(SHOWN_AFTER_MS, Number.NaN, 'sent 12');
    expect(screen.text()).toContain('run …, sent 12');
    const before = screen.text().length;
    progress.makeWay();
    expect(screen.text().slice(before)).toBe('\x1b[1G\x1b[2K');
    work.end();
  });

  it('no control character of a file name reaches it', () => {
    const { screen, work, at } = begun('reading a\x1b[31mb.csv');
    at(SHOWN_AFTER_MS, 0);
    work.end();
    expect(screen.text()).toContain('reading a�[31mb.csv');
  });
});

it.each([
  [0, '[------------------------------] 0 %'],
  [1, '[==============================] 100 %'],
  [Number.NaN, '…'],
])('a share of %d is drawn as %s', (share, bar) => {
  expect(pictureOf({ what: 'run', share, detail: '' })).toBe(`run ${bar}`);
});
