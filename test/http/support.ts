/** The HTTP API of a simulator under test, and requests to it. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type * as ReloadModule from '../../src/coordinator/ini-reload.js';
import type * as ServerModule from '../../src/http/server.js';
import type { RunningApi } from '../../src/http/server.js';
import { importBuilt, type TestEngine } from '../support/test-engine.js';

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as a client would
  json: any;
}

/** An API and functions to send requests to it. */
export interface ApiUnderTest {
  api: RunningApi;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  ask(path: string, init: RequestInit): Promise<Answer>;
}

/** A simulator with its API. */
export interface Served {
  readonly simulator: TestEngine;
  readonly http: ApiUnderTest;
}

/**
 * A simulator with its API for the tests of a file, or of the `describe` around: one for each, or one for all where no test sees what
 * another one leaves behind.
 */
export function serve(start: () => Promise<TestEngine>, span: 'each' | 'all'): Served {
  const served = {} as { -readonly [K in keyof Served]: Served[K] };
  const [before, after] = span === 'all' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    served.simulator = await start();
    served.http = await openApi(served.simulator);
  });
  after(async () => {
    await served.http.api.close();
    await served.simulator.close();
  });
  return served;
}

/** What runs the program, as the tests say it. */
export const INSTALLED = { package: 'deb', node: 'v22.1.0', system: 'linux x64' } as const;

/** Opens the API on a port that the system chooses. `ini`: path of the file that `POST /api/reload` reads. `live`: there is a live page. */
export async function openApi(
  simulator: TestEngine,
  token?: string,
  ini?: string,
  live?: ServerModule.LiveSetup,
): Promise<ApiUnderTest> {
  const { startApi } = await importBuilt<typeof ServerModule>('http/server.js');
  const { IniReload } = await importBuilt<typeof ReloadModule>('coordinator/ini-reload.js');
  const reload = ini === undefined ? {} : { reload: new IniReload(simulator.engine, { iniFile: ini }) };
  const where = { host: '127.0.0.1', port: 0, token, version: '1.2.3', installed: INSTALLED };
  const api = await startApi(simulator.engine, {
    ...where,
    ...reload,
    ...(live === undefined ? {} : { live }),
  });
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${api.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const { status, headers } = response;
    if (status === 500) throw new Error(`fault of the API: ${text}`);
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    api,
    ask,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        ...(body === undefined
          ? {}
          : {
              headers: { 'content-type': 'application/json' },
              body: typeof body === 'string' ? body : JSON.stringify(body),
            }),
      }),
    remove: (path) => ask(path, { method: 'DELETE' }),
  };
}
