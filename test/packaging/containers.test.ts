/** Dockerfile and compose file: what can be said of them without a container engine. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/package/root.mjs';
import { parseGateway } from '../../src/app/gateway/gateway-options.js';
import { parseSimulator } from '../../src/app/simulate/simulator-options.js';
import { parseMaster } from '../../src/master/master-options.js';
import { copied, DOCKER, isInContext, readDockerfile, type Step } from '../support/dockerfile.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const stages = readDockerfile();
const image = stages.at(-1) as (typeof stages)[number];
const last = (word: string) => image.steps.filter((step) => step.word === word).at(-1) as Step;

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  environment?: Record<string, string>;
  network_mode?: string;
  networks?: string[];
  profiles?: string[];
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

const compose = parse(read(`${DOCKER}/compose.yaml`), { merge: true }) as Compose;
const { simulator, gateway, master, prometheus, grafana } = compose.services;

/** The ports of a row HOST:CONTAINER, which are the same on both sides. */
function published(rows: readonly string[] = []): string[] {
  return rows.map((row) => {
    const [inside, outside] = row.split(':').reverse();
    expect(outside).toBe(inside);
    return inside;
  });
}

const quiet = { out: { write: () => {} }, err: { write: () => {} } };

describe('the Dockerfile', () => {
  it('has the Node.js of the other packages, in all its stages', () => {
    const { version } = JSON.parse(read('scripts/package/pinned-nodes.json')) as { version: string };
    expect(stages.map(({ base }) => base)).toEqual(Array(3).fill(`node:${version}-bookworm-slim`));
  });

  it('copies what is there and what its ignore file lets through', () => {
    const names = new Set(stages.map(({ name }) => name));
    for (const { steps } of stages) {
      for (const step of steps.filter(({ word }) => word === 'COPY')) {
        if (step.from !== undefined) {
          expect(names).toContain(step.from);
          continue;
        }
        for (const path of copied(step).sources) {
          expect([path, existsSync(join(ROOT, path)), isInContext(path)]).toEqual([path, true, true]);
        }
      }
    }
  });

  it('copies every file that the package of npm has, but for what belongs to other systems', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    const there = image.steps.filter(({ word }) => word === 'COPY').flatMap((step) => copied(step).sources);
    const missing = files.filter((name) => !there.includes(name) && !there.includes(`/build/${name}`));
    expect(missing.filter((name) => name !== 'packaging' && !name.startsWith('!'))).toEqual([]);
  });

  it('builds what npm run build makes, but for the benchmarks', () => {
    const projects = (text: string) => [...text.matchAll(/\btsc -p (\S+)/g)].map(([, name]) => name);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { build: string } };
    const own = stages[0].steps.filter(({ word }) => word === 'RUN').map(({ text }) => text);
    expect(projects(own.join('\n'))).toEqual(
      projects(scripts.build).filter((name) => name !== 'bench/tsconfig.json'),
    );
  });

  it('has modules of production only', () => {
    const modules = stages.find(({ name }) => name === 'modules');
    const run = modules?.steps.find(({ word }) => word === 'RUN')?.text;
    expect(run).toMatch(/^npm ci --omit=dev --omit=optional /);
    expect(image.steps.find(({ from }) => from === 'modules')?.text).toMatch(/^\/build\/node_modules /);
  });

  it('runs as another user than root, whose folders are volumes', () => {
    expect(last('USER').text).toBe('node');
    expect(last('VOLUME').list).toEqual(['/rtus', '/var/log/iec104rs']);
    expect(last('RUN').text).toContain('chown -R node:node /rtus /var/log/iec104rs');
    const user = image.steps.indexOf(last('USER'));
    expect(image.steps.indexOf(last('RUN'))).toBeLessThan(user);
  });

  it('opens the ports of the samples and the API', () => {
    const ports = (file: string) =>
      read(file)
        .split('\n')
        .filter((line) => /^\d/.test(line))
        .map((line) => line.split(','));
    const rtus = ports('iec104rs.csv').map((cells) => Number(cells[3]));
    const groups = ports('iec104mm2ss.csv').map((cells) => Number(cells[2]));
    const range = (all: number[]) => `${Math.min(...all)}-${Math.max(...all)}`;
    expect(last('EXPOSE').text.split(/\s+/)).toEqual([range(rtus), range(groups), '8104', '8080']);
  });

  it('starts the program with options that it has, an API with a token, and never sets the clock', () => {
    expect(last('ENTRYPOINT').list).toEqual(['iec104rs']);
    expect(parseSimulator(last('CMD').list ?? [], undefined, quiet)).toMatchObject({
      options: {
        headless: true,
        setClock: false,
        log: '/var/log/iec104rs',
        api: { host: '0.0.0.0', port: 8104 },
        apiTokenFile: '/run/secrets/iec104rs_token',
      },
    });
  });

  it('asks for its health, and ends by a signal that the program takes', () => {
    const [, form] = /CMD (\[.*\])$/.exec(last('HEALTHCHECK').text) ?? [];
    expect(JSON.parse(form)).toEqual(['node', '/opt/iec104rs/healthcheck.mjs']);
    const check = read(`${DOCKER}/healthcheck.mjs`);
    expect(check).toContain("'http://127.0.0.1:8104/api/status'");
    expect(check).toContain("'/run/secrets/iec104rs_token'");
    expect(last('STOPSIGNAL').text).toBe('SIGTERM');
  });
});

