/** What `--version` says: version, form of the package, Node.js and system. */
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { packageForm, programAbout, programVersion, versionLine } from '../../src/app/program-version.js';
import { Workspace } from '../support/workspace.js';

it.each(['win-zip', 'win-msi', 'deb', 'tar', 'npm', 'container'])(
  'the form is the word of package-form.txt: %s',
  (form) => {
    const workspace = new Workspace();
    workspace.write('package-form.txt', `${form}\n`);
    expect(packageForm(`${workspace.folder}/`)).toBe(form);
  },
);

it('without that file, or with another word in it, it is the source where the source is, else npm', () => {
  const workspace = new Workspace();
  expect(packageForm(`${workspace.folder}/`)).toBe('npm');
  workspace.write('src/main.ts', '');
  expect(packageForm(`${workspace.folder}/`)).toBe('source');
  workspace.write('package-form.txt', 'flatpak\n');
  expect(packageForm(`${workspace.folder}/`)).toBe('source');
  const other = new Workspace();
  mkdirSync(other.path('package-form.txt'));
  expect(packageForm(`${other.folder}/`)).toBe('npm');
});

it('a line has all of it, the name and the version first', () => {
  const about = { version: '1.0.0', package: 'deb', node: 'v22.23.3', system: 'linux x64' } as const;
  expect(versionLine('iec104rs', about)).toBe('iec104rs 1.0.0 (deb; Node.js v22.23.3; linux x64)');
});

it('says what runs here', () => {
  expect(programAbout()).toEqual({
    version: programVersion(),
    package: 'source',
    node: process.version,
    system: `${process.platform} ${process.arch}`,
  });
});
