/** The steps of the Dockerfile played by hand: each stage is a folder, its absolute paths lie below it. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pinnedNode } from '../../scripts/package/pinned-node.mjs';
import { ROOT } from '../../scripts/package/root.mjs';
import { copied, readDockerfile, type Stage, type Step } from '../support/dockerfile.js';
import { HANG_MS } from '../support/patience.js';

/** Folders that the Dockerfile names, in steps that a shell runs. */
const ABSOLUTE = /(?<=^|[\s=])\/(build|opt|rtus|usr\/local|var\/log|run)(?=\/|\s|$)/g;

/** A user without rights; the user itself where the tests do not run as root. */
const isRoot = process.getuid?.() === 0;
const USER = isRoot ? 65_534 : (process.getuid?.() ?? 0);
const GROUP = isRoot ? 65_534 : (process.getgid?.() ?? 0);

/** One stage in its folder. */
export class PlayedStage {
  private folder = '/';

  constructor(
    readonly root: string,
    private readonly others: ReadonlyMap<string, PlayedStage>,
  ) {
    // As in the base image: Node.js, and npm beside it.
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    copyFileSync(join(pinnedNode('linux-x64'), 'bin/node'), join(root, 'usr/local/bin/node'));
    chmodSync(join(root, 'usr/local/bin/node'), 0o755);
  }

  /** A path of the image on this machine. */
  path(inside: string): string {
    return join(this.root, inside.startsWith('/') ? inside : join(this.folder, inside));
  }

  /** A text with paths of the image, with those of this machine. */
  moved(text: string): string {
    return text.replace(ABSOLUTE, (found) => `${this.root}${found}`);
  }

  play(step: Step): void {
    if (step.word === 'WORKDIR') {
      this.folder = step.text;
      mkdirSync(this.path('.'), { recursive: true });
    }
    if (step.word === 'COPY') this.copy(step);
    if (step.word === 'RUN') {
      execFileSync('sh', ['-ec', this.moved(step.text).replaceAll('node:node', `${USER}:${GROUP}`)], {
        cwd: this.path('.'),
        // npm reaches the registry as it does elsewhere on this machine.
        env: { ...process.env, NODE_ENV: '', NODE_OPTIONS: '', ...this.environment({ HOME: homedir() }) },
        stdio: 'pipe',
        timeout: HANG_MS,
      });
    }
  }

  private copy(step: Step): void {
    const { sources, target } = copied(step);
    const from = step.from === undefined ? undefined : this.others.get(step.from);
    for (const source of sources) {
      const path = from === undefined ? join(ROOT, source) : from.path(source);
      // The content of a folder goes to the target; a file goes into a target that ends with a slash.
      const to =
        !statSync(path).isDirectory() && target.endsWith('/') ? join(target, basename(source)) : target;
      mkdirSync(dirname(this.path(to)), { recursive: true });
      cpSync(path, this.path(to), { recursive: true });
    }
  }

  private environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const tools = [...new Set((process.env.PATH ?? '').split(':'))];
    return {
      HOME: this.root,
      NO_COLOR: '1',
      ...more,
      PATH: [this.path('/usr/local/bin'), ...tools].join(':'),
    };
  }

  /** Starts a program as a user without rights, in the last working folder. */
  start(words: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const line = isRoot
      ? ['setpriv', `--reuid=${USER}`, `--regid=${GROUP}`, '--clear-groups', ...words]
      : [...words];
    const child = spawn(line[0], line.slice(1), {
      cwd: this.path('.'),
      env: this.environment(more),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
    }
    const ended = new Promise<{ exitCode: number | null; said: string }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, said }));
    });
    return { child, ended, said: () => said };
  }
}

/** Plays the whole file; gives the last stage. */
export function playDockerfile(folder: string): { image: PlayedStage; stage: Stage } {
  const played = new Map<string, PlayedStage>();
  // Another user must be able to go in.
  chmodSync(folder, 0o755);
  for (const stage of readDockerfile()) {
    const name = stage.name ?? 'image';
    const one = new PlayedStage(join(folder, name), played);
    for (const step of stage.steps) one.play(step);
    played.set(name, one);
  }
  return { image: played.get('image') as PlayedStage, stage: readDockerfile().at(-1) as Stage };
}