describe('the compose file', () => {
  it('pins every image that is not built here', () => {
    for (const { image: name, build } of Object.values(compose.services)) {
      if (name === 'iec104rs') continue;
      expect(build).toBeUndefined();
      expect(name).toMatch(/^[\w/]+:v?\d+\.\d+\.\d+$/);
    }
    expect([gateway.image, master.image, gateway.build, master.build]).toEqual([
      'iec104rs',
      'iec104rs',
      undefined,
      undefined,
    ]);
  });

  it('builds from the root of the source', () => {
    const context = join(ROOT, DOCKER, simulator.build?.context ?? '');
    expect(context.replace(/\/$/, '')).toBe(ROOT);
    expect(simulator.build?.dockerfile).toBe(`${DOCKER}/Dockerfile`);
  });

  it('mounts files that are there, volumes and secrets that it names', () => {
    for (const { volumes = [], secrets = [], networks = [] } of Object.values(compose.services)) {
      for (const row of volumes) {
        const [from] = row.replace(/^\$\{IEC104RS_FOLDER:-(\w+)\}/, '$1').split(':');
        if (from.startsWith('.')) expect([from, existsSync(join(ROOT, DOCKER, from))]).toEqual([from, true]);
        else expect(compose.volumes).toHaveProperty(from);
      }
      for (const name of secrets) expect(compose.secrets).toHaveProperty(name);
      for (const name of networks) expect(compose.networks).toHaveProperty(name);
    }
  });

  it('publishes the ports that the image opens, the APIs and figures to this machine only', () => {
    expect(published(simulator.ports).sort()).toEqual(last('EXPOSE').text.split(/\s+/).sort());
    const own = [simulator, prometheus, grafana].flatMap(({ ports }) => ports ?? []);
    const open = own.filter((row) => !row.startsWith('127.0.0.1:'));
    expect(open).toEqual(['2404-2556:2404-2556', '12404-12423:12404-12423']);
  });

  it('starts the gateway and the master with options that they have, in the network of the simulator', () => {
    const [command, ...words] = gateway.command ?? [];
    expect(command).toBe('gateway');
    expect(parseGateway(words, quiet)).toMatchObject({
      options: {
        headless: true,
        setClock: false,
        api: { host: '0.0.0.0', port: 8080 },
        apiTokenFile: '/run/secrets/iec104rs_token',
      },
    });
    expect(gateway.environment?.HEALTH_URL).toBe('http://127.0.0.1:8080/api/status');
    const [play, ...rest] = master.command ?? [];
    expect(play).toBe('master');
    expect(parseMaster(rest, quiet)).toMatchObject({ options: { host: '127.0.0.1' } });
    expect([gateway.network_mode, master.network_mode]).toEqual(Array(2).fill('service:simulator'));
    expect([gateway.profiles, master.profiles]).toEqual([['gateway'], ['master']]);
  });

  it('lets Prometheus ask both programs, with the token, and Grafana ask Prometheus', () => {
    const { scrape_configs, rule_files, global } = parse(read(`${DOCKER}/prometheus/prometheus.yml`));
    for (const { authorization } of scrape_configs) {
      expect(authorization.credentials_file).toBe('/run/secrets/iec104rs_token');
    }
    expect(prometheus.secrets).toEqual(['iec104rs_token']);
    const targets = scrape_configs.map(
      (job: { static_configs: { targets: string[] }[] }) => job.static_configs[0].targets,
    );
    expect(targets).toEqual([['simulator:8104'], ['simulator:8080']]);
    expect(simulator.networks).toEqual(prometheus.networks);
    expect(grafana.networks).toEqual(prometheus.networks);
    for (const file of rule_files) expect(existsSync(join(ROOT, DOCKER, 'prometheus', file))).toBe(true);

    const { datasources } = parse(read(`${DOCKER}/grafana/datasources/prometheus.yaml`));
    expect(datasources).toHaveLength(1);
    expect(datasources[0].url).toBe('http://prometheus:9090');
    expect(datasources[0].jsonData.timeInterval).toBe(global.scrape_interval);
    const { providers } = parse(read(`${DOCKER}/grafana/dashboards/iec104rs.yaml`));
    const mounts = grafana.volumes?.map((row) => row.split(':')) ?? [];
    const folder = mounts.find(([, inside]) => inside === providers[0].options.path)?.[0];
    expect(existsSync(join(ROOT, DOCKER, folder ?? '', 'iec104rs.json'))).toBe(true);
    expect(grafana.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(
      `${providers[0].options.path}/iec104rs.json`,
    );
    expect(mounts.map(([from, to]) => [from, to])).toContainEqual(['./grafana', '/etc/grafana/provisioning']);
  });
});
