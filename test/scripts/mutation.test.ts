/** The parts of `scripts/mutation` that decide: which mutants a seed draws, where they lie, how they are counted. */
import { afterEach, expect, it, vi } from 'vitest';
import { shuffled } from '../../scripts/mutation/mutants.mjs';
import { offsetsOf, printVerdict, textAt } from '../../scripts/mutation/verdict.mjs';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A mutant of a line of its own. */
const mutantOf = (line: number) => ({
  file: 'src/a.ts',
  line,
  column: 1,
  original: '<',
  replacement: '<=',
  sourceLine: `if (a < ${line})`,
  mutated: '',
});

it('a seed draws the same order again, another seed another one, and no mutant is lost', () => {
  const mutants = Array.from({ length: 100 }, (_, i) => mutantOf(i));
  const first = shuffled(mutants, 1);
  expect(shuffled(mutants, 1)).toEqual(first);
  expect(shuffled(mutants, 2)).not.toEqual(first);
  expect(first).not.toEqual(mutants);
  expect([...first].sort((a, b) => a.line - b.line)).toEqual(mutants);
});

it('a line more in the source leaves the other mutants in their order', () => {
  const mutants = Array.from({ length: 50 }, (_, i) => mutantOf(i));
  const before = shuffled(mutants, 1);
  const after = shuffled([mutantOf(1000), ...mutants.map((one) => ({ ...one, line: one.line + 1 }))], 1);
  const texts = after.map(({ sourceLine }) => sourceLine).filter((text) => text !== 'if (a < 1000)');
  expect(texts).toEqual(before.map(({ sourceLine }) => sourceLine));
});

it('tells mutants of the same text apart', () => {
  const twins = [mutantOf(1), { ...mutantOf(1), line: 9 }];
  expect(shuffled(twins, 1)).toEqual(shuffled([...twins], 1));
  expect(shuffled(twins, 1)).toHaveLength(2);
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
