import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What people installed. `source`: a copy of the project's source. */
export type PackageForm = 'win-zip' | 'win-msi' | 'deb' | 'tar' | 'npm' | 'container' | 'source';

const FORMS: readonly string[] = ['win-zip', 'win-msi', 'deb', 'tar', 'npm', 'container'];

/** What runs: beside the version the form of the package, Node.js and the system. */
export interface ProgramAbout {
  readonly version: string;
  readonly package: PackageForm;
  /** Such as `v22.23.3`. */
  readonly node: string;
  /** Operating system and architecture, as Node.js names them: `linux x64`. */
  readonly system: string;
}

/** The program's version, from its package. */
export function programVersion(): string {
  return (JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string }).version;
}

/** The form of the package in a folder: the word of its `package-form.txt`; without that file a copy of the source, or what npm has installed. */
export function packageForm(root: string = ROOT): PackageForm {
  let word = '';
  try {
    word = readFileSync(`${root}package-form.txt`, 'utf8').trim();
  } catch {
    // It has none, or nobody may read it: then the folder says it.
  }
  if (FORMS.includes(word)) return word as PackageForm;
  return existsSync(`${root}src/main.ts`) ? 'source' : 'npm';
}

/** What runs here. */
export function programAbout(): ProgramAbout {
  const { platform, arch, version: node } = process;
  return { version: programVersion(), package: packageForm(), node, system: `${platform} ${arch}` };
}

/** The same in a line that `--version` prints: `iec104rs 1.0.0 (deb; Node.js v22.23.3; linux x64)`. */
export function versionLine(name: string, about: ProgramAbout = programAbout()): string {
  return `${name} ${about.version} (${about.package}; Node.js ${about.node}; ${about.system})`;
}
