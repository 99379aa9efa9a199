/** The MSI as Windows Installer reads it: its tables. What they do is tested in `test/windows`. Needs wixl and msitools. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildMsi } from '../../scripts/package/form-msi.mjs';
import { Workspace } from '../support/workspace.js';

/** 2026-11-28 00:00:00 UTC. */
const TIME = 1_795_824_000;

/** Builds an MSI of a few files; returns its path. */
function build(version: string, content: string, name = 'a.msi'): string {
  const workspace = new Workspace();
  workspace.write('program/iec104rs.cmd', '@echo off');
  workspace.write('program/dist/main.js', content);
  for (const file of ['iec104rs.cmd', 'dist/main.js'])
    utimesSync(workspace.path('program', file), TIME, TIME);
  workspace.write('work/.keep', '');
  const file = workspace.path(name);
  buildMsi({ folder: workspace.path('program'), work: workspace.path('work'), version, time: TIME }, file);
  return file;
}

/** Rows of a table, without its three lines of heads. */
function rows(msi: string, table: string): string[][] {
  const text = execFileSync('msiinfo', ['export', msi, table], { encoding: 'utf8' });
  return text
    .split('\r\n')
    .slice(3)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

const sum = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const property = (msi: string, name: string) => rows(msi, 'Property').find(([key]) => key === name)?.[1];
const summary = (msi: string) =>
  execFileSync('msiinfo', ['suminfo', msi], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });

describe('the MSI', () => {
  it('is for the machine, for 64 bits, and names itself', () => {
    const msi = build('1.2.3', 'one');
    expect(property(msi, 'ALLUSERS')).toBe('1');
    expect(property(msi, 'ProductName')).toBe('iec104rs');
    expect(property(msi, 'ProductVersion')).toBe('1.2.3');
    expect(property(msi, 'UpgradeCode')).toBe('{8F4C2B57-6A0D-4F5E-9C41-104D5C7E2A10}');
    expect(summary(msi)).toContain('Template: x64;1033');
  });

  it('replaces an older version, and refuses to replace a newer one', () => {
    const msi = build('1.2.3', 'one');
    // 512: also one with the same three numbers, as 1.2.3-rc.1 has; 2: only found. Neither has 256, the lower version too.
    expect(rows(msi, 'Upgrade').map(([, from, to, , bits]) => [from, to, bits])).toEqual([
      ['', '1.2.3', '513'],
      ['1.2.3', '', '2'],
    ]);
    expect(rows(msi, 'LaunchCondition').map(([, text]) => text)).toEqual([
      'A newer version of iec104rs is installed. Remove it first: Settings, Apps.',
    ]);
  });

  it('adds its folder to the PATH, and takes it out again', () => {
    const msi = build('1.2.3', 'one');
    const [[, name, value, component] = []] = rows(msi, 'Environment');
    expect([name, value]).toEqual(['=-*PATH', '[~];[INSTALLDIR]']);
    expect(rows(msi, 'Component').map(([id]) => id)).toContain(component);
    const actions = rows(msi, 'InstallExecuteSequence').map(
      ([action, , at]) => [action, Number(at)] as const,
    );
    const at = new Map(actions);
    // Removed before files go, written after they have come.
    expect(at.get('RemoveEnvironmentStrings')).toBeLessThan(at.get('RemoveFiles') ?? 0);
    expect(at.get('WriteEnvironmentStrings')).toBeGreaterThan(at.get('InstallFiles') ?? 1e9);
  });

  it('has the same octets for the same files, wherever it is built, and other codes for others', () => {
    const first = build('1.2.3', 'one');
    expect(sum(build('1.2.3', 'one', 'elsewhere.msi'))).toBe(sum(first));
    const code = (msi: string) => /UUID\): (\S+)/.exec(summary(msi))?.[1];
    const other = build('1.2.3', 'two');
    expect(property(other, 'ProductCode')).toBe(property(first, 'ProductCode'));
    expect(code(other)).not.toBe(code(first));
    expect(property(build('1.2.4', 'one'), 'ProductCode')).not.toBe(property(first, 'ProductCode'));
    expect(summary(first)).toContain('Created: Sat Nov 28 00:00:00 2026');
  });
});
