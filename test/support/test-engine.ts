/// <reference path="../../src/channel/comlink-node-adapter.d.ts" />
/** The engine as built, with real threads, on its own files and on ports that the system chooses. */
import { existsSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import type * as LoadModule from '../../src/config/load.js';
import type { Engine, EngineEvent } from '../../src/coordinator/api.js';
import type * as EngineModule from '../../src/coordinator/engine.js';
import type { EngineOptions } from '../../src/coordinator/engine-options.js';
import type * as LogThreadModule from '../../src/log-writer/log-thread.js';
import type { LogThread } from '../../src/log-writer/log-thread.js';
import { MasterLink } from '../../src/master/master-link.js';
import type { MasterParameters } from '../../src/master/master-parameters.js';
import type { ReactionPlan } from '../../src/reactions/plan.js';
import { HANG_MS, soon } from './patience.js';
import { RawPeer, startTransfer } from './raw-peer.js';
import { type RtuRow, rtuRow, Workspace } from './workspace.js';

/** Imports a module of the build: threads can only be started from there. */
export async function importBuilt<M>(path: string): Promise<M> {
  const url = new URL(`../../dist/${path}`, import.meta.url);
  if (!existsSync(url)) throw new Error('there is no build: npm run build');
  return (await import(/* @vite-ignore */ url.href)) as M;
}

const { startEngine } = await importBuilt<typeof EngineModule>('coordinator/engine.js');
const { LogThread: BuiltLogThread } = await importBuilt<typeof LogThreadModule>('log-writer/log-thread.js');
const { loadConfiguration } = await importBuilt<typeof LoadModule>('config/load.js');

/** What a test engine runs. */
export interface Setting {
  rtus: readonly RtuRow[];
  /** IOA files by name, as lines or as a text; RTUs that name no file use `d.csv`. */
  databases: Readonly<Record<string, string | readonly string[]>>;
  /** Options for all RTUs, `name,value` each. */
  globals?: readonly string[];
  /** Default 1. */
  shards?: number;
  /** Default `none`. */
  signalLog?: 'all' | 'none';
  /** Makes the reactions; absent: none. */
  reactions?: (loaded: Pick<EngineOptions, 'rtus' | 'tables'>) => ReactionPlan;
  /** Edits of the IOA files: default `ignored`. */
  edits?: 'followed' | 'ignored';
}

/** A running engine and its events. */
export class TestEngine {
  private readonly links: MasterLink[] = [];
  private readonly peers: RawPeer[] = [];

  private constructor(
    readonly engine: Engine,
    readonly workspace: Workspace,
    readonly events: EngineEvent[],
    private readonly threads: Threads,
    private readonly logThread: LogThread,
  ) {}

  /** Starts one that is closed when the test is over. */
  static async start(setting: Setting): Promise<TestEngine> {
    const made = await TestEngine.open(setting);
    onTestFinished(() => made.close());
    return made;
  }

  /** Starts one that the caller closes, so that a hook may keep it for several tests. */
  static async open(setting: Setting): Promise<TestEngine> {
    const workspace = new Workspace(() => {});
    const logThread = new BuiltLogThread();
    // Node.js tells of a new thread a little later; this one is not to be among the shards' threads.
    await new Promise(setImmediate);
    const threads = new Threads();
    try {
      const events: EngineEvent[] = [];
      const engine = await startEngine({ ...loadSetting(setting, workspace), logThread }, (event) =>
        events.push(event),
      );
      return new TestEngine(engine, workspace, events, threads, logThread);
    } catch (error) {
      threads.close();
      await logThread.close(HANG_MS);
      workspace.remove();
      throw error;
    }
  }

  /** Closes masters and engine, and removes the files. */
  async close(): Promise<void> {
    for (const link of this.links) link.close();
    for (const peer of this.peers) peer.reset();
    this.threads.close();
    await this.engine.close();
    await this.logThread.close(HANG_MS);
    this.workspace.remove();
  }

  /** Where RTU `slot` listens. */
  port(slot: number): number {
    return this.engine.rtus[slot].port;
  }

  /** Path of an IOA file. */
  file(name: string): string {
    return this.workspace.path('data', name);
  }

  /** A bare connection to an RTU. */
  async raw(slot: number, host?: string): Promise<RawPeer> {
    const peer = await RawPeer.connect(this.port(slot), host);
    this.peers.push(peer);
    return peer;
  }

  /** A bare connection to an RTU, started. */
  async master(slot: number): Promise<RawPeer> {
    const peer = await this.raw(slot);
    await startTransfer(peer);
    return peer;
  }

  /** A master's link to an RTU, connected. */
  async link(slot: number, parameters: Partial<MasterParameters> = {}): Promise<MasterLink> {
    const { name, rtuNumber, port, bind, k } = this.engine.rtus[slot];
    const link = new MasterLink({ name, ca: rtuNumber, port, bind, k }, { parameters });
    this.links.push(link);
    await link.connect();
    return link;
  }

  /** A master's link to an RTU, started. */
  async started(slot: number, parameters: Partial<MasterParameters> = {}): Promise<MasterLink> {
    const link = await this.link(slot, parameters);
    await link.start();
    return link;
  }

  /** The first event of this kind that fits, past or future. */
  event<K extends EngineEvent['kind']>(
    kind: K,
    fits: (event: Extract<EngineEvent, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<EngineEvent, { kind: K }>> {
    const isWanted = (event: EngineEvent): event is Extract<EngineEvent, { kind: K }> =>
      event.kind === kind && fits(event as Extract<EngineEvent, { kind: K }>);
    return new Promise((resolve, reject) => {
      const known = this.events.find(isWanted);
      if (known !== undefined) return resolve(known);
      const timer = setTimeout(() => {
        stop();
        const kinds = this.events.map(({ kind }) => kind).join(' ');
        reject(new Error([`no such ${kind} event among ${kinds}`, ...this.linkEvents()].join('\n')));
      }, HANG_MS);
      const stop = this.engine.onEvent((event) => {
        if (!isWanted(event)) return;
        clearTimeout(timer);
        stop();
        resolve(event);
      });
    });
  }

  /** Waits until this many shards have been restarted since the engine's start. */
  async restarts(count: number): Promise<void> {
    const isBack = () => this.events.filter(({ kind }) => kind === 'shard-restarted').length >= count;
    await this.event('shard-restarted', isBack);
  }

  /** The link events so far, each as `RTU what: detail`. */
  linkEvents(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'link' ? [`${event.rtu.name} ${event.what}: ${event.detail}`] : [],
    );
  }

  /** The shard of an RTU. */
  shardOf(slot: number): number {
    return this.engine.placement.findIndex((rtus) => rtus.some((rtu) => rtu.slot === slot));
  }

  /** Ends a thread from outside, as a crash would; 0 is the oldest. The `shard-died` event names its shard. */
  killThread(thread: number): Promise<void> {
    return this.threads.kill(thread);
  }

  /** Ends every thread. */
  async killThreads(): Promise<void> {
    await Promise.all([...Array(this.engine.shards).keys()].map((thread) => this.killThread(thread)));
  }
}

/** The worker threads that this process starts while an engine runs, from Node.js's `worker` events. */
export class Threads {
  private readonly alive: Worker[] = [];
  private readonly note = (worker: Worker): void => {
    this.alive.push(worker);
    worker.once('exit', () => this.alive.splice(this.alive.indexOf(worker), 1));
  };

  constructor() {
    process.on('worker', this.note);
  }

  async kill(thread: number): Promise<void> {
    await this.alive[thread].terminate();
  }

  close(): void {
    process.off('worker', this.note);
  }
}

/** The options of an engine; each port is 0 unless its row names one. */
export function loadSetting(setting: Setting, workspace: Workspace): EngineOptions {
  // Ports that differ, so that the loader reports no duplicates.
  const rows = setting.rtus.map((row, i) => rtuRow({ ...row, no: row.no ?? i + 1, port: i + 1 }));
  workspace.write('rtus.csv', [...(setting.globals ?? []), ...rows]);
  for (const [name, content] of Object.entries(setting.databases)) workspace.write(`data/${name}`, content);
  const folder = workspace.path('data');
  const readAtMs = Date.now();
  const { rtus, tables, findings } = loadConfiguration({
    iniFile: workspace.path('rtus.csv'),
    dataDir: folder,
  });
  const follows = setting.edits === 'followed';
  // An engine that follows edits also needs the findings of the first load.
  if (rtus.length < rows.length || (!follows && findings.length > 0))
    throw new Error(findings.map(formatFinding).join('\n'));
  return {
    rtus: rtus.map((rtu, i) => ({ ...rtu, port: setting.rtus[i].port ?? 0 })),
    tables,
    shards: setting.shards ?? 1,
    logFolder: workspace.path('log'),
    signalLog: setting.signalLog ?? 'none',
    ...(setting.reactions === undefined ? {} : { reactions: setting.reactions({ rtus, tables }) }),
    ...(follows ? { databases: { folder, findings, readAtMs } } : {}),
  };
}

/** Starts an engine; the start may fail. */
export function startBare(options: EngineOptions): Promise<Engine> {
  return startEngine(options);
}

/** What `startSimulator` runs. */
export interface SimulatorFiles {
  /** `name, RTU number, IOA file, options…` by RTU. */
  rtus: readonly string[];
  /** IOA files by name. */
  files: Readonly<Record<string, string>>;
  /** Default 2. */
  shards?: number;
}

/**
 * Starts an engine that follows edits and logs every signal, with RTUs on 127.0.0.1 that send no end of initialization.
 * The caller closes it.
 */
export function startSimulator({ rtus, files, shards = 2 }: SimulatorFiles): Promise<TestEngine> {
  return TestEngine.open({
    rtus: rtus.map((cells) => {
      const [name, ca, file, ...options] = cells.split(',');
      return { name, ca: Number(ca), file, options };
    }),
    databases: files,
    globals: ['bind,127.0.0.1', 'eoi,never'],
    shards,
    signalLog: 'all',
    edits: 'followed',
  });
}

/** Waits until `read` returns a value other than `undefined`. */
export function waitFor<T>(what: string, read: () => T | undefined): Promise<T> {
  return soon(() => {
    const value = read();
    if (value === undefined) throw new Error(`still waiting for ${what}`);
    return value;
  });
}
