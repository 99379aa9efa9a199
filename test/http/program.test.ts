/** The program itself with `--api`: a port in use, and an orderly end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RawListener } from '../support/raw-peer.js';
import { waitFor } from '../support/test-engine.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let folder: string;
let program: ChildProcess | undefined;

beforeEach(async () => {
  if (!existsSync(main)) throw new Error('there is no build: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'api-'));
  mkdirSync(join(folder, 'data'));
  const listener = await RawListener.listen();
  writeFileSync(join(folder, 'iec104rs.csv'), `1,A,7,${listener.port},,,,a.csv,bind=127.0.0.1\n`);
  listener.close();
  writeFileSync(join(folder, 'data', 'a.csv'), '5,Y,1,100,1\n');
});
afterEach(() => {
  program?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the program in the folder. */
function start(...words: string[]) {
  const child = spawn(process.execPath, [main, '--headless', ...words], { cwd: folder });
  program = child;
  let said = '';
  child.stderr.on('data', (octets) => {
    said += octets;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, lines: () => said.split('\n').filter((line) => line !== '') };
}

it('serves until it is ended in order', async () => {
  const { child, ended, lines } = start('--api', '127.0.0.1:0');
  const url = await waitFor('the API', () => /HTTP API at (\S+),/.exec(lines().join('\n'))?.[1]);
  const rtus = await (await fetch(`${url}/api/rtus`)).json();
  expect(rtus).toMatchObject([{ number: 1, name: 'A', ca: 7, listening: true }]);
  const send = await fetch(`${url}/api/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"index": 0, "duration": 5}',
  });
  expect([send.status, await send.json()]).toEqual([202, { id: 1 }]);
  writeFileSync(join(folder, 'data', 'a.csv'), '5,Y,1,100,0\n6,Y,1,101,0\n');
  await waitFor('the edit', () =>
    lines().find((line) => line.includes('a.csv was edited: 2 signals, used by 1 RTU ')),
  );
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/api/rtus`)).rejects.toThrow();
});

it('ends with one line if the port is in use', async () => {
  const listener = await RawListener.listen();
  const { port } = listener;
  const { ended, lines } = start('--api', `127.0.0.1:${port}`);
  expect(await ended).toBe(1);
  listener.close();
  expect(lines().at(-1)).toBe(`HTTP API: 127.0.0.1:${port} is in use by another program`);
  expect(lines().filter((line) => line.includes('in use'))).toHaveLength(1);
});

it('does not start on a public address without a token', async () => {
  const { ended, lines } = start('--api', '0.0.0.0:0');
  expect(await ended).toBe(2);
  expect(lines()).toHaveLength(1);
});
