/**
 * The archive for Windows. node.exe is nearly all of it and takes minutes to press: it is pressed once and kept, and the other
 * files are added to a copy of that archive.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from './build.mjs';
import { PINNED_RELEASED, PINNED_VERSION, pinnedIntegrity, pinnedNode } from './pinned-node.mjs';
import { ROOT } from './root.mjs';

/** The best that deflate gives; times in the one form that every reader knows, and no attributes of one system. */
const SWITCHES = [
  '-tzip',
  '-mx=9',
  '-mfb=258',
  '-mpass=15',
  '-mtm=on',
  '-mtc=off',
  '-mta=off',
  '-mtp=2',
  '-bd',
];
const CACHE = join(ROOT, 'node_modules/.cache/iec104rs/zips');
const NODE = 'node.exe';
/** Where it lies in the program's folder: not beside the starters, whose folder may be on the PATH. */
const NODE_PLACE = 'bin/node.exe';

/** @param {import('./forms.mjs').Staged} staged @param {string} file */
export function buildZip({ folder, work }, file) {
  const top = basename(folder);
  const zip = join(work, 'all.zip');
  copyFileSync(pressedNode(), zip);
  run('7z', ['rn', '-tzip', zip, NODE, join(top, NODE_PLACE)]);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(top, join(entry.parentPath, entry.name).slice(folder.length + 1)))
    .filter((name) => name !== join(top, NODE_PLACE))
    .sort();
  const list = join(work, 'names.txt');
  writeFileSync(list, `${names.join('\n')}\n`);
  run('7z', ['a', ...SWITCHES, zip, `@${list}`], { cwd: dirname(folder) });
  copyFileSync(zip, file);
}

/** An archive with node.exe alone, which bears the day on which this Node.js was released. */
export function pressedNode() {
  const version = /7-Zip[^:]*/.exec(run('7z', []))?.[0] ?? '';
  const key = JSON.stringify([pinnedIntegrity('win-x64'), PINNED_RELEASED, version, SWITCHES]);
  const kept = join(
    CACHE,
    `node-${PINNED_VERSION}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.zip`,
  );
  if (existsSync(kept)) return kept;
  console.log('win-zip: pressing node.exe, once for this Node.js: this takes two minutes');
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'press-'));
  try {
    copyFileSync(join(pinnedNode('win-x64'), 'bin', NODE), join(making, NODE));
    const time = Date.parse(`${PINNED_RELEASED}T00:00:00Z`) / 1000;
    utimesSync(join(making, NODE), time, time);
    run('7z', ['a', ...SWITCHES, 'node.zip', NODE], { cwd: making });
    renameSync(join(making, 'node.zip'), kept);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return kept;
}
