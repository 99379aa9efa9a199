/** The gateway's API over a real port, on tables with known figures (`docs/gateway.md` §8). */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GROUP_FIELDS } from '../../src/config/gateway/group-fields.js';
import { GROUP_COUNTERS, MASTER_COUNTERS } from '../../src/figures/gateway-catalog.js';
import type { RunningApi } from '../../src/http/api-server.js';
import { startGatewayApi } from '../../src/http/gateway/gateway-server.js';
import { FakeGateway } from '../support/fake-gateway.js';
import { groupDefinition } from '../support/groups.js';
import { keyPaths } from '../support/key-paths.js';
import { type MetricsText, parseMetrics } from './prometheus-text.js';

const AT_MS = Date.UTC(2027, 0, 2, 3, 5, 0, 0);
const AT = '2027-01-02T03:05:00.000Z';

let gateway: FakeGateway;
let api: RunningApi;

beforeEach(async () => {
  gateway = new FakeGateway([
    groupDefinition(0, {
      id: 11,
      name: 'North "1"',
      rtuNumber: 101,
      hosts: [
        { host: '10.0.0.1', port: 2404 },
        { host: '2001:db8::1', port: 2405 },
      ],
      ports: [{ port: 2501, bind: '', name: '', filter: ['10.1.0.0/16'], admitsNobody: false }],
    }),
    groupDefinition(1, { id: 12 }),
  ]);
  gateway.setGroup(0, {
    RTU_CONNECTED: 1,
    RTU_STARTED: 1,
    RTU_CONNECTED_AT: AT_MS,
    RTU_STARTED_AT: AT_MS + 5,
    RTU_HOST: 1,
    LISTENING: 1,
    MASTERS: 2,
    MASTERS_STARTED: 1,
    QUEUE: 3,
    QUEUE_MAX: 17,
    HELD_BACK: 1,
    AT_RISK: 2,
    FROM_RTU: 100,
    TO_MASTERS: 150,
    REFUSED_FILTER: 4,
    UNMATCHED: 6,
    CONFLICTS: 7,
    GI_ASKED: 5,
    GI_SENT: 2,
    HOLD_MS: 1500,
  });
  gateway.setGroup(1, { FROM_RTU: 11, QUEUE_MAX: 20, GI_ASKED: 1, GI_SENT: 1 });
  gateway.peers.set(0, '[2001:db8::1]:2405');
  gateway.logs.set(0, 'log/north.csv');
  gateway.addMaster(
    0,
    { place: 1, connection: 9, peer: '10.1.2.3:40000', port: 0, connectedAt: AT_MS },
    {
      STARTED: 1,
      STARTED_AT: AT_MS + 7,
      QUEUE: 2,
      FRAMES: 90,
      STALLS: 3,
      STALL_MS: 250,
      CLOCK_SYNCS: 1,
      CLOCK_ERROR_MS: -40,
    },
  );
  gateway.addMaster(0, { place: 0, connection: 10, peer: '10.1.2.4:40001', port: 0, connectedAt: AT_MS });
  gateway.lags.ownRtu(gateway.table.masterRow(0, 1)).record(4, 99);
  gateway.lags.ownRtu(gateway.table.masterRow(0, 1)).record(100, 1);
  api = await startGatewayApi(gateway, {
    host: '127.0.0.1',
    port: 0,
    token: undefined,
    version: '1.2.3',
    installed: { package: 'deb', node: 'v22.1.0', system: 'linux x64' },
  });
});
afterEach(() => api.close());

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${api.url}${path}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined };
}

const post = (path: string, body?: unknown) =>
  ask(path, {
    method: 'POST',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

it('GET /api/status describes the whole program', async () => {
  const { status, json } = await ask('/api/status');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    version: '1.2.3',
    package: 'deb',
    node: 'v22.1.0',
    system: 'linux x64',
    startedAt: '2027-01-02T03:04:05.678Z',
    shards: [{ shard: 0, groups: 2 }],
    groups: 2,
    listening: 1,
    heldBack: 1,
    rtusConnected: 1,
    rtusStarted: 1,
    ntp: { text: '', state: 'off', detail: '' },
    totals: { masters: 2, mastersStarted: 1, framesFromRtu: 111, queueMax: 20, interrogationsSaved: 3 },
  });
  expect(json.totals.lag).toMatchObject({ count: 100 });
});

