/** Octets → lines: encodings, line ends, and chunks that end anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decoding, decodeLines, LineDecoder } from '../../src/csv/line-decoder.js';

const octets = (...list: (string | number[])[]): Buffer =>
  Buffer.concat(
    list.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : Buffer.from(each))),
  );

describe('the lines of a file', () => {
  // ü: C3 BC in UTF-8, FC in Windows-1252, 00 FC in UTF-16 (high octet first). €: E2 82 AC, 80, 20 AC.
  it.each<[string, Buffer, string[], Decoding]>([
    [
      'UTF-8',
      octets('a', [0xc3, 0xbc], '\nb'),
      ['aü', 'b'],
      { encoding: 'UTF-8', firstLine: 0, onlyCr: false },
    ],
    [
      'UTF-8 with its mark',
      octets([0xef, 0xbb, 0xbf], 'a\r\nb\r\n'),
      ['a', 'b'],
      { encoding: 'UTF-8', firstLine: 0, onlyCr: false },
    ],
    [
      'Windows-1252, from its first line that is no UTF-8',
      octets('a\n', [0xfc], '\n', [0x80]),
      ['a', 'ü', '€'],
      { encoding: 'Windows-1252', firstLine: 2, onlyCr: false },
    ],
    [
      'lines of both',
      octets([0xc3, 0xbc], '\r\n', [0xfc], '\r\n', [0xe2, 0x82, 0xac]),
      ['ü', 'ü', '€'],
      { encoding: 'Windows-1252', firstLine: 2, onlyCr: false },
    ],
    [
      'UTF-16, low octet first',
      octets([0xff, 0xfe, 0x61, 0, 0xfc, 0, 0x0d, 0, 0x0a, 0, 0xac, 0x20]),
      ['aü', '€'],
      { encoding: 'UTF-16', firstLine: 0, onlyCr: false },
    ],
    [
      'UTF-16, high octet first',
      octets([0xfe, 0xff, 0, 0x61, 0, 0xfc, 0, 0x0a, 0x20, 0xac]),
      ['aü', '€'],
      { encoding: 'UTF-16', firstLine: 0, onlyCr: false },
    ],
    [
      'UTF-16 without a mark, low octet first',
      octets([0x61, 0, 0x2c, 0, 0xfc, 0]),
      ['a,ü'],
      { encoding: 'UTF-16', firstLine: 0, onlyCr: false },
    ],
    [
      'UTF-16 without a mark, high octet first',
      octets([0, 0x61, 0, 0x2c, 0, 0xfc]),
      ['a,ü'],
      { encoding: 'UTF-16', firstLine: 0, onlyCr: false },
    ],
    ['CR alone', octets('a\rb\r'), ['a', 'b'], { encoding: 'UTF-8', firstLine: 0, onlyCr: true }],
    [
      'CR and LF mixed',
      octets('a\rb\nc'),
      ['a', 'b', 'c'],
      { encoding: 'UTF-8', firstLine: 0, onlyCr: false },
    ],
    [
      'CR alone in Windows-1252',
      octets([0xfc], '\r', [0xe4]),
      ['ü', 'ä'],
      { encoding: 'Windows-1252', firstLine: 1, onlyCr: true },
    ],
    [
      'blank lines',
      octets('\n\r\n\na'),
      ['', '', '', 'a'],
      { encoding: 'UTF-8', firstLine: 0, onlyCr: false },
    ],
    ['nothing', octets(), [], { encoding: 'UTF-8', firstLine: 0, onlyCr: false }],
  ])('%s', (_, file, lines, decoding) => {
    expect(decodeLines(file)).toEqual({ lines, decoding });
  });

  it('are the same wherever its chunks end', () => {
    const piece = fc.constantFrom([0x61], [0x0d], [0x0a], [0xc3, 0xbc], [0xfc], [0xe2, 0x82, 0xac], [0x22]);
    const file = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.flat()));
    fc.assert(
      fc.property(file, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (content, sizes) => {
        const lines: string[] = [];
        const decoder = new LineDecoder((line) => lines.push(line));
        for (let at = 0, turn = 0; at < content.length; turn++) {
          const size = sizes[turn % sizes.length];
          // The memory of a chunk is lent: it is overwritten after the call.
          const chunk = Uint8Array.from(content.subarray(at, at + size));
          decoder.push(chunk);
          chunk.fill(0x7a);
          at += size;
        }
        expect({ lines, decoding: decoder.end() }).toEqual(decodeLines(content));
      }),
      { numRuns: 2000 },
    );
  });

  it('of UTF-16 are the same wherever its chunks end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'ü', '😀'), maxLength: 30 });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 7 }), (content, size) => {
        const file = Buffer.from(`\ufeff${content}`, 'utf16le');
        const lines: string[] = [];
        const decoder = new LineDecoder((line) => lines.push(line));
        for (let at = 0; at < file.length; at += size) decoder.push(file.subarray(at, at + size));
        decoder.end();
        const expected = content.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(lines).toEqual(expected);
      }),
    );
  });
});
