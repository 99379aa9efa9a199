/** Text from outside is shown so that it can't control a terminal, break a line, turn other text, or hide. */
import { describe, expect, it } from 'vitest';
import { isUnseen, plainJson, plainLines, plainText, quotedText } from '../../src/text/outside-text.js';
import { Random } from '../simulation/random.js';

/** By hand from the Unicode charts, first and last; not taken from the code. */
const DECEIVING: readonly (readonly [number, number, string])[] = [
  [0x00, 0x1f, 'C0, with ESC, tab and line ends'],
  [0x7f, 0x9f, 'DEL and C1, with CSI and OSC in one octet'],
  [0xad, 0xad, 'soft hyphen'],
  [0x61c, 0x61c, 'Arabic letter mark'],
  [0x200b, 0x200b, 'zero width space'],
  [0x200e, 0x200f, 'marks of direction'],
  [0x2028, 0x2029, 'line and paragraph separator'],
  [0x202a, 0x202e, 'embeddings and overrides of direction'],
  [0x2060, 0x2064, 'word joiner and invisible operators'],
  [0x2066, 0x2069, 'isolates of direction'],
  [0xd800, 0xdfff, 'halves of surrogate pairs'],
  [0xfeff, 0xfeff, 'byte order mark'],
  [0xe0001, 0xe0001, 'language tag'],
  [0xe0020, 0xe007f, 'tags'],
];
const deceives = (char: string): boolean => {
  const code = char.codePointAt(0) ?? 0;
  return DECEIVING.some(([first, last]) => code >= first && code <= last);
};

describe('a text', () => {
  it.each(DECEIVING)('loses %i to %i: %s', (first, last) => {
    const kept: string[] = [];
    for (let code = first; code <= last; code++) {
      const char = String.fromCodePoint(code);
      const isGone = plainText(`a${char}b`) === 'a\ufffdb' && isUnseen(` ${char} `);
      const isQuoted = /^"a\\(?:[bfnrt]|u[0-9a-f]{4}|u[0-9a-f]{4}\\u[0-9a-f]{4})b"$/.test(
        quotedText(`a${char}b`),
      );
      if (!isGone || !isQuoted) kept.push(code.toString(16));
    }
    expect(kept).toEqual([]);
  });

  it.each([
    'BAY 1',
    'Ährenfeld ½ Ω µ',
    'Łódź, Čakovec, Þórshöfn',
    'Подстанция 7',
    '变电站',
    'تهران',
    'می‌شود',
    'क्‍ष',
    '👩‍🔧 😀 👍🏽',
    'e\u0301',
    'a\u00a0b',
  ])('keeps every character of %s', (text) => {
    expect(plainText(text)).toBe(text);
    expect(plainLines(text)).toBe(text);
    expect(JSON.parse(quotedText(text))).toBe(text);
    expect(isUnseen(text)).toBe(false);
  });

  it('loses a joiner where there is nothing to join', () => {
    expect(plainText('AB\u200dB \u200cX')).toBe('AB\ufffdB \ufffdX');
  });

  it('of several lines keeps line feeds and tabs', () => {
    expect(plainLines('one\n\ttwo\r\nthree\rfour\u001b[2J\u2028five')).toBe(
      'one\n\ttwo\nthree\ufffdfour\ufffd[2J\ufffdfive',
    );
  });
});

it.each([1, 2, 3])('any text is shown, quoted and written as JSON without harm: seed %i', (seed) => {
  const random = new Random(seed);
  const alphabet = DECEIVING.flatMap(([first, last]) => [first, last, 0x41, 0x22, 0x5c, 0xe4, 0x1f600]);
  const faults: number[][] = [];
  for (let i = 0; i < 3000; i++) {
    const codes = Array.from({ length: 1 + random.int(0, 7) }, () =>
      random.chance(0.5) ? random.pick(alphabet) : random.int(0, 0x10ffff),
    );
    // Two halves of a pair that meet are one character.
    const text = codes.map((code) => String.fromCodePoint(code)).join('');
    const shown = plainText(text);
    const quoted = quotedText(text);
    const json = plainJson(`{\n"a": ${JSON.stringify([text])}\n}\n`);
    const holds =
      ![...shown, ...quoted, ...json.replaceAll('\n', '')].some(deceives) &&
      [...shown].length === [...text].length &&
      plainText(shown) === shown &&
      JSON.parse(quoted) === text &&
      JSON.parse(json).a[0] === text;
    if (!holds) faults.push(codes);
  }
  expect(faults).toEqual([]);
});