describe('GET /api/groups', () => {
  it('lists every group in the order of the file', async () => {
    const { json } = await ask('/api/groups');
    expect(json).toMatchObject([
      {
        id: 11,
        slot: 0,
        name: 'North "1"',
        rtuNumber: 101,
        ports: [{ port: 2501, bind: '', name: '' }],
        listening: 1,
        rtu: {
          state: 'started',
          peer: '[2001:db8::1]:2405',
          host: '[2001:db8::1]:2405',
          connectedSince: AT,
          startedSince: '2027-01-02T03:05:00.005Z',
        },
        counters: {
          queue: 3,
          queueMax: 17,
          heldBack: 1,
          atRisk: 2,
          framesFromRtu: 100,
          framesToMasters: 150,
          refusedFilter: 4,
          unmatched: 6,
          conflicts: 7,
          interrogationsAsked: 5,
          interrogationsSent: 2,
          interrogationsSaved: 3,
          holdMs: 1500,
        },
      },
      { id: 12, rtu: { state: 'lost', peer: '', host: '127.0.0.1:2404', connectedSince: null } },
    ]);
  });

  it('of one has its settings, in the form that a restart takes, its log and its masters', async () => {
    const { json } = await ask('/api/groups/11');
    expect(Object.keys(json.settings)).toEqual(GROUP_FIELDS.map(({ name }) => name));
    expect(json.logFile).toBe('log/north.csv');
    expect(json.masters).toMatchObject([
      {
        connection: 9,
        place: 1,
        peer: '10.1.2.3:40000',
        port: 2501,
        started: true,
        connectedSince: AT,
        startedSince: '2027-01-02T03:05:00.007Z',
        counters: {
          queue: 2,
          framesSent: 90,
          stalls: 3,
          stallMs: 250,
          clockErrorMs: -40,
          testFramePeriodMs: null,
        },
        lag: { count: 100 },
      },
      {
        connection: 10,
        started: false,
        startedSince: null,
        counters: { clockErrorMs: null },
        lag: { p99Ms: null },
      },
    ]);
    // 99 of 100 took 4 ms (a step of 1/128 ms), one 100 ms.
    const [{ lag }] = json.masters;
    expect([lag.p50Ms, lag.p99Ms].map(Math.round)).toEqual([4, 4]);
    expect(Math.round(lag.maxMs)).toBe(100);
    expect(await post('/api/groups/11/restart', json.settings)).toMatchObject({ status: 200 });
  });

  it.each(['0', '13', '1x', '011'])('there is no group %s', async (id) => {
    const { status, json } = await ask(`/api/groups/${id}`);
    expect({ status, json }).toEqual(
      id === '011'
        ? { status: 200, json: expect.anything() }
        : { status: 404, json: { error: 'not-found', detail: `there is no group ${id}` } },
    );
  });
});

describe('POST /api/groups/:id/restart', () => {
  it.each([
    [undefined, '{}'],
    [{}, '{}'],
    [{ port: 2600, hosts: '10.0.0.9:2404' }, '{"port":"2600","hosts":"10.0.0.9:2404"}'],
    [{ hosts: ['10.0.0.9:2404', '10.0.0.8:2404'] }, '{"hosts":"10.0.0.9:2404;10.0.0.8:2404"}'],
  ])('with %j', async (body, wish) => {
    const { status, json } = await post('/api/groups/12/restart', body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ group: { id: 12 }, changed: Object.keys(body ?? {}), warnings: [] });
    expect(gateway.orders).toEqual([`restart 1 ${wish}`]);
  });

  it.each([
    [{ prot: 2600 }, 'prot: no such field (/api/openapi.json has them)'],
    [{ port: true }, 'port: must be string,number,array'],
    [{ hosts: [1] }, 'hosts.0: must be string'],
    [[1], 'body: must be object'],
  ])('%j is no body', async (body, detail) => {
    const { status, json } = await post('/api/groups/12/restart', body);
    expect({ status, json }).toEqual({ status: 400, json: { error: 'invalid', detail } });
    expect(gateway.orders).toEqual([]);
  });

  it.each([
    ['parameters', 400, 'invalid'],
    ['port', 409, 'port-taken'],
    ['shard', 503, 'busy'],
  ] as const)('is refused for %s with %d', async (reason, status, error) => {
    gateway.restart = () => ({
      outcome: 'refused',
      reason,
      problems: [
        { severity: 'error', field: 'port', found: '70000', expected: 'a whole number 1…65535' },
        { severity: 'warning', field: 'w', found: '20', expected: 'at most k (12)' },
      ],
    });
    expect(await post('/api/groups/11/restart', { port: 70_000 })).toMatchObject({
      status,
      json: { error, detail: 'port: found "70000", expected a whole number 1…65535' },
    });
  });
});

