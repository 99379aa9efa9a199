/** The modules that the program runs with, exactly as the lockfile names them: neither tools nor optional ones. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isKept } from './prune.mjs';
import { ROOT } from './root.mjs';
import { stripComments } from './strip-comments.mjs';

/**
 * @typedef {object} LockedModule
 * @property {string} path where it is installed, such as `node_modules/ajv/node_modules/fast-uri`
 * @property {string} name
 * @property {string} version
 */

/**
 * The modules of a lockfile that the program needs, by path. Pure.
 * @param {{ packages: Record<string, { version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }> }} lockfile
 * @returns {LockedModule[]}
 */
export function productionModules({ packages }) {
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path, { version = '' }]) => ({ path, name: nameOf(path), version }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** The modules of this project's lockfile. */
export function lockedModules() {
  return productionModules(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
}

/**
 * Copies the modules into a folder: what runs, without comments. Throws when what is installed is not what the lockfile names.
 * @param {string} folder
 * @param {readonly LockedModule[]} modules
 */
export function copyModules(folder, modules) {
  for (const { path, name, version } of modules) {
    const found = installedVersion(join(ROOT, path));
    if (found !== version) {
      throw new Error(
        `${path}: version ${found ?? 'none'} is installed, package-lock.json names ${version}: run npm ci and build again`,
      );
    }
    // A changed file under this licence would have to say so.
    const asItIs = /"Apache-2\.0"/.test(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
    for (const file of filesBelow(join(ROOT, path)).filter((file) => isKept(name, file))) {
      mkdirSync(dirname(join(folder, path, file)), { recursive: true });
      const content = readFileSync(join(ROOT, path, file));
      writeFileSync(join(folder, path, file), asItIs ? content : shortened(file, content));
    }
  }
}

/** @param {string} file @param {Buffer} content */
function shortened(file, content) {
  if (file === 'package.json') return shortPackage(content.toString('utf8'));
  return /\.[cm]?js$/.test(file) ? stripComments(content.toString('utf8')) : content;
}

/** What Node.js and npm read in an installed module's `package.json`, and whose work it is. */
const FIELDS = [
  'name',
  'version',
  'license',
  'licenses',
  'author',
  'type',
  'main',
  'exports',
  'imports',
  'dependencies',
];

/** A module's `package.json` without the fields for people and tools that work on it. Pure. @param {string} text */
export function shortPackage(text) {
  const fields = Object.entries(JSON.parse(text)).filter(([name]) => FIELDS.includes(name));
  return `${JSON.stringify(Object.fromEntries(fields))}\n`;
}

/** @param {string} path @returns {string | undefined} */
function installedVersion(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** Files below a folder, sorted, with `/`; modules inside of modules have rows of their own. @param {string} folder */
function filesBelow(folder) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} below */
  const walk = (below) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  walk('');
  return files.sort();
}
