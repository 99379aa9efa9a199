/** The real Prometheus on loopback, with the configuration of the containers but for addresses and the token's place. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { ROOT } from '../../scripts/package/root.mjs';
import { soon } from '../support/patience.js';
import type { AtEnd, Workspace } from '../support/workspace.js';

/** The folder with its configuration. */
export const PROMETHEUS = `${ROOT}/packaging/docker/prometheus`;

/** Where the programs of this machine are, by the job. */
export interface Targets {
  readonly simulator: string;
  readonly gateway: string;
}

interface Config {
  global: Record<string, string>;
  scrape_configs: {
    job_name: keyof Targets;
    authorization: { credentials_file: string };
    static_configs: { targets: string[] }[];
  }[];
}

/** Writes our configuration with other addresses and shorter times; gives its path. */
export function writeConfig(workspace: Workspace, targets: Targets, tokenFile: string): string {
  const config = parse(readFileSync(`${PROMETHEUS}/prometheus.yml`, 'utf8')) as Config;
  config.global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  for (const job of config.scrape_configs) {
    job.authorization.credentials_file = tokenFile;
    job.static_configs[0].targets = [targets[job.job_name]];
  }
  workspace.write('prometheus/prometheus.yml', stringify(config));
  workspace.write('prometheus/alerts.yml', readFileSync(`${PROMETHEUS}/alerts.yml`, 'utf8'));
  return workspace.path('prometheus/prometheus.yml');
}

/** A line of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** One run of Prometheus. */
export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly said: string,
  ) {}

  static async start(workspace: Workspace, config: string, port: number, atEnd: AtEnd = onTestFinished) {
    const said = workspace.path('prometheus.log');
    const log = openSync(said, 'w');
    const words = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${workspace.path('tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const child = spawn('prometheus', words, { cwd: workspace.folder, stdio: ['ignore', log, log] });
    closeSync(log);
    const ended = new Promise((resolve) => child.on('close', resolve));
    atEnd(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    const prometheus = new Prometheus(child, `http://127.0.0.1:${port}`, said);
    await soon(async () => {
      prometheus.expectAlive();
      if (!(await fetch(`${prometheus.url}/-/ready`)).ok) throw new Error('not ready');
    });
    return prometheus;
  }

  private expectAlive(): void {
    if (this.child.exitCode !== null)
      throw new Error(`Prometheus ended:\n${readFileSync(this.said, 'utf8')}`);
  }

  /** What a query gives now; throws what Prometheus says of a wrong one. */
  async query(expr: string): Promise<Series[]> {
    const answer = await fetch(`${this.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expr }),
    });
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: Series[] };
    };
    if (status !== 'success') throw new Error(`${expr}: ${error}`);
    return data.result;
  }

  /** The alerts as Prometheus reads them: name, state, what went wrong. */
  async alerts(): Promise<{ name: string; state: string; health: string; lastError?: string }[]> {
    const answer = await fetch(`${this.url}/api/v1/rules`);
    const { data } = (await answer.json()) as { data: { groups: { rules: never[] }[] } };
    return data.groups.flatMap(({ rules }) => rules);
  }
}

/** Runs promtool; gives what it says, and throws that when it finds a fault. */
export function promtool(words: readonly string[], input = ''): string {
  return execFileSync('promtool', words, { encoding: 'utf8', input, stdio: 'pipe' });
}
