/** The dashboard for Grafana and the alerts against the metrics that both programs have. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LEFT_OUT } from '../../scripts/grafana/dashboard.mjs';
import { ROOT } from '../../scripts/package/root.mjs';
import { startGatewayApi } from '../../src/http/gateway/gateway-server.js';
import { familyOf, metricsIn, panelsOf, readDashboard } from '../support/dashboard.js';
import { FakeGateway } from '../support/fake-gateway.js';
import { groupDefinition } from '../support/groups.js';
import type { TestEngine } from '../support/test-engine.js';
import { startMeasured } from './measured.js';
import { parseMetrics } from './prometheus-text.js';
import { type ApiUnderTest, openApi } from './support.js';

let simulator: TestEngine;
let http: ApiUnderTest;
/** Types by name, of both programs. */
const types = new Map<string, string>();

beforeAll(async () => {
  simulator = await startMeasured();
  http = await openApi(simulator);
  const api = await startGatewayApi(new FakeGateway([groupDefinition(0, {})]), {
    host: '127.0.0.1',
    port: 0,
    token: undefined,
    version: '1.2.3',
  });
  const ofGateway = await (await fetch(`${api.url}/metrics`)).text();
  await api.close();
  for (const text of [(await http.get('/metrics')).text, ofGateway]) {
    for (const [name, type] of parseMetrics(text).types) types.set(name, type);
  }
});
afterAll(async () => {
  await http.api.close();
  await simulator.close();
});

const file = readDashboard();
const queries = panelsOf(file).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const definitions = file.templating.list.flatMap(({ definition }) => definition ?? []);

/** The metric over all RTUs or groups that an RTU's or a group's metric adds up to. */
const totalOf = (name: string) =>
  name.replace(/^iec104rs_(rtu|gateway_group)_/, (_, of) =>
    of === 'rtu' ? 'iec104rs_' : 'iec104rs_gateway_',
  );

describe('the dashboard', () => {
  it('asks for nothing that no program has', () => {
    for (const text of [...queries, ...definitions]) {
      for (const name of metricsIn(text)) {
        expect([text, types.has(familyOf(name, types))]).toEqual([text, true]);
      }
    }
  });

  it('shows every metric but those that it says it leaves out, and those of which it shows the sum', () => {
    const shown = new Set(queries.flatMap(metricsIn).map((name) => familyOf(name, types)));
    const missing = [...types.keys()].filter(
      (name) => !shown.has(name) && !(totalOf(name) !== name && shown.has(totalOf(name))),
    );
    expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort());
  });

  it('takes rates of counters only, and of every counter that it draws by step', () => {
    for (const text of queries) {
      for (const [, name] of text.matchAll(/(?:rate|increase)\((iec104rs_\w+)/g)) {
        const type = types.get(familyOf(name, types));
        expect([name, type === 'counter' || type === 'histogram']).toEqual([name, true]);
      }
    }
  });
});

it('the alerts ask for nothing that no program has', () => {
  const { groups } = parse(readFileSync(`${ROOT}/packaging/docker/prometheus/alerts.yml`, 'utf8'));
  const texts: string[] = groups.flatMap(({ rules }: { rules: { expr: string }[] }) =>
    rules.map(({ expr }) => expr),
  );
  expect(texts.length).toBeGreaterThan(5);
  for (const text of texts) {
    for (const name of metricsIn(text))
      expect([text, types.has(familyOf(name, types))]).toEqual([text, true]);
  }
});
