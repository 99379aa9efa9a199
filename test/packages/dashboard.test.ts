/** Every query of the dashboard, asked of a real Prometheus that has asked the real programs. Needs the Debian package prometheus. */
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../program/free-ports.js';
import { groupRow, writeGateway, writeMasters } from '../program/gateway-kit.js';
import { Program } from '../program/program.js';
import { panelsOf, readDashboard } from '../support/dashboard.js';
import { soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { PROMETHEUS, Prometheus, promtool, writeConfig } from './prometheus.js';

const TOKEN = 'a-token-of-the-test';
const atEnd: (() => void | Promise<void>)[] = [];
const later = (action: () => void | Promise<void>) => atEnd.unshift(action);

let workspace: Workspace;
let prometheus: Prometheus;
let config: string;
/** What both programs answer. */
const texts: Record<string, string> = {};

const headers = { authorization: `Bearer ${TOKEN}` };

beforeAll(async () => {
  workspace = new Workspace(later);
  workspace.write('token', TOKEN);
  chmodSync(workspace.path('token'), 0o600);
  const [a, b, inA, inB, api, gatewayApi, port] = await freePorts(7);
  const access = (at: number) => ['--api', `127.0.0.1:${at}`, '--api-token-file', workspace.path('token')];

  const rows = [a, b].map((at, i) => rtuRow({ no: i + 1, ca: i + 1, port: at }));
  workspace.write('rtus/iec104rs.csv', rows);
  const command = '1,N,45,5001,1000,0,,,,,,a command that acts on 1000';
  workspace.write('rtus/data/d.csv', [...pointRows(1, 20, 1000), command.replace('1,N', '5001,N')]);
  const rtus = ['--headless', '--shards', '2', ...access(api)];
  await Program.listening(rtus, workspace.path('rtus'), later);

  const groups = [inA, inB].map((at, i) =>
    groupRow({ id: i + 1, port: at, hosts: `127.0.0.1:${[a, b][i]}` }),
  );
  writeGateway(workspace, groups);
  const gateway = Program.start(
    ['gateway', '--headless', '--shards', '1', ...access(gatewayApi)],
    workspace.folder,
    later,
  );
  await gateway.line(/HTTP API at /);
  writeMasters(workspace, [inA, inB]);
  const plays = [
    '--gi',
    '--clock',
    '--testfr',
    '1',
    '--retry',
    '30',
    '--reconnect',
    '--command',
    '1:5001:45:1',
  ];
  Program.start(['master', '-i', 'masters.csv', ...plays], workspace.folder, later);

  const targets = { simulator: `127.0.0.1:${api}`, gateway: `127.0.0.1:${gatewayApi}` };
  config = writeConfig(workspace, targets, workspace.path('token'));
  prometheus = await Prometheus.start(workspace, config, port, later);
  await soon(async () => expect(await prometheus.query('iec104rs_started == 2')).toHaveLength(1));
  const sent = await fetch(`http://${targets.simulator}/api/send`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ index: 1, duration: 3 }),
  });
  expect([await sent.text(), sent.ok]).toEqual([expect.any(String), true]);
  // Both programs were asked after the send was over.
  await soon(async () =>
    expect(await prometheus.query('iec104rs_sends_total == 1 and iec104rs_sends_running == 0')).toHaveLength(
      1,
    ),
  );
  await soon(async () =>
    expect(await prometheus.query('iec104rs_gateway_frames_acknowledged_total > 10')).toHaveLength(1),
  );
  for (const [name, at] of Object.entries(targets)) {
    texts[name] = await (await fetch(`http://${at}/metrics`, { headers })).text();
  }
});

afterAll(async () => {
  for (const action of atEnd) await action();
});

const file = readDashboard();

/** A query as Grafana sends it. */
const filled = (text: string) =>
  text
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$instance', 'simulator')
    .replaceAll('$gateway', 'gateway')
    .replace(/\$(rtu|group)\b/g, '.*');

describe('the dashboard', () => {
  for (const { title, targets = [] } of panelsOf(file)) {
    it(`${title}: every query gives something`, async () => {
      for (const { expr } of targets) {
        const found = await prometheus.query(filled(expr));
        const isEmpty = !found.some(({ value }) => value[1] !== 'NaN');
        expect([expr, isEmpty]).toEqual([expr, false]);
      }
    });
  }

  it('finds its choices', async () => {
    for (const { name, definition = '' } of file.templating.list.filter(({ type }) => type === 'query')) {
      const [, vector, label] = /^label_values\((.*), (\w+)\)$/.exec(filled(definition)) ?? [];
      const found = await prometheus.query(`group by (${label}) (${vector})`);
      const values = found.map(({ metric }) => metric[label]).sort();
      const expected = { instance: ['simulator'], gateway: ['gateway'] }[name] ?? ['1', '2'];
      expect([name, values]).toEqual([name, expected]);
    }
  });
});

describe('Prometheus', () => {
  it('finds nothing wrong with the metrics of both programs', () => {
    for (const text of Object.values(texts)) {
      expect(text).toContain('iec104rs_info');
      expect(promtool(['check', 'metrics'], text)).toBe('');
    }
  });

  it('finds nothing wrong with the configuration', () => {
    expect(promtool(['check', 'config', config])).toMatch(/is valid prometheus config file/);
    // Without the files that only a container has.
    const said = promtool(['check', 'config', '--syntax-only', `${PROMETHEUS}/prometheus.yml`]);
    expect(said).toMatch(/is valid prometheus config file syntax/);
  });

  it('reads every alert, and none is up in a run without a fault', async () => {
    const rules = await prometheus.alerts();
    expect(rules.map(({ name, health }) => [name, health])).toEqual(rules.map(({ name }) => [name, 'ok']));
    expect(rules.length).toBeGreaterThan(5);
    // Pauses are of this machine.
    const up = rules.filter(({ name, state }) => state === 'firing' && name !== 'SimulatorPaused');
    expect(up).toEqual([]);
  });

  it('raises and ends the alerts as their test says', () => {
    expect(promtool(['test', 'rules', `${PROMETHEUS}/alerts.test.yml`])).toMatch(/SUCCESS/);
  });
});
