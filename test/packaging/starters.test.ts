/** The text of the starters; the suites of packages and of Windows run them. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../packaging/', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, FOLDER), 'latin1');

describe.each(['iec104rs', 'iec104mm2ss'])('packaging/windows/%s.cmd', (name) => {
  const text = textOf(`windows/${name}.cmd`);

  it('has the line ends of Windows, and letters that every code page has', () => {
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toMatch(/^[\x20-\x7e\r\n]*$/);
  });

  it('passes its words on untouched, and takes its own node.exe', () => {
    const start = /^"%~dp0bin\\node\.exe" "%~dp0dist\\(\w+)\.js" %\*\r$/m.exec(text);
    expect(start?.[1]).toBe(name === 'iec104rs' ? 'main' : 'mm2ss');
  });

  it('keeps the quotation marks of a word as they are: -i"R & D.csv" within others would run D.csv', () => {
    expect(text).toContain('\r\nset first=%1\r\n');
    expect(text).not.toContain('%~1');
  });

  it('sets the code page back, and keeps the exit code', () => {
    expect(text.indexOf('chcp 65001 >nul')).toBeLessThan(text.indexOf('"%~dp0bin\\node.exe" "'));
    expect(text).toContain('if defined page chcp %page% >nul\r\n');
    expect(text).toContain('endlocal & exit /b %code%\r\n');
  });

  it('waits only behind a double click', () => {
    const waits = text
      .split('\r\n')
      .flatMap((line, i, lines) => (/\bpause\b/.test(line) ? [[lines[i - 3], line]] : []));
    expect(waits).toEqual([
      ['if "%code%"=="0" goto leave', 'pause'],
      [':packed', 'if defined clicked pause'],
    ]);
  });
});

it('both starters for Windows are one text', () => {
  const same = textOf('windows/iec104rs.cmd')
    .replaceAll('iec104rs.cmd', 'iec104mm2ss.cmd')
    .replaceAll('iec104rs-try', 'iec104mm2ss-try')
    .replace('rem Starts iec104rs with', 'rem Starts the gateway iec104mm2ss with')
    .replace('dist\\main.js" demo', 'dist\\main.js" demo --gateway')
    .replace('dist\\main.js" %*', 'dist\\mm2ss.js" %*');
  expect(textOf('windows/iec104mm2ss.cmd')).toBe(same);
});

describe.each([
  ['iec104rs', 'main.js'],
  ['iec104mm2ss', 'mm2ss.js'],
])('packaging/linux/%s', (name, script) => {
  it('is a shell script that may be started', () => {
    expect(textOf(`linux/${name}`)).toMatch(/^#!\/bin\/sh\n/);
    expect(statSync(fileURLToPath(new URL(`linux/${name}`, FOLDER))).mode & 0o111).toBe(0o111);
  });

  it('is the same text as the other', () => {
    expect(textOf(`linux/${name}`).replace(script, 'main.js')).toBe(textOf('linux/iec104rs'));
  });
});
