/** The parts of `scripts/mutation` that decide: which mutants a seed draws, where they lie, how they are counted. */
import { afterEach, expect, it, vi } from 'vitest';
import { shuffled } from '../../scripts/mutation/mutants.mjs';
import { offsetsOf, printVerdict, textAt } from '../../scripts/mutation/verdict.mjs';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a seed draws the same order again, another seed another one, and no item is lost', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const first = shuffled(items, 1);
  expect(shuffled(items, 1)).toEqual(first);
  expect(shuffled(items, 2)).not.toEqual(first);
  expect(first).not.toEqual(items);
  expect([...first].sort((a, b) => a - b)).toEqual(items);
});

it('finds the text between two places, lines and columns counted from 1', () => {
  const source = 'if (a)\n  return b;\n';
  const condition = { start: { line: 1, column: 5 }, end: { line: 1, column: 6 } };
  expect(textAt(source, condition)).toBe('a');
  const across = { start: { line: 1, column: 5 }, end: { line: 2, column: 9 } };
  // 7 octets make the first line with its end; column 9 is 8 behind
  expect(offsetsOf(source, across)).toEqual({ from: 4, to: 15 });
  expect(textAt(source, across)).toBe('a)\n  return');
});

it('counts the time limit as killed, and leaves out what could not be judged', () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const mutant = (verdict: 'killed' | 'timeout' | 'survived' | 'uncovered' | 'refused', line: number) => ({
    file: 'src/a.ts',
    line,
    column: 3,
    original: 'a <\n  b',
    replacement: 'true',
    sourceLine: 'if (a <',
    verdict,
  });
  const judged = [
    mutant('killed', 1),
    mutant('timeout', 2),
    mutant('survived', 3),
    { ...mutant('uncovered', 4), sourceLine: 'if (b)' },
    mutant('refused', 5),
  ];
  const known = [
    {
      file: 'src/a.ts',
      sourceLine: 'if (a <',
      original: 'a < b',
      replacement: 'true',
      reason: 'a is always smaller',
    },
  ];
  expect(printVerdict('room', judged, known)).toBe(50);
  expect(lines).toEqual([
    'src/a.ts:3:3  equivalent: a is always smaller',
    '  a < b  →  true',
    'src/a.ts:4:3  uncovered',
    '  a < b  →  true',
    'room: 2 of 4 mutants killed, 50 % (1 of them by the time limit); 1 survived, 1 not reached by a test',
    '  without the equivalent ones (1): 66.66 %',
    '  not counted: 1 refused by the compiler',
  ]);
});
