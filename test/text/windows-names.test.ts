/** Names of files that Windows does not take. */
import { expect, it } from 'vitest';
import { isDeviceName, windowsNameFault } from '../../src/text/windows-names.js';

it.each(['con', 'NUL', 'com1', 'Aux.csv', 'LPT\u00b9.x', 'prn .txt', 'CONOUT$'])('%s is a device', (name) =>
  expect(isDeviceName(name)).toBe(true),
);

it.each(['console', 'com', 'com10', 'con-1-2404.csv', 'x.con', 'auxiliary.csv', 'COMA'])(
  '%s is none',
  (name) => expect(isDeviceName(name)).toBe(false),
);

it.each([
  ['run 12:30.html', 'a name on Windows has none of < > : " | ? *'],
  ['what?.csv', 'a name on Windows has none of < > : " | ? *'],
  ['C:\\tests\\a<b>.json', 'a name on Windows has none of < > : " | ? *'],
  ['D:/x/nul.csv', 'Windows has a device of this name'],
  ['C:\\Prüfstand Süd\\run.html', undefined],
  ['C:run.html', undefined],
  ['..\\run.csv', undefined],
])('%s: %s', (path, fault) => expect(windowsNameFault(path)).toBe(fault));
