/** Files of remarks. */
import { expect, it } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import { loadRemarks, parseRemarks } from '../../src/config/remark-rows.js';

function read(...lines: string[]) {
  const { remarks, findings } = parseRemarks(lines.join('\n'), 'remarks.csv', new Set([1, 7]));
  return { remarks, findings: findings.map(formatFinding) };
}

it('are rows with what it is about, the text and who said it', () => {
  expect(
    read(
      'about,text,who',
      '# later',
      'rtu 07,"late, known",A',
      'Charts,"two\nlines"',
      '!,end',
      'RTU 7,below,B',
    ),
  ).toEqual({
    remarks: [
      { about: 'RTU 7', text: 'late, known', who: 'A' },
      { about: 'Charts', text: 'two lines', who: '' },
    ],
    findings: [],
  });
});

it('an RTU that is not there, no text and too many cells are named', () => {
  const { remarks, findings } = read('RTU 2,x,A', 'RTU 1,,A', 'RTU 1,a,A,b', `Run,${'x'.repeat(2001)},A`);
  expect(remarks).toEqual([{ about: 'RTU 1', text: 'a', who: 'A' }]);
  expect(findings).toEqual([
    expect.stringMatching(/^remarks\.csv:1 column 1 \(about\): found "RTU 2", expected RTU and the number/),
    expect.stringMatching(/^remarks\.csv:2 column 2 \(text\): found ""/),
    expect.stringMatching(
      /^warning: remarks\.csv:3 column 4 .*: found "b", expected a text with commas in quotation/,
    ),
    expect.stringMatching(/^remarks\.csv:4 column 2 \(text\): found "x+…", expected a remark of 1…2000/),
  ]);
});

it('a file that is not there is a finding', () => {
  expect(loadRemarks('no-such-remarks.csv', new Set()).findings).toHaveLength(1);
});
