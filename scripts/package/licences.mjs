/**
 * Whose work a package carries, and by which licence: `licenses.txt`. A module without a licence text, or with a licence that is
 * not on the list here, ends the build with its name: somebody has to look at it first.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PINNED_VERSION, pinnedNode } from './pinned-node.mjs';
import { LICENCE } from './prune.mjs';
import { ROOT } from './root.mjs';

/** These allow to pass the work on with any program, if their text goes with it. */
export const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
];

/** Texts for modules that come without one, by `name-version`: a newer version must be looked at again. */
const TEXTS = fileURLToPath(new URL('licence-texts/', import.meta.url));

/**
 * @typedef {object} Work
 * @property {string} name
 * @property {string} version
 * @property {string} licence
 * @property {string} authors empty: the licence text names them
 * @property {string} text
 */

/**
 * The licence that a `package.json` names; throws when it is none of the list. Pure.
 * @param {{ license?: unknown, licenses?: unknown }} about
 * @param {string} what
 */
export function licenceOf({ license, licenses }, what) {
  const named = Array.isArray(licenses) && license === undefined ? licenses[0] : license;
  const word =
    typeof named === 'object' && named !== null ? /** @type {{ type?: unknown }} */ (named).type : named;
  if (typeof word === 'string' && ALLOWED.includes(word)) return word;
  throw new Error(
    `${what}: its licence is ${word === undefined ? 'not named' : JSON.stringify(word)}; a package may carry ${ALLOWED.join(', ')}: look at it, or take another module`,
  );
}

/**
 * Authors and contributors as a `package.json` names them. Pure.
 * @param {{ author?: unknown, contributors?: unknown }} about
 */
export function authorsOf({ author, contributors }) {
  const people = [author, ...(Array.isArray(contributors) ? contributors : [])];
  const names = people
    .map((person) =>
      typeof person === 'object' && person !== null
        ? /** @type {{ name?: unknown }} */ (person).name
        : person,
    )
    .filter((name) => typeof name === 'string')
    .map((name) => name.replace(/\s*[<(].*$/, '').trim());
  return [...new Set(names.filter((name) => name !== ''))].join(', ');
}

/**
 * A module as it is installed. Throws when its licence or its text is missing.
 * @param {import('./modules.mjs').LockedModule} module
 * @param {string} root
 * @returns {Work}
 */
export function moduleWork({ path, name, version }, root = ROOT) {
  const folder = join(root, path);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const licence = licenceOf(about, `${name} ${version}`);
  const files = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  const ours = join(TEXTS, `${name.replace('/', '-')}-${version}.txt`);
  if (texts.length === 0 && existsSync(ours)) texts.push(readFileSync(ours, 'utf8'));
  if (texts.length === 0) {
    throw new Error(
      `${name} ${version}: it has no licence text: find the text that its authors mean, and put it into scripts/package/licence-texts/${name.replace('/', '-')}-${version}.txt`,
    );
  }
  return { name, version, licence, authors: authorsOf(about), text: texts.map(tidy).join('\n\n') };
}

/** Line ends and blanks of many editors made the same. @param {string} text */
function tidy(text) {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/**
 * The page. The same module in the same version stands once. Pure.
 * @param {readonly Work[]} works
 */
export function licencePage(works) {
  const rule = '='.repeat(78);
  const seen = new Map(works.map((work) => [`${work.name} ${work.version}`, work]));
  const list = [...seen.values()];
  const index = list.map(({ name, version, licence }) => `  ${`${name} ${version}`.padEnd(44)} ${licence}`);
  const chapters = list.map(({ name, version, licence, authors, text }) =>
    [
      rule,
      `${name} ${version}`,
      `Licence: ${licence}`,
      ...(authors === '' ? [] : [`Authors: ${authors}`]),
      '',
      text,
      '',
    ].join('\n'),
  );
  const head = [
    'The program iec104rs stands under the MIT licence, which is in the file LICENSE.',
    'This package carries the work of others besides. Their licences are these:',
    '',
    ...index,
    '',
    'Of these modules only what runs is here, without comments (those under Apache-2.0 are as they were made).',
    'The live page of the program contains uPlot.',
    '',
  ];
  return `${head.join('\n')}\n${chapters.join('\n')}`;
}

/**
 * `licenses.txt` of a package with these modules and the pinned Node.js.
 * @param {readonly import('./modules.mjs').LockedModule[]} modules
 */
export function licencesText(modules) {
  // The package for Windows has no licence text; both are the same program.
  const text = tidy(readFileSync(join(pinnedNode('linux-x64'), 'LICENSE'), 'utf8'));
  const node = {
    name: 'Node.js',
    version: PINNED_VERSION,
    licence: 'MIT, and those of the parts named below',
    authors: '',
    text,
  };
  return licencePage([
    node,
    ...modules.map((module) => moduleWork(module)).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]);
}
