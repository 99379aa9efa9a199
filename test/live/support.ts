/** A simulator from the build, on files of its own and on ports that the system chooses. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import type * as LoadModule from '../../src/config/load.js';
import type { Engine, EngineEvent } from '../../src/coordinator/api.js';
import type * as EngineModule from '../../src/coordinator/engine.js';
import { RawPeer } from '../support/raw-peer.js';

/** Longest wait for a condition, ms. */
export const PATIENCE_MS = 5_000;

const STARTDT_ACT = '68 04 07 00 00 00';
const STARTDT_CON = '68 04 0B 00 00 00';
const TESTFR_ACT = '68 04 43 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';

/** A module of the build; threads can only be made from there. */
export async function importBuilt<M>(path: string): Promise<M> {
  const url = new URL(`../../dist/${path}`, import.meta.url);
  if (!existsSync(url)) throw new Error('there is no build: npm run build');
  return (await import(/* @vite-ignore */ url.href)) as M;
}

/** A simulator under test. */
export interface Simulator {
  readonly engine: Engine;
  readonly events: EngineEvent[];
  readonly folder: string;
  /** Path of an IOA file. */
  file(name: string): string;
  /** Waits until an event of this kind, not among the first `after`, has come. */
  event<K extends EngineEvent['kind']>(kind: K, after?: number): Promise<Extract<EngineEvent, { kind: K }>>;
  /** A master on an RTU's port, data transfer started. */
  master(slot: number): Promise<RawPeer>;
  close(): Promise<void>;
}

/** What to start. */
export interface SimulatorFiles {
  /** `name, RTU number, IOA file, options…` by RTU; numbers 1, 2, … and ports are filled in. */
  rtus: readonly string[];
  /** IOA files by name. */
  files: Readonly<Record<string, string>>;
  shards?: number;
}

/** Starts a simulator; every RTU listens on 127.0.0.1 and sends no end of initialization. */
export async function startSimulator({ rtus, files, shards = 2 }: SimulatorFiles): Promise<Simulator> {
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataDir, name), text);
  const rows = rtus.map((cells, i) => {
    const [name, number, file, ...options] = cells.split(',');
    return [i + 1, name, number, i + 1, '', '', '', file, ...options].join(',');
  });
  const iniFile = join(folder, 'ini.csv');
  writeFileSync(iniFile, ['bind,127.0.0.1', 'eoi,never', ...rows].join('\n'));

  const { startEngine } = await importBuilt<typeof EngineModule>('coordinator/engine.js');
  const { loadConfiguration } = await importBuilt<typeof LoadModule>('config/load.js');
  const readAtMs = Date.now();
  const { rtus: definitions, tables, findings } = loadConfiguration({ iniFile, dataDir });
  if (definitions.length < rtus.length) throw new Error(findings.map(formatFinding).join('\n'));
  for (const definition of definitions) definition.port = 0;
  const events: EngineEvent[] = [];
  const engine = await startEngine(
    {
      rtus: definitions,
      tables,
      shards,
      logFolder: join(folder, 'log'),
      signalLog: 'all',
      databases: { folder: dataDir, findings, readAtMs },
    },
    (event) => events.push(event),
  );
  const peers: RawPeer[] = [];
  return {
    engine,
    events,
    folder,
    file: (name) => join(dataDir, name),
    event: (kind, after = 0) =>
      waitFor(`event ${kind}`, () => {
        const found = events.slice(after).find((event) => event.kind === kind);
        return found as Extract<EngineEvent, { kind: typeof kind }> | undefined;
      }),
    async master(slot) {
      const peer = await RawPeer.connect(engine.rtus[slot].port);
      peers.push(peer);
      await startTransfer(peer);
      return peer;
    },
    async close() {
      for (const peer of peers) peer.reset();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts data transfer. */
export async function startTransfer(peer: RawPeer): Promise<void> {
  peer.send(STARTDT_ACT);
  await peer.expect(STARTDT_CON);
}

/** The link answers. */
export async function expectAlive(peer: RawPeer): Promise<void> {
  peer.send(TESTFR_ACT);
  await peer.expect(TESTFR_CON);
}

/** Waits until `read` gives something. */
export function waitFor<T>(what: string, read: () => T | undefined): Promise<T> {
  return vi.waitFor(
    () => {
      const value = read();
      if (value === undefined) throw new Error(`still waiting for ${what}`);
      return value;
    },
    { timeout: PATIENCE_MS, interval: 5 },
  );
}

/** Hex of the ASDU in an I frame. */
export function asduOf(frame: string): string {
  return frame.slice(3 * 6);
}

/** The ASDUs of `count` I frames. */
export async function nextAsdus(peer: RawPeer, count: number): Promise<string[]> {
  const asdus: string[] = [];
  while (asdus.length < count) asdus.push(asduOf(await peer.next()));
  return asdus;
}
