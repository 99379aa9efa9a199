/** The forms of packages: what `npm run package` can build. A new one gets a row here. */
import { debianVersion } from './deb-texts.mjs';
import { buildDeb } from './form-deb.mjs';
import { buildMsi } from './form-msi.mjs';
import { buildNpm } from './form-npm.mjs';
import { buildTar } from './form-tar.mjs';
import { buildZip } from './form-zip.mjs';

/**
 * What a form is built from.
 * @typedef {object} Staged
 * @property {string} folder the staged program (`stage.mjs`); its name is that of the row
 * @property {string} work an empty folder for what is needed on the way
 * @property {string} version
 * @property {number} time that all files bear, seconds since 1970
 */

/**
 * @typedef {object} PackageForm
 * @property {import('./stage.mjs').Form} name
 * @property {(version: string) => string} folder the name of the staged folder, which archives have as their one top folder
 * @property {(version: string) => string} file the name of the package
 * @property {readonly { command: string, debian: string }[]} tools which must be there, and their packages in Debian
 * @property {(staged: Staged, file: string) => void} build writes the package; the path is absolute
 */

/** @type {readonly PackageForm[]} */
export const FORMS = [
  {
    name: 'win-zip',
    folder: (version) => `iec104rs-${version}-win-x64`,
    file: (version) => `iec104rs-${version}-win-x64.zip`,
    tools: [{ command: '7z', debian: 'p7zip-full' }],
    build: buildZip,
  },
  {
    name: 'win-msi',
    folder: () => 'iec104rs',
    file: (version) => `iec104rs-${version}-win-x64.msi`,
    tools: [
      { command: 'wixl', debian: 'wixl' },
      { command: 'msibuild', debian: 'msitools' },
    ],
    build: buildMsi,
  },
  {
    name: 'deb',
    folder: () => 'iec104rs',
    file: (version) => `iec104rs_${debianVersion(version)}_amd64.deb`,
    tools: [{ command: 'dpkg-deb', debian: 'dpkg' }],
    build: buildDeb,
  },
  {
    name: 'tar',
    folder: (version) => `iec104rs-${version}-linux-x64`,
    file: (version) => `iec104rs-${version}-linux-x64.tar.gz`,
    tools: [
      { command: 'tar', debian: 'tar' },
      { command: 'gzip', debian: 'gzip' },
    ],
    build: buildTar,
  },
  {
    name: 'npm',
    folder: () => 'iec104rs',
    file: (version) => `iec104rs-${version}.tgz`,
    tools: [],
    build: buildNpm,
  },
];
