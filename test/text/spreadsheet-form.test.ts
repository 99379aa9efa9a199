import { describe, expect, it } from 'vitest';
import { inSpreadsheetForm, spreadsheetForm } from '../../src/text/spreadsheet-form.js';

const GERMAN = { separator: ';', decimal: ',' } as const;
const ENGLISH = { separator: ',', decimal: '.' } as const;

it.each([
  ['de-DE', GERMAN],
  ['de_DE.UTF-8', GERMAN],
  ['fr_FR@euro', GERMAN],
  ['de_CH.UTF-8', ENGLISH],
  ['en_GB.UTF-8', ENGLISH],
])('the form of %s', (locale, form) => expect(spreadsheetForm(locale)).toEqual(form));

it('an unknown locale has the form of the machine', () => {
  expect(spreadsheetForm('C.UTF-8')).toEqual(spreadsheetForm(undefined));
});

describe('a German spreadsheet', () => {
  it.each([
    ['numbers get a decimal comma', '1,-2.5,1.5e-7,3', '1;-2,5;1,5e-7;3'],
    ['texts keep their points', 'Nord 1.5 kV,10.0.0.1:2404,1.2.3', 'Nord 1.5 kV;10.0.0.1:2404;1.2.3'],
    [
      'times have three decimals',
      '2026-11-26 01:36:06.694635,2026-07-26 01:36:06.766 SU',
      '2026-11-26 01:36:06,694;2026-07-26 01:36:06,766',
    ],
    [
      'times keep their IV and GEN',
      '2026-11-26 01:36:06.766 IV,2026-07-26 01:36:06.766 SU IV,2026-07-26 01:36:06.766 SU GEN IV,2026-07-26 01:36:06.766 GEN',
      '2026-11-26 01:36:06,766 IV;2026-07-26 01:36:06,766 IV;2026-07-26 01:36:06,766 GEN IV;2026-07-26 01:36:06,766 GEN',
    ],
    ['a text that only begins as a time stays', '2026-11-26 01:36:06.766 IVX', '2026-11-26 01:36:06.766 IVX'],
    ['a comma needs no quotation marks any more', '"own 1, difference 2",x', 'own 1, difference 2;x'],
    ['a semicolon needs them', 'a;b,c', '"a;b";c'],
    ['quotation marks and blanks stay', '"say ""a, b""",," c "', '"say ""a, b""";;" c "'],
    ['the guard of formulas stays', "'=1+1,'-2.5", "'=1+1;'-2.5"],
    ['empty cells stay', ',,', ';;'],
  ])('%s', (_, line, expected) => {
    expect(inSpreadsheetForm(GERMAN, `${line}\n${line}\r\n`)).toBe(`${expected}\n${expected}\r\n`);
  });
});

it('an English one gets times in milliseconds, and nothing else changes', () => {
  const line = '"a, b",1.5,2026-11-26 01:36:06.694635,;\n';
  expect(inSpreadsheetForm(ENGLISH, line)).toBe('"a, b",1.5,2026-11-26 01:36:06.694,;\n');
});
