/** Names that clients rely on: keys of the API's answers and of its schemas, and the metrics with their types and helps. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPaths } from '../support/key-paths.js';
import type { TestEngine } from '../support/test-engine.js';
import { rtuRow } from '../support/workspace.js';
import { startMeasured } from './measured.js';
import { type ApiUnderTest, openApi } from './support.js';

let simulator: TestEngine;
let http: ApiUnderTest;

beforeAll(async () => {
  simulator = await startMeasured();
  const [first, second] = simulator.engine.rtus.map(({ no, name, rtuNumber: ca, port, ioFile: file }) => ({
    ...{ no, name, ca, port, file },
  }));
  // The first as it runs, the second changed, the third removed, one added, one with an error: each list of the answer has an entry.
  simulator.workspace.write('running.csv', [
    ...['bind,127.0.0.1', 'eoi,never'],
    ...[
      rtuRow({ ...first, options: ['t1=30'] }),
      rtuRow({ ...second, k: 20 }),
      rtuRow({ no: 9, name: 'New', ca: 99, port: 24_300 }),
    ],
    ...['10,Wrong,0,24301'],
  ]);
  http = await openApi(simulator, undefined, simulator.workspace.path('running.csv'), {
    lines: () => () => {},
    run: () => undefined,
    ackLimitMs: undefined,
    plan: [],
  });
});
afterAll(async () => {
  await http.api.close();
  await simulator.close();
});

/** The lines of a list file beside this file. */
function listed(name: string): string[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
}

const ANSWERS = ['/api/status', '/api/rtus', '/api/rtus/1', '/api/sends'];

describe('names that clients rely on', () => {
  it('include every key of the answers', async () => {
    const { id } = simulator.engine.send(5, 0);
    const found: string[] = [];
    for (const path of ANSWERS) found.push(...keyPaths((await http.get(path)).json, path));
    await simulator.engine.settled(id);
    found.push(...keyPaths((await http.post('/api/reload?check=1')).json, '/api/reload'));
    expect(found).toEqual(expect.arrayContaining(listed('frozen-keys.txt')));
  });

  it('include every metric with its type and its help', async () => {
    const { text } = await http.get('/metrics');
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
    const helps = [...text.matchAll(/^# HELP (\S+) (.*)$/gm)];
    const found = helps.map(([, name, help]) => `${name} ${types.get(name)} ${help}`);
    expect(found).toEqual(expect.arrayContaining(listed('frozen-metrics.txt')));
  });
});
