/** Files of names and values, such as those for a title page. */
import { expect, it } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import { loadNamedValues, parseNamedValues } from '../../src/config/named-values.js';

const FORM = {
  names: [{ name: 'title' }, { name: 'front-end' }, { name: 'witness', repeats: true as const }],
  read: (cell: string) => (cell.length > 9 ? undefined : cell),
  expected: 'a short text',
};

function read(...lines: string[]) {
  const { values, findings } = parseNamedValues(lines.join('\n'), 'cover.csv', FORM);
  return { values: Object.fromEntries(values), findings: findings.map(formatFinding) };
}

it('reads names in any case, values in quotation marks, and those that repeat', () => {
  expect(
    read('name,value', '# a comment', 'Title,"a, b"', 'Front_End,FEP', 'witness,A,B', 'WITNESS,C', '!,end'),
  ).toEqual({
    values: { title: ['a, b'], 'front-end': ['FEP'], witness: ['A', 'B', 'C'] },
    findings: [],
  });
});

it('takes the separator of the spreadsheet', () => {
  expect(read('name;value', 'title;a, b', 'witness;A').values).toEqual({ title: ['a, b'], witness: ['A'] });
});

it('a name without a value is a form that is not filled in yet', () => {
  expect(read('title,', 'witness', 'front-end,F')).toEqual({ values: { 'front-end': ['F'] }, findings: [] });
});

it('names what is unknown, too much, too long or twice there', () => {
  const { values, findings } = read('titel,x', 'title,a,b', 'title,c', 'witness,0123456789', 'page,1');
  expect(values).toEqual({ title: ['a'] });
  expect(findings).toEqual([
    expect.stringMatching(/^cover\.csv:1 column 1 \(name\): found "titel", expected title/),
    expect.stringMatching(
      /^warning: cover\.csv:2 column 3 \(title\): found "b", expected nothing behind the value/,
    ),
    expect.stringMatching(/^cover\.csv:3 column 1 \(name\): found "title", expected title once/),
    expect.stringMatching(/^cover\.csv:4 column 2 \(value\): found "0123456789", expected a short text/),
    expect.stringMatching(
      /^cover\.csv:5 column 1 \(name\): found "page", expected one of title, front-end, witness/,
    ),
  ]);
});

it('a file that is not there is a finding', () => {
  const { values, findings } = loadNamedValues('no-such-cover.csv', FORM);
  expect(values.size).toBe(0);
  expect(findings.map(({ file, row }) => [file, row])).toEqual([['no-such-cover.csv', 0]]);
});
