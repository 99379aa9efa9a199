/**
 * The Debian package: read by lintian, installed, used by somebody without rights, replaced, removed. It is installed into a copy of
 * this machine that lives in a namespace of its own (an overlay), so that nothing of it stays. Needs lintian, and root or user namespaces.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDeb } from '../../scripts/package/form-deb.mjs';
import { pinnedNode } from '../../scripts/package/pinned-node.mjs';
import { stageProgram } from '../../scripts/package/stage.mjs';
import { Workspace } from '../support/workspace.js';

/** 2026-11-28 00:00:00 UTC. */
const TIME = 1_795_824_000;
/** Little to press: the tests read the package, they do not hand it out. */
const LEVEL = 0;

const workspace = new Workspace(afterAll);
const OLD = workspace.path('old.deb');
const NEW = workspace.path('new.deb');

/** Builds a package from the staged program; what is there from before is replaced. */
function build(version: string, file: string): void {
  const work = workspace.path(`work of ${version}`);
  mkdirSync(work);
  buildDeb({ folder: workspace.path('staged'), work, version, time: TIME }, file, LEVEL);
}

beforeAll(() => {
  stageProgram(workspace.path('staged'), 'deb');
  build('0.9.0', OLD);
  build('0.9.1', NEW);
});

/** Fields, lists and files of a package. */
const field = (name: string) => execFileSync('dpkg-deb', ['-f', NEW, name], { encoding: 'utf8' }).trim();
const listed = (words: readonly string[]) =>
  execFileSync('dpkg-deb', [...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
const names = () =>
  listed(['-c', NEW])
    .split('\n')
    .map((line) => line.split(/\s+/).slice(5).join(' '));

/**
 * Runs lines of a shell as root in a copy of this machine, with a network of its own; what they change is gone afterwards.
 * `CHANGED` lists what differs from this machine, but for what dpkg and others write down for themselves.
 */
function inCopy(lines: readonly string[]) {
  const script = `set -e
cd ${workspace.folder}
mkdir -p box
mount -t tmpfs tmpfs box
mkdir box/upper box/work box/all
mount -t overlay overlay -o lowerdir=/,upperdir=$PWD/box/upper,workdir=$PWD/box/work box/all
mount --rbind /proc box/all/proc
mount --rbind /dev box/all/dev
mount -t tmpfs tmpfs box/all/run
mount -t tmpfs tmpfs box/all/tmp
chmod 1777 box/all/tmp
mkdir box/all/tmp/debs
cp old.deb new.deb box/all/tmp/debs
cp inner.sh box/all/tmp/inner.sh
ip link set lo up
chroot box/all bash /tmp/inner.sh
echo "== left"
cd box/upper
find . \\( -type f -o -type l -o -type c \\) -printf '/%P\\n' | grep -vE '^/(var/lib/(dpkg|systemd)|var/cache|var/log/(dpkg.log|alternatives.log|apt)|etc/(ld.so.cache|mailcap))|^/var/lib/man-db' | sort
find . -mindepth 1 -type d -printf '/%P\\n' | while read -r folder; do [ -d "$folder" ] || echo "$folder"; done
`;
  workspace.write('inner.sh', ['set -e', 'export DEBIAN_FRONTEND=noninteractive', 'cd /tmp', ...lines]);
  workspace.write('outer.sh', script);
  const namespaces = process.getuid?.() === 0 ? ['-m', '-n'] : ['-r', '-m', '-n'];
  const words = [
    '--propagation',
    'private',
    ...namespaces,
    'timeout',
    '-k',
    '5',
    '300',
    'bash',
    workspace.path('outer.sh'),
  ];
  const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
  const [said = '', left = ''] = stdout.split('== left\n');
  return { status, said, stderr, left: left.split('\n').filter((line) => line !== '') };
}

/** Runs a command as nobody, in a folder of his own. */
const asNobody = (command: string) =>
  `mkdir -p /tmp/nobody; chown 65534 /tmp/nobody; (cd /tmp/nobody; setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs ${command})`;

describe('the Debian package', () => {
  it('has the same octets when it is built again, elsewhere', () => {
    const elsewhere = new Workspace();
    cpSync(workspace.path('staged'), elsewhere.path('other folder'), { recursive: true });
    elsewhere.write('work/.keep', '');
    const before = process.umask(0o077);
    try {
      const staged = {
        folder: elsewhere.path('other folder'),
        work: elsewhere.path('work'),
        version: '0.9.1',
        time: TIME,
      };
      buildDeb(staged, elsewhere.path('again.deb'), LEVEL);
    } finally {
      process.umask(before);
    }
    const sum = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(sum(elsewhere.path('again.deb'))).toBe(sum(NEW));
  });

  it('asks for the libraries that its Node.js is linked against', () => {
    const node = readFileSync(join(pinnedNode('linux-x64'), 'bin/node'), 'latin1');
    const newest = (name: string) => {
      const found = [...node.matchAll(new RegExp(`\\0${name}_(\\d+(?:\\.\\d+)+)\\0`, 'g'))].map(
        ([, version = '']) => version,
      );
      return found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
    };
    expect([newest('GLIBC'), newest('GLIBCXX'), newest('GCC')]).toEqual(['2.28', '3.4.21', '3.4']);
    expect(field('Depends')).toBe('libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 5.2)');
  });

  it('names every file in /etc as one that people change', () => {
    const files = names().filter((name) => name.startsWith('./etc/') && !name.endsWith('/'));
    expect(files).toContain('./etc/iec104rs/data/substation-110kv.csv');
    expect(files).toContain('./etc/default/iec104mm2ss');
    expect(listed(['-I', NEW, 'conffiles'])).toBe(files.map((name) => `${name.slice(1)}\n`).join(''));
  });

  it('has manual, licences, changes and units where Debian looks for them', () => {
    const all = names().join('\n');
    for (const path of [
      'usr/share/doc/iec104rs/copyright',
      'usr/share/doc/iec104rs/changelog.gz',
      'usr/share/doc/iec104rs/changelog.Debian.gz',
      'usr/share/doc/iec104rs/manual/index.html',
      'lib/systemd/system/iec104rs.service',
      'lib/systemd/system/iec104mm2ss.service',
    ])
      expect(all).toContain(`./${path}`);
    expect(all).toContain('./usr/bin/iec104rs -> ../lib/iec104rs/iec104rs');
  });

  it('lintian finds no error and no warning', () => {
    const { stdout } = spawnSync('lintian', ['--allow-root', '--tag-display-limit', '0', NEW], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  it('installs, runs for everybody, keeps changed files over an update, and leaves nothing when it is purged', () => {
    const { said, stderr, left, status } = inCopy([
      'dpkg -i debs/old.deb >/dev/null',
      asNobody('iec104rs --version'),
      asNobody('iec104rs --check -i /etc/iec104rs/iec104rs.csv --data /etc/iec104rs/data 2>&1 | tail -1'),
      asNobody('iec104mm2ss --check -i /etc/iec104mm2ss/iec104mm2ss.csv 2>&1 | tail -1'),
      'for name in iec104rs iec104mm2ss; do systemd-analyze verify --man=no /lib/systemd/system/$name.service; done',
      'ls /etc/systemd/system/multi-user.target.wants | grep -c iec104 || true',
      'echo "9,Mine,900,2999,,12,60,substation-20kv.csv" > /etc/iec104rs/iec104rs.csv',
      'cp /etc/iec104rs/data/hydro-plant.csv /etc/iec104rs/data/mine.csv',
      'dpkg -i debs/new.deb >/dev/null',
      'dpkg-query -W iec104rs',
      'cat /etc/iec104rs/iec104rs.csv',
      'mkdir -p /var/log/private/iec104rs /var/lib/iec104rs; touch /var/log/private/iec104rs/a.csv',
      'ln -s private/iec104rs /var/log/iec104rs',
      'ln -s /lib/systemd/system/iec104rs.service /etc/systemd/system/multi-user.target.wants/',
      'dpkg -r iec104rs >/dev/null',
      'ls -d /usr/lib/iec104rs 2>&1 || true',
      'ls /etc/iec104rs/data',
      'dpkg -P iec104rs >/dev/null',
      'cat /etc/iec104rs/data/mine.csv | wc -l; rm -r /etc/iec104rs',
    ]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^(dpkg: warning: .* not empty so not removed\n)*$/),
    });
    expect(said.split('\n').slice(1)).toEqual([
      expect.stringContaining('153 RTUs, 3 IOA files with 2,247 signals; 0 errors, 0 warnings'),
      expect.stringContaining('20 groups'),
      '0',
      'iec104rs\t0.9.1-1',
      '9,Mine,900,2999,,12,60,substation-20kv.csv',
      "ls: cannot access '/usr/lib/iec104rs': No such file or directory",
      'hydro-plant.csv',
      'mine.csv',
      'substation-110kv.csv',
      'substation-20kv.csv',
      expect.stringMatching(/^\d+$/),
      '',
    ]);
    expect(left).toEqual([]);
  });
});
