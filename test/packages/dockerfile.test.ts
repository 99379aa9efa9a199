/** The Dockerfile without an engine: its steps played in empty folders, and the program run from what comes out. Needs a network. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../program/free-ports.js';
import type { Stage, Step } from '../support/dockerfile.js';
import { soon } from '../support/patience.js';
import { Workspace } from '../support/workspace.js';
import { type PlayedStage, playDockerfile } from './image-play.js';

const atEnd: (() => void | Promise<void>)[] = [];
let image: PlayedStage;
let stage: Stage;

beforeAll(() => {
  const workspace = new Workspace((action) => atEnd.unshift(action));
  ({ image, stage } = playDockerfile(workspace.folder));
});
afterAll(async () => {
  for (const action of atEnd) await action();
});

const last = (word: string) => stage.steps.findLast((step) => step.word === word) as Step;
const list = (word: string) => last(word).list ?? [];

it('has the program, its modules and the samples, and none of the tools', () => {
  for (const name of [
    'dist/main.js',
    'dist/web/web/page.js',
    'node_modules/fastify',
    'healthcheck.mjs',
    'LICENSE',
  ]) {
    expect([name, existsSync(image.path(`/opt/iec104rs/${name}`))]).toEqual([name, true]);
  }
  for (const name of [
    'src',
    'node_modules/typescript',
    'node_modules/vitest',
    'dist/main.d.ts',
    'dist/main.js.map',
  ]) {
    expect([name, existsSync(image.path(`/opt/iec104rs/${name}`))]).toEqual([name, false]);
  }
});

it('knows what it is, and loads the samples, as a user without rights', async () => {
  const about = await image.start(['iec104rs', '--version']).ended;
  expect([about.exitCode, about.said]).toEqual([0, expect.stringContaining('(container; ')]);
  const { exitCode, said } = await image.start(['iec104rs', '--check']).ended;
  expect([exitCode, said]).toEqual([0, expect.stringMatching(/153 RTUs/)]);
});

it('starts by its entry point with its command, is healthy, and ends by its signal', async () => {
  const ports = await freePorts(4);
  const api = ports.pop() as number;
  // The ports of the samples may be in use on this machine: the first three RTUs on others.
  const ini = readFileSync(image.path('iec104rs.csv'), 'utf8').split('\n');
  const rows = ini.filter((line) => /^\d/.test(line)).slice(0, ports.length);
  const moved = rows.map((row, i) => row.split(',').with(3, String(ports[i])).join(','));
  const own = image.path('/run/iec104rs.csv');
  const tokens = { right: image.path('/run/secrets/iec104rs_token'), wrong: image.path('/run/other') };
  mkdirSync(image.path('/run/secrets'), { recursive: true });
  writeFileSync(own, ['bind,127.0.0.1', ...moved, ''].join('\n'));
  writeFileSync(tokens.right, 'a-token-of-the-test\n');
  writeFileSync(tokens.wrong, 'another-one\n');

  const words = [...list('ENTRYPOINT'), ...list('CMD').map((word) => image.moved(word))];
  const line = [...words, '-i', own].map((word) => word.replace('0.0.0.0:8104', `127.0.0.1:${api}`));
  const run = image.start(line);
  atEnd.unshift(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  });
  const [, form = '[]'] = /CMD (.*)$/.exec(last('HEALTHCHECK').text) ?? [];
  const check = (JSON.parse(form) as string[]).map((word) => image.moved(word));
  const health = (token: string) =>
    image.start(check, { HEALTH_URL: `http://127.0.0.1:${api}/api/status`, HEALTH_TOKEN_FILE: token }).ended;
  await soon(async () => expect(await health(tokens.right)).toEqual({ exitCode: 0, said: '' }));
  const refused = await health(tokens.wrong);
  expect([refused.exitCode, refused.said]).toEqual([
    1,
    expect.stringContaining('found status 401, expected 200'),
  ]);

  run.child.kill('SIGTERM');
  const { exitCode, said } = await run.ended;
  expect([exitCode, said]).toEqual([0, expect.stringContaining('3 RTUs listen on ')]);
  expect(readdirSync(image.path('/var/log/iec104rs')).length).toBeGreaterThan(0);
  expect((await health(tokens.right)).exitCode).toBe(1);
});
