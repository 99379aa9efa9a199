/** Which browser prints a report. */
import { expect, it } from 'vitest';
import { type BrowserPlaces, findBrowser } from '../../src/report/browser.js';

function find(
  platform: NodeJS.Platform,
  environment: BrowserPlaces['environment'],
  there: readonly string[],
): unknown {
  return findBrowser({ platform, environment, isThere: (path) => there.includes(path) });
}

it('is the one that the variable names, before every other', () => {
  const there = ['/opt/b', '/usr/bin/chromium'];
  expect(find('linux', { IEC104RS_BROWSER: '/opt/b' }, there)).toEqual({ path: '/opt/b' });
  expect(find('linux', { IEC104RS_BROWSER: '' }, there)).toEqual({ path: '/usr/bin/chromium' });
  expect(find('linux', { IEC104RS_BROWSER: '/no' }, there)).toEqual({
    fault: 'IEC104RS_BROWSER names /no, and there is no such file',
  });
});

it('on Linux is looked for in the folders of PATH, then in the usual ones', () => {
  const there = ['/home/me/bin/google-chrome', '/snap/bin/chromium'];
  expect(find('linux', { PATH: '/home/me/bin:relative' }, there.slice(0, 1))).toEqual({ path: there[0] });
  expect(find('linux', {}, there)).toEqual({ path: '/snap/bin/chromium' });
  expect(find('linux', { PATH: '.' }, ['./chromium'])).toHaveProperty('fault');
});

it('on Windows and macOS is where they are installed', () => {
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  expect(find('win32', { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }, [edge])).toEqual({ path: edge });
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(find('darwin', {}, [chrome])).toEqual({ path: chrome });
});

it('without one says what to do', () => {
  expect(find('linux', { PATH: '/usr/bin' }, [])).toEqual({
    fault: 'no Chromium, Chrome or Edge was found (IEC104RS_BROWSER names one)',
  });
});
