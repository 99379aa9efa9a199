/** The Debian package: the staged program where Debian wants its parts, made by `dpkg-deb`. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './build.mjs';
import { copyrightText } from './deb-copyright.mjs';
import { changelogText, controlText } from './deb-texts.mjs';
import { lockedModules } from './modules.mjs';
import { ROOT } from './root.mjs';
import { settle } from './stage.mjs';

const PROGRAM = 'usr/lib/iec104rs';
const DOCS = 'usr/share/doc/iec104rs';
const SERVICES = ['iec104rs', 'iec104mm2ss'];

/** Where completions and man pages go, by the end of the staged name. */
const SHARED = [
  { from: 'man', end: '.1', to: 'usr/share/man/man1', name: (/** @type {string} */ name) => name },
  { from: 'completions', end: '.bash', to: 'usr/share/bash-completion/completions', name: withoutEnd },
  {
    from: 'completions',
    end: '.zsh',
    to: 'usr/share/zsh/vendor-completions',
    name: (/** @type {string} */ name) => `_${withoutEnd(name).replace(/^_/, '')}`,
  },
  {
    from: 'completions',
    end: '.fish',
    to: 'usr/share/fish/vendor_completions.d',
    name: (/** @type {string} */ name) => name,
  },
];

/** Texts of the staged program that are elsewhere in a Debian package, or have nothing to say there. */
const NOT_HERE = ['LICENSE', 'licenses.txt', 'CHANGELOG.md', 'README.txt', 'manual', 'man', 'completions'];

/**
 * @param {import('./forms.mjs').Staged} staged
 * @param {string} file
 * @param {number} level of `xz`; tests take one that needs less time
 */
export function buildDeb({ folder, work, version, time }, file, level = 6) {
  const root = join(work, 'root');
  layOut(root, folder, version, time);
  run('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${level}`, '--build', root, file]);
}

/**
 * Everything that `dpkg-deb` takes, in a folder.
 * @param {string} root
 * @param {string} staged
 * @param {string} version
 * @param {number} time
 */
function layOut(root, staged, version, time) {
  const program = join(root, PROGRAM);
  cpSync(staged, program, { recursive: true });
  layDocs(root, program, version, time);
  layShared(root, program);
  layConfiguration(root);
  for (const name of NOT_HERE) rmSync(join(program, name), { recursive: true, force: true });
  mkdirSync(join(root, 'usr/bin'));
  for (const name of SERVICES) symlinkSync(`../lib/iec104rs/${name}`, join(root, 'usr/bin', name));
  settle(root, new Set(['bin/node', ...SERVICES].map((name) => `${PROGRAM}/${name}`)));
  layControl(root, version);
}

/** @param {string} root @param {string} program @param {string} version @param {number} time */
function layDocs(root, program, version, time) {
  const docs = join(root, DOCS);
  write(join(docs, 'copyright'), copyrightText(lockedModules()));
  write(join(docs, 'changelog.gz'), packed(readFileSync(join(program, 'CHANGELOG.md'))));
  write(join(docs, 'changelog.Debian.gz'), packed(changelogText(version, time)));
  renameSync(join(program, 'manual'), join(docs, 'manual'));
  copy(join(ROOT, 'packaging/debian/lintian-overrides'), join(root, 'usr/share/lintian/overrides/iec104rs'));
}

/** Man pages and completions. @param {string} root @param {string} program */
function layShared(root, program) {
  for (const from of ['man', 'completions']) {
    if (!existsSync(join(program, from))) continue;
    for (const name of readdirSync(join(program, from)).sort()) {
      const row = SHARED.find((row) => row.from === from && name.endsWith(row.end));
      // Other shells have no folder for them in Debian.
      if (row === undefined) continue;
      const octets = readFileSync(join(program, from, name));
      if (from === 'man') write(join(root, row.to, `${row.name(name)}.gz`), packed(octets));
      else write(join(root, row.to, row.name(name)), octets);
    }
  }
}

/** What the administrator changes, and the units. @param {string} root */
function layConfiguration(root) {
  copy(join(ROOT, 'iec104rs.csv'), join(root, 'etc/iec104rs/iec104rs.csv'));
  cpSync(join(ROOT, 'data'), join(root, 'etc/iec104rs/data'), { recursive: true });
  copy(join(ROOT, 'iec104mm2ss.csv'), join(root, 'etc/iec104mm2ss/iec104mm2ss.csv'));
  for (const name of SERVICES) {
    copy(join(ROOT, `packaging/debian/${name}.default`), join(root, 'etc/default', name));
    const unit = readFileSync(join(ROOT, `packaging/${name}.service`), 'utf8');
    write(join(root, `lib/systemd/system/${name}.service`), packagedUnit(unit));
  }
}

/** The unit of a program in `/opt/iec104rs`, for the folder of the package. @param {string} unit */
export function packagedUnit(unit) {
  return unit
    .replace(
      'The program is in /opt/iec104rs (in the Debian package: /usr/lib/iec104rs)',
      'The program is in /usr/lib/iec104rs',
    )
    .replaceAll('/opt/iec104rs/', `/${PROGRAM}/`);
}

/** @param {string} root @param {string} version */
function layControl(root, version) {
  const control = join(root, 'DEBIAN');
  const files = filesBelow(root);
  const size = files.reduce((sum, path) => sum + Math.ceil(lstatSync(join(root, path)).size / 1024), 0);
  mkdirSync(control);
  write(join(control, 'control'), controlText(version, size));
  const etc = files.filter((path) => path.startsWith('etc/'));
  write(join(control, 'conffiles'), etc.map((path) => `/${path}\n`).join(''));
  const sums = files.filter((path) => !path.startsWith('etc/') && lstatSync(join(root, path)).isFile());
  write(join(control, 'md5sums'), sums.map((path) => `${md5(join(root, path))}  ${path}\n`).join(''));
  for (const name of ['postinst', 'prerm', 'postrm']) {
    copy(join(ROOT, 'packaging/debian', name), join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  chmodSync(control, 0o755);
}

/** Files and links below a folder, sorted. @param {string} root */
function filesBelow(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !lstatSync(join(root, path)).isDirectory())
    .sort();
}

/** @param {string} path @param {string | Buffer} content */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o644);
}

/** @param {string} from @param {string} to */
function copy(from, to) {
  write(to, readFileSync(from));
}

/** As `gzip -9n`: neither name nor time. @param {string | Buffer} content */
function packed(content) {
  return gzipSync(content, { level: 9 });
}

/** @param {string} path */
function md5(path) {
  return createHash('md5').update(readFileSync(path)).digest('hex');
}

/** @param {string} name */
function withoutEnd(name) {
  return name.replace(/\.[^.]+$/, '');
}
