/** The API's own description (OpenAPI), and the Prometheus text. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAlive, nextAsdus } from '../support/raw-peer.js';
import { startSimulator, type TestEngine } from '../support/test-engine.js';
import { parseMetrics } from './prometheus-text.js';
import { type ApiUnderTest, openApi } from './support.js';

// biome-ignore lint/suspicious/noExplicitAny: a document that is taken apart
type Json = any;

let simulator: TestEngine;
let http: ApiUnderTest;

beforeAll(async () => {
  simulator = await startSimulator({
    rtus: ['"A ""1"" \\ x",1,a.csv', 'B,2,a.csv'],
    files: { 'a.csv': '5,Y,1,100,1\n' },
  });
  http = await openApi(simulator, 'token');
});
afterAll(async () => {
  await http.api.close();
  await simulator.close();
});

const get = (path: string) => http.get(path, { authorization: 'Bearer token' });

describe('GET /api/openapi.json', () => {
  let document: Json;
  beforeAll(async () => {
    document = (await get('/api/openapi.json')).json;
  });

  const operations = (): { at: string; path: string; operation: Json }[] =>
    Object.entries(document.paths as Json).flatMap(([path, methods]) =>
      Object.entries(methods as Json).map(([method, operation]) => ({
        at: `${method} ${path}`,
        path,
        operation,
      })),
    );

  it('names every route', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'iec104rs', version: '1.2.3' });
    expect(
      operations()
        .map(({ at }) => at)
        .sort(),
    ).toEqual([
      'delete /api/faults',
      'delete /api/faults/{id}',
      'delete /api/sends/{id}',
      'get /api/faults',
      'get /api/faults/{id}',
      'get /api/reactions',
      'get /api/rtus',
      'get /api/rtus/{no}',
      'get /api/rtus/{no}/points',
      'get /api/sends',
      'get /api/sends/{id}',
      'get /api/status',
      'get /metrics',
      'post /api/faults',
      'post /api/reload',
      'post /api/rtus/{no}/points',
      'post /api/rtus/{no}/restart',
      'post /api/send',
    ]);
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components.securitySchemes.token).toEqual({ type: 'http', scheme: 'bearer' });
  });

  it('has summary, parameters and answers of each', () => {
    for (const { at, path, operation } of operations()) {
      expect(operation.summary, at).toBeTruthy();
      const answers = Object.keys(operation.responses);
      expect(
        answers.some((code) => code.startsWith('2')),
        at,
      ).toBe(true);
      expect(
        answers.map((code) => code.toUpperCase()),
        at,
      ).toContain('4XX');
      for (const answer of Object.values<Json>(operation.responses)) {
        expect(answer.description, at).toBeTruthy();
        expect(Object.values<Json>(answer.content)[0].schema, at).toBeTruthy();
      }
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter: Json) => parameter.in === 'path');
      expect(
        declared.map((parameter: Json) => [parameter.name, parameter.required]),
        at,
      ).toEqual(inPath.map((name) => [name, true]));
    }
  });

  it('has no broken references', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to);
    expect(references.length).toBeGreaterThan(10);
    for (const reference of new Set(references)) {
      const parts = reference.replace(/^#\//, '').split('/');
      expect(
        parts.reduce((at: Json, part) => at?.[part], document),
        reference,
      ).toBeTypeOf('object');
    }
    expect(Object.keys(document.components.schemas)).toContain('RtuDetail');
  });

  it('describes every field', () => {
    const bare: string[] = [];
    const visit = (at: string, schema: Json): void => {
      for (const [name, property] of Object.entries<Json>(schema.properties ?? {})) {
        if (property.$ref === undefined && !property.description) bare.push(`${at}.${name}`);
        visit(`${at}.${name}`, property);
      }
      if (schema.items !== undefined) visit(`${at}[]`, schema.items);
    };
    for (const [name, schema] of Object.entries<Json>(document.components.schemas)) visit(name, schema);
    for (const { at, operation } of operations()) {
      const body = operation.requestBody?.content['application/json'].schema;
      if (body !== undefined) visit(at, body);
    }
    expect(bare).toEqual([]);
  });

  it('matches the answers of the routes', async () => {
    const { id } = simulator.engine.send(99, 0);
    const answers: [string, Json][] = [
      ['/api/rtus', (await get('/api/rtus')).json],
      ['/api/rtus/{no}', (await get('/api/rtus/1')).json],
      ['/api/status', (await get('/api/status')).json],
      ['/api/sends', (await get('/api/sends')).json],
    ];
    for (const [path, answer] of answers) {
      const { schema } = document.paths[path].get.responses['200'].content['application/json'];
      expect(faultsOf(answer, schema, path)).toEqual([]);
    }
    await simulator.engine.settled(id);
  });

  /** Places where a value has another type than its schema, or fields that the schema doesn't name, or lacks fields. */
  function faultsOf(value: Json, schema: Json, at: string): string[] {
    if (schema.$ref !== undefined) {
      return faultsOf(value, document.components.schemas[schema.$ref.split('/').at(-1)], at);
    }
    if (schema.anyOf !== undefined) {
      const faults = schema.anyOf.map((one: Json) => faultsOf(value, one, at));
      return faults.find((found: string[]) => found.length === 0) ?? faults.flat();
    }
    const types: string[] = [schema.type ?? []].flat();
    if (value === null) return types.includes('null') ? [] : [`${at}: null`];
    if (Array.isArray(value)) {
      if (!types.includes('array')) return [`${at}: an array`];
      return value.flatMap((item, i) => faultsOf(item, schema.items ?? {}, `${at}[${i}]`));
    }
    const fits = types.length === 0 || types.includes(typeof value);
    if (!fits && !(types.includes('integer') && Number.isInteger(value))) return [`${at}: ${typeof value}`];
    if (typeof value !== 'object' || schema.properties === undefined) return [];
    const names = new Set([...Object.keys(value), ...Object.keys(schema.properties)]);
    return [...names].flatMap((name) => {
      if (!(name in value)) return [`${at}.${name}: not told`];
      if (!(name in schema.properties)) return [`${at}.${name}: not described`];
      return faultsOf(value[name], schema.properties[name], `${at}.${name}`);
    });
  }
});

