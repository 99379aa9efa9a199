/** The HTTP API on Windows. */
import { expect, it } from 'vitest';
import { Program } from '../program/program.js';
import { soon } from '../support/patience.js';
import { WineProgram } from '../support/wine.js';
import { ownLog, siteOf } from './windows-kit.js';

const TOKEN = 'a-token-of-this-test';

it('shows the state, sends, sets points, gives metrics and its description, and asks for its token', async () => {
  const { work } = siteOf(2, 30);
  // As Notepad writes it.
  work.write('token', `\ufeff${TOKEN}\r\n`);
  const words = ['--headless', '--shards', '1', '--api', '127.0.0.1:0', '--api-token-file', 'token'];
  const simulator = await WineProgram.listening(words, work.folder);
  const [, url = ''] = /HTTP API at (http:\S+?),/.exec(await simulator.line(/HTTP API at /)) ?? [];
  const ask = async (path: string, body?: object, token = TOKEN) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
  };
  expect((await ask('/api/status', undefined, 'another')).status).toBe(401);
  Program.start(['master', '--gi', '--ack', 'eager', '--retry', '30'], work.folder);
  await soon(async () => expect((await ask('/api/status')).json).toMatchObject({ rtus: 2, online: 2 }));

  const set = await ask('/api/rtus/1/points', { ioa: 1000, value: 1, quality: 'NT' });
  expect(set).toMatchObject({ status: 200, json: { ioa: 1000, value: '1', quality: 'NT', connections: 1 } });
  const sent = await ask('/api/send', { index: 7 });
  expect(sent.status).toBe(202);
  await simulator.line(/send 1: index 7 ended: 2 RTUs, offered 60, sent 60, acknowledged 60/);
  expect((await ask('/api/status')).json).toMatchObject({ version: expect.any(String) });
  const { text } = await ask('/metrics');
  expect(text).toContain('# TYPE ');
  expect((await ask('/api/openapi.json')).json.paths).toHaveProperty('/api/send');

  simulator.interrupt();
  expect((await simulator.ended).exitCode).toBe(0);
  expect(ownLog(work).at(-1)).toMatchObject({ msg: 'ended' });
});
