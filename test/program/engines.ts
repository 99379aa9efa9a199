/// <reference path="../../src/channel/comlink-node-adapter.d.ts" />
/** The engine as built, with its real threads, on ports that the system chooses. */
import { onTestFinished } from 'vitest';
import type { Engine, EngineEvent } from '../../src/coordinator/api.js';
import type { EngineOptions } from '../../src/coordinator/engine.js';
import { MasterLink } from '../../src/master/master-link.js';
import type { MasterParameters } from '../../src/master/master-parameters.js';
import { RawPeer } from '../support/raw-peer.js';
import { type RtuRow, rtuRow, Workspace } from './workspace.js';

type EngineModule = typeof import('../../src/coordinator/engine.js');
type LoadModule = typeof import('../../src/config/load.js');
type PlacementModule = typeof import('../../src/coordinator/placement.js');

const built = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href;
const { startEngine }: EngineModule = await import(built('coordinator/engine.js'));
const { loadConfiguration }: LoadModule = await import(built('config/load.js'));
const { placeRtus }: PlacementModule = await import(built('coordinator/placement.js'));

const DEADLINE_MS = 10_000;

/** What a test engine runs. */
export interface Setting {
  rtus: readonly RtuRow[];
  /** By file name; `d.csv` is what RTUs use that name no file. */
  databases: Readonly<Record<string, readonly string[]>>;
  /** Default 1. */
  shards?: number;
  signalLog?: 'all' | 'none';
}

/** A running engine and everything it said. Closed when the test is over. */
export class TestEngine {
  readonly events: EngineEvent[];
  private readonly links: MasterLink[] = [];

  private constructor(
    readonly engine: Engine,
    readonly workspace: Workspace,
    events: EngineEvent[],
    private readonly bus: Bus,
  ) {
    this.events = events;
  }

  static async start(setting: Setting): Promise<TestEngine> {
    const workspace = new Workspace();
    const events: EngineEvent[] = [];
    const bus = new Bus();
    const engine = await startEngine(loadSetting(setting, workspace), (event) => {
      events.push(event);
      bus.ring();
    });
    const made = new TestEngine(engine, workspace, events, bus);
    onTestFinished(async () => {
      for (const link of made.links) link.close();
      await engine.close();
    });
    return made;
  }

  /** Where RTU `slot` listens. */
  port(slot: number): number {
    return this.engine.rtus[slot].port;
  }

  /** A bare connection to an RTU. */
  raw(slot: number, host?: string): Promise<RawPeer> {
    return RawPeer.connect(this.port(slot), host);
  }

  /** A master's link to an RTU, connected. */
  async link(slot: number, parameters: Partial<MasterParameters> = {}): Promise<MasterLink> {
    const { name, rtuNumber, port, bind, k } = this.engine.rtus[slot];
    const link = new MasterLink({ name, ca: rtuNumber, port, bind, k }, { parameters });
    this.links.push(link);
    await link.connect();
    return link;
  }

  /** The same with data transfer started. */
  async started(slot: number, parameters: Partial<MasterParameters> = {}): Promise<MasterLink> {
    const link = await this.link(slot, parameters);
    await link.start();
    return link;
  }

  /** The first event that fits, now or later. */
  event<K extends EngineEvent['kind']>(
    kind: K,
    fits: (event: Extract<EngineEvent, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<EngineEvent, { kind: K }>> {
    const isWanted = (event: EngineEvent): event is Extract<EngineEvent, { kind: K }> =>
      event.kind === kind && fits(event as Extract<EngineEvent, { kind: K }>);
    return this.bus.until(
      () => this.events.find(isWanted),
      () => `no ${kind} event among ${JSON.stringify(this.events.map(({ kind }) => kind))}`,
    );
  }

  /** What the links told, `RTU what: detail` each. */
  linkEvents(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'link' ? [`${event.rtu.name} ${event.what}: ${event.detail}`] : [],
    );
  }
}

/** Says that something happened. */
class Bus {
  private readonly checks = new Set<() => void>();

  ring(): void {
    for (const check of this.checks) check();
  }

  until<T>(find: () => T | undefined, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.checks.delete(check);
        reject(new Error(complaint()));
      }, DEADLINE_MS);
      const check = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.checks.delete(check);
        resolve(found);
      };
      this.checks.add(check);
      check();
    });
  }
}

/** The options of an engine, every port 0. */
export function loadSetting(setting: Setting, workspace: Workspace): EngineOptions {
  // Ports that differ, so that the loader finds nothing wrong.
  const rows = setting.rtus.map((row, i) => rtuRow({ ...row, no: row.no ?? i + 1, port: i + 1 }));
  workspace.write('rtus.csv', rows);
  for (const [name, lines] of Object.entries(setting.databases)) workspace.write(`data/${name}`, lines);
  const { rtus, tables, findings } = loadConfiguration({
    iniFile: workspace.path('rtus.csv'),
    dataDir: workspace.path('data'),
  });
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return {
    rtus: rtus.map((rtu, i) => ({ ...rtu, port: setting.rtus[i].port ?? 0 })),
    tables,
    shards: setting.shards ?? 1,
    logFolder: workspace.path('log'),
    signalLog: setting.signalLog ?? 'none',
  };
}

/** Starts an engine that may fail. */
export function startBare(options: EngineOptions): Promise<Engine> {
  return startEngine(options);
}

/** Which shard serves each RTU, by slot. */
export function shardsOf(engine: Engine): number[] {
  const shards: number[] = [];
  for (const [shard, rtus] of placeRtus(engine.rtus, engine.shards).entries()) {
    for (const rtu of rtus) shards[rtu.slot] = shard;
  }
  return shards;
}

interface WithThreads {
  pool: { pool: { threads: { terminate(): Promise<number> }[] } };
}

/** Ends a thread of the engine from outside, as a crash would. Which shard it served, the `shard-died` event says. */
export async function killThread(engine: Engine, thread: number): Promise<void> {
  await (engine as unknown as WithThreads).pool.pool.threads[thread].terminate();
}