describe('GET /metrics', () => {
  it('shows the counters of the stats table', async () => {
    const master = await simulator.master(0);
    const { id } = simulator.engine.send(5, 0);
    await nextAsdus(master, 1);
    master.send('68 04 01 00 02 00');
    await expectAlive(master);
    await simulator.engine.settled(id);
    const { status, headers, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = parseMetrics(text);
    const { types, samples } = metrics;
    for (const [name, type] of types)
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    const value = (name: string, no?: string) => metrics.value(name, no === undefined ? {} : { no });
    expect(value('iec104rs_rtu_signals_acknowledged_total', '1')).toBe(1);
    expect(value('iec104rs_rtu_signals_acknowledged_total', '2')).toBe(0);
    expect(value('iec104rs_signals_acknowledged_total')).toBe(1);
    expect(value('iec104rs_rtu_ack_frames_total', '1')).toBe(1);
    const latencyMs = simulator.engine.stats.get(0, 'ACK_SUM_MS');
    expect(value('iec104rs_rtu_ack_latency_seconds_total', '1')).toBeCloseTo(latencyMs / 1000, 9);
    expect(value('iec104rs_rtus')).toBe(2);
    expect(value('iec104rs_rtus_online')).toBe(1);
    expect(value('iec104rs_shards')).toBe(2);
    expect(value('iec104rs_sends_total')).toBe(id);
    expect(value('iec104rs_sends_running')).toBe(0);
    const labels = samples.find(({ name }) => name === 'iec104rs_rtu_started')?.labels;
    expect(labels).toEqual({
      no: '1',
      name: 'A "1" \\ x',
      ca: '1',
      port: String(simulator.engine.rtus[0].port),
      bind: '127.0.0.1',
    });
  });

  it('continues its counts after a restart', async () => {
    await simulator.engine.restartRtu(1, { name: 'renamed' });
    const { samples } = parseMetrics((await get('/metrics')).text);
    const names = samples
      .filter(({ name }) => name === 'iec104rs_rtu_frames_sent_total')
      .map(({ labels }) => labels.name);
    expect(names).toEqual(['A "1" \\ x', 'renamed']);
    expect(samples.find(({ name }) => name === 'iec104rs_signals_acknowledged_total')?.value).toBe(1);
  });
});
