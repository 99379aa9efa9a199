/** What people see first when they have unpacked a package. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMS } from '../../scripts/package/forms.mjs';
import { manualFiles } from '../../scripts/package/manual.mjs';

describe.each([
  ['windows', '\r\n', '.\\iec104rs init', 'manual\\index.html'],
  ['linux', '\n', './iec104rs init', 'manual/index.html'],
])('README.txt of %s', (system, end, command, manual) => {
  const text = readFileSync(`packaging/${system}/README.txt`, 'latin1');

  it('opens in any editor: plain letters, short lines with the ends of the system', () => {
    const lines = text.split(end);
    expect(lines.at(-1)).toBe('');
    expect(lines.filter((line) => !/^[ -~]{0,79}$/.test(line))).toEqual([]);
  });

  it('says how to start, and where the manual and the licences are', () => {
    for (const words of [command, manual, 'licenses.txt', 'log', 'CHANGELOG.md'])
      expect(text).toContain(words);
    expect(manualFiles().has('index.html')).toBe(true);
    expect(['LICENSE', 'CHANGELOG.md'].filter((name) => !existsSync(name))).toEqual([]);
  });
});

describe('the manual', () => {
  it('calls each package by the name that it has', () => {
    const page = readFileSync('docs/manual/installing.md', 'utf8');
    // As the page writes it: the deb has a number of its own behind the version's.
    const named = FORMS.map(({ name, file }) =>
      name === 'deb' ? 'iec104rs_VERSION_amd64.deb' : file('VERSION'),
    );
    const names = /iec104rs[-_]VERSION[-\w.]*\.(?:zip|msi|deb|tar\.gz|tgz)/g;
    const found = [...page.matchAll(names)].map(([name]) => name);
    expect(named.filter((each) => !found.includes(each))).toEqual([]);
    expect(found.filter((each) => !named.includes(each))).toEqual([]);
  });
});
