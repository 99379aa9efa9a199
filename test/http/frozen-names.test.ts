/** Names that clients rely on: keys of the API's answers and of its schemas, and the metrics with their types and helps. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPaths } from '../support/key-paths.js';
import type { TestEngine } from '../support/test-engine.js';
import { startMeasured } from './measured.js';
import { type ApiUnderTest, openApi } from './support.js';

let simulator: TestEngine;
let http: ApiUnderTest;

beforeAll(async () => {
  simulator = await startMeasured();
  http = await openApi(simulator);
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