describe('POST /api/groups/:id/masters/:connection/close', () => {
  it('closes the link of a master', async () => {
    expect(await post('/api/groups/11/masters/9/close')).toMatchObject({
      status: 200,
      json: { connection: 9 },
    });
    expect(gateway.orders).toEqual(['close 0 1 9']);
  });

  it.each(['8', '1', '9x'])('there is no connection %s', async (connection) => {
    expect(await post(`/api/groups/11/masters/${connection}/close`)).toMatchObject({
      status: 404,
      json: { error: 'not-found', detail: `group 11 has no connection ${connection}` },
    });
    expect(gateway.orders).toEqual([]);
  });

  it('one that ended meanwhile is not there', async () => {
    gateway.closeMaster = async () => false;
    expect(await post('/api/groups/11/masters/9/close')).toMatchObject({ status: 404 });
  });
});

describe('GET /metrics', () => {
  const read = async (): Promise<MetricsText> => parseMetrics((await ask('/metrics')).text);

  it('has every counter by group, over all groups and by master', async () => {
    const { types } = await read();
    for (const { metric, total } of GROUP_COUNTERS) {
      if (metric === undefined) continue;
      const type = metric.endsWith('_total') ? 'counter' : 'gauge';
      expect([metric, types.get(`iec104rs_gateway_group_${metric}`)]).toEqual([metric, type]);
      const ofAll = total === 'none' ? undefined : type;
      expect([metric, types.get(`iec104rs_gateway_${metric}`)]).toEqual([metric, ofAll]);
    }
    for (const { metric } of MASTER_COUNTERS) {
      if (metric !== undefined) expect(types.has(`iec104rs_gateway_master_${metric}`)).toBe(true);
    }
  });

  it('has times in seconds, and labels', async () => {
    const { value } = await read();
    const labels = { id: 11, name: 'North "1"', rtu_number: 101 };
    expect(value('iec104rs_gateway_group_hold_seconds_total', labels)).toBe(1.5);
    expect(value('iec104rs_gateway_frames_from_rtu_total')).toBe(111);
    expect(value('iec104rs_gateway_group_interrogations_saved', labels)).toBe(3);
    const master = { id: 11, place: 1, address: '10.1.2.3' };
    expect(value('iec104rs_gateway_master_stall_seconds_total', master)).toBe(0.25);
    expect(value('iec104rs_gateway_master_clock_error_seconds', master)).toBe(-0.04);
    expect(value('iec104rs_gateway_master_clock_error_seconds', { place: 0 })).toBeUndefined();
    expect(value('iec104rs_gateway_master_lag_seconds_count', master)).toBe(100);
    expect(value('iec104rs_gateway_group_lag_seconds_count', { id: 12 })).toBe(0);
    expect(value('iec104rs_gateway_lag_seconds_count')).toBe(100);
    expect(value('iec104rs_shard_groups', { shard: 0 })).toBe(2);
  });

  it('counts shards that died', async () => {
    gateway.emit({ kind: 'shard-died', shard: 0, detail: 'x', groups: 2, masters: 2 });
    expect((await read()).value('iec104rs_shard_deaths_total')).toBe(1);
  });
});

it('names that clients rely on: every key, every metric with its type', async () => {
  const found: string[] = [];
  for (const path of ['/api/status', '/api/groups', '/api/groups/11']) {
    found.push(...keyPaths((await ask(path)).json, path));
  }
  const { types } = parseMetrics((await ask('/metrics')).text);
  for (const [name, type] of types) found.push(`${name} ${type}`);
  const frozen = readFileSync(new URL('frozen-gateway.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(found).toEqual(expect.arrayContaining(frozen));
});

it('GET /api/openapi.json names every route', async () => {
  const { json } = await ask('/api/openapi.json');
  const routes = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual([
    'get /api/groups',
    'get /api/groups/{id}',
    'get /api/status',
    'get /metrics',
    'post /api/groups/{id}/masters/{connection}/close',
    'post /api/groups/{id}/restart',
  ]);
});

it('a token is asked for where one is set', async () => {
  await api.close();
  api = await startGatewayApi(gateway, { host: '127.0.0.1', port: 0, token: 'secret', version: '1.2.3' });
  expect((await ask('/api/groups')).status).toBe(401);
  expect((await ask('/api/groups', { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
});
