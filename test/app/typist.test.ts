/** How the program is called in the commands that it tells. */
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { starter } from '../../src/app/typist.js';
import { Workspace } from '../support/workspace.js';

it.each(['deb', 'win-msi', 'npm', 'container', 'source'] as const)('%s: by its name', (form) => {
  expect(starter(form, 'posix', '/opt/iec104rs/', '')).toBe('iec104rs');
});

it('an unpacked folder: by its whole path, quoted where the shell needs it', () => {
  expect(starter('tar', 'posix', '/opt/iec104rs-1.0.0/', '/nowhere')).toBe('/opt/iec104rs-1.0.0/iec104rs');
  expect(starter('tar', 'posix', '/home/me/my tools/', '')).toBe('"/home/me/my tools/iec104rs"');
});

it('an unpacked folder for Windows whose path has a blank: cmd and PowerShell differ, so only the name', () => {
  expect(starter('win-zip', 'windows', '/tools/', '')).toMatch(/^[/\\]tools[/\\]iec104rs$/);
  expect(starter('win-zip', 'windows', '/my tools/', '')).toBe('iec104rs');
});

it('an unpacked folder with a link in a folder of PATH: by its name', () => {
  const { folder } = new Workspace();
  writeFileSync(`${folder}/iec104rs`, '');
  chmodSync(`${folder}/iec104rs`, 0o755);
  expect(starter('tar', 'posix', '/opt/iec104rs/', ['/nowhere', folder].join(delimiter))).toBe('iec104rs');
});
