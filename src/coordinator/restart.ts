/** Restart of an RTU with changed parameters while the others run (`docs/behaviour.md` §7, `docs/dashboard.md` tab 2). */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addressWords,
  type Finding,
  listenerOf,
  type RtuDefinition,
  withoutRemoved,
} from '../channel/definitions.js';
import type { ListenResult, Reservation } from '../channel/shard-protocol.js';
import { createListenerRegistry } from '../config/addresses.js';
import type { LoadedTable } from '../config/load.js';
import { changeRtu } from '../config/rtu-settings.js';
import type { RestartProblem, RestartResult, RestartWish, WantedRtu } from './api.js';
import type { LogStamps } from './log-stamps.js';
import type { ShardPool } from './shard-pool.js';

/** A port that was just closed may not be free immediately. */
export const REOPEN_TRIES = 25;
const REOPEN_RETRY_MS = 20;

const GOODBYE = 'the RTU is restarted';

/** The parts of the engine that a restart uses and changes. */
export interface RestartContext {
  /** By slot; the entry of the restarted RTU is replaced. */
  rtus: RtuDefinition[];
  pool: Pick<ShardPool, 'ask' | 'place' | 'shardOf' | 'shardOfNumber'>;
  /** The table of a file, read now if it is not in use yet. */
  openTable(file: string): LoadedTable | Promise<LoadedTable>;
  stamps: Pick<LogStamps, 'next' | 'use'>;
  /** Whether a shard hangs now: what is asked of it is done only when it comes round. */
  hangs(shard: number): boolean;
}

export type Refusal = Extract<RestartResult, { outcome: 'refused' }>;

/**
 * Restarts the RTU of a slot; see `Engine.restartRtu`.
 * The new address is opened before the old one is closed, so that a refusal leaves port and links as they were.
 */
export async function restartRtu(
  context: RestartContext,
  slot: number,
  wish: RestartWish,
): Promise<RestartResult> {
  const before = context.rtus[slot];
  if (before === undefined) throw new RangeError(`no RTU has slot ${slot}`);
  if (before.removed) return refuse('removed', [goneProblem(before)]);
  const shared = findSharers(context.rtus, before);
  if (shared !== undefined) return refuse('port', [shared]);
  const { definition, problems } = isWanted(wish)
    ? { definition: { ...wish.definition, slot }, problems: [] }
    : changeRtu(before, wish);
  if (definition === undefined) return refuse('parameters', problems);
  const taken = findTaken(context.rtus, before, definition);
  if (taken !== undefined) return refuse('port', [...problems, taken]);

  const hanging = findHanging(context, before, definition);
  if (hanging !== undefined) return refuse('shard', [...problems, hanging]);

  const { table, findings } = await context.openTable(definition.ioFile);
  if (table === undefined) {
    const expected = 'a readable IOA file inside the data folder';
    const problem = problemOf('iodata', definition.ioFile, expected);
    return refuse('file', [...problems, problem], findings);
  }
  const stamp = context.stamps.next(slot);
  const change: Change = { before, definition, table, findings, stamp };
  const failure = await carryOut(context, change);
  if (failure !== undefined) return { ...failure, problems: [...problems, ...failure.problems], findings };
  context.rtus[slot] = definition;
  return {
    outcome: 'restarted',
    rtu: definition,
    changed: changedFields(before, definition),
    problems,
    findings,
  };
}

/** Why an RTU can't be removed with those of the slots `together`; `undefined`: it can. */
export function removalProblem(
  context: RestartContext,
  rtu: RtuDefinition,
  together: ReadonlySet<number>,
): RestartProblem | undefined {
  if (rtu.removed) return goneProblem(rtu);
  const others = context.rtus.filter(({ slot }) => !together.has(slot));
  return findSharers(others, rtu) ?? findHanging(context, rtu, rtu);
}

function goneProblem({ port }: RtuDefinition): RestartProblem {
  const expected =
    'an RTU that runs; this one was removed, and comes back when the ini file has its row again and is read again';
  return problemOf('port', String(port), expected);
}

function isWanted(wish: RestartWish): wish is WantedRtu {
  return typeof wish.definition === 'object';
}

/** An RTU that can be opened: its parameters, its port and its file are valid. */
export interface Opening extends Omit<Reservation, 'rtu'> {
  definition: RtuDefinition;
}

/** A restart that can be carried out. */
interface Change extends Opening {
  before: RtuDefinition;
  findings: readonly Finding[];
}

async function carryOut(context: RestartContext, change: Change): Promise<Refusal | undefined> {
  const { pool } = context;
  const { before, definition, stamp } = change;
  const { slot } = before;
  const from = pool.shardOf(slot);
  const to = targetOf(pool, change);
  // Where both need the same address, the old port is closed first; its links stay until the new port is open.
  const paused = overlaps(before, definition);
  if (paused) await pool.ask(from, (api) => api.pause(slot));
  const opened = await open(context, change, to, paused ? REOPEN_TRIES : 1);
  if (opened === undefined || opened.error !== undefined) {
    const refusal = refuseToOpen(change, opened);
    return paused
      ? { ...refusal, problems: [...refusal.problems, ...(await resume(context, before, from))] }
      : refusal;
  }
  // From here on nothing has to be undone: if a shard dies, it is restarted with the new placement.
  pool.place(definition, to);
  context.stamps.use(slot, stamp);
  await pool.ask(from, (api) => api.release(slot, GOODBYE, to === from ? 'returns' : 'leaves'));
  await pool.ask(to, (api) => api.activate(slot));
  return undefined;
}

/** Makes an RTU on a shard and opens its port; `undefined`: the shard does not run. */
export async function open(
  { pool }: Pick<RestartContext, 'pool'>,
  { definition: rtu, table, stamp }: Opening,
  shard: number,
  mostTries: number,
): Promise<ListenResult | undefined> {
  for (let tries = 1; ; tries++) {
    const result = await pool.ask(shard, (api) => api.reserve({ rtu, table, stamp }));
    if (result?.error?.code !== 'EADDRINUSE' || tries >= mostTries) return result;
    await sleep(REOPEN_RETRY_MS);
  }
}

/** Opens the old port again; returns the problem if this fails too. */
async function resume(
  { pool }: RestartContext,
  before: RtuDefinition,
  shard: number,
): Promise<RestartProblem[]> {
  const { slot, port } = before;
  for (let tries = 1; ; tries++) {
    const results = await pool.ask(shard, (api) => api.listen());
    const failed = results?.find((result) => result.slot === slot && result.error !== undefined);
    if (failed === undefined) return [];
    if (tries >= REOPEN_TRIES) {
      const found = `${addressWords(before)} port ${port}`;
      return [
        problemOf('port', found, `to be opened again; ${failed.error?.message}: the RTU does not listen now`),
      ];
    }
    await sleep(REOPEN_RETRY_MS);
  }
}

/** The shard of the other RTUs of the new number (RTUs of one number are on one shard); if there are none, the shard as before. */
function targetOf(
  pool: RestartContext['pool'],
  { before, definition }: Pick<Change, 'before' | 'definition'>,
): number {
  return pool.shardOfNumber(definition.rtuNumber, before.slot) ?? pool.shardOf(before.slot);
}

/** Whether two RTUs can't listen at the same time. */
export function overlaps(a: RtuDefinition, b: RtuDefinition): boolean {
  const registry = createListenerRegistry<true>();
  registry.add(a.bind, a.port, true);
  return registry.find(b.bind, b.port) !== undefined;
}

/** A restart on a shard that hangs would wait as long as it does, and every later one behind it. */
function findHanging(
  context: RestartContext,
  before: RtuDefinition,
  definition: RtuDefinition,
): RestartProblem | undefined {
  const { pool } = context;
  return hangProblem(context, [pool.shardOf(before.slot), targetOf(pool, { before, definition })]);
}

/** The shard that hangs, if one of these does. */
export function hangProblem(
  { hangs }: Pick<RestartContext, 'hangs'>,
  shards: readonly number[],
): RestartProblem | undefined {
  const shard = shards.find((each) => hangs(each));
  if (shard === undefined) return undefined;
  return problemOf(
    '',
    '',
    `a worker thread that answers; shard ${shard} hangs, try again when it has come round`,
  );
}

/** An RTU that shares its connections can't be restarted alone. */
function findSharers(rtus: readonly RtuDefinition[], rtu: RtuDefinition): RestartProblem | undefined {
  const others = withoutRemoved(rtus).filter(
    (other) => other !== rtu && listenerOf(other) === listenerOf(rtu),
  );
  if (others.length === 0) return undefined;
  const numbers = others.map(({ rtuNumber }) => rtuNumber).join(', ');
  const expected = `an RTU with connections of its own; this one shares them with the RTU numbers ${numbers}: change the ini file and start the program again`;
  return problemOf('port', String(rtu.port), expected);
}

function findTaken(
  rtus: readonly RtuDefinition[],
  before: RtuDefinition,
  definition: RtuDefinition,
): RestartProblem | undefined {
  const { bind, port } = definition;
  if (bind === before.bind && port === before.port) return undefined;
  const other = findOnPort(rtus, definition);
  if (other === undefined) return undefined;
  const expected = takenWords(other);
  return port === before.port ? problemOf('bind', bind, expected) : problemOf('port', String(port), expected);
}

/** An RTU of another slot that listens where this one wants to. */
export function findOnPort(
  rtus: readonly RtuDefinition[],
  { bind, port, slot }: Pick<RtuDefinition, 'bind' | 'port' | 'slot'>,
): RtuDefinition | undefined {
  const registry = createListenerRegistry<RtuDefinition>();
  for (const rtu of withoutRemoved(rtus)) if (rtu.slot !== slot) registry.add(rtu.bind, rtu.port, rtu);
  return registry.find(bind, port);
}

/** What is expected of a port that an RTU has. */
export function takenWords(other: RtuDefinition): string {
  return `a port of its own; RTU ${other.no} ${other.name} listens on ${other.port} of ${addressWords(other)}`;
}

/** Why an RTU was not opened. `before`: what had its slot, if anything did. */
export function refuseToOpen(
  { before, definition }: Pick<Opening, 'definition'> & { before?: RtuDefinition },
  opened: ListenResult | undefined,
): Refusal {
  if (opened?.error === undefined) {
    const problem = problemOf(
      '',
      '',
      'a worker thread that runs; it died and is started again, try once more',
    );
    return refuse('shard', [problem]);
  }
  const { code, message } = opened.error;
  const aboutBind = code === 'EADDRNOTAVAIL' || definition.port === before?.port;
  const expected = `an address and port that can be opened; ${message}`;
  const problem = aboutBind
    ? problemOf('bind', definition.bind, expected)
    : problemOf('port', String(definition.port), expected);
  return refuse('port', [problem]);
}

export function refuse(
  reason: Refusal['reason'],
  problems: readonly RestartProblem[],
  findings: readonly Finding[] = [],
): Refusal {
  return { outcome: 'refused', reason, problems, findings };
}

export function problemOf(field: string, found: string, expected: string): RestartProblem {
  return { severity: 'error', field, found, expected };
}

/** Fields that have another name in the API than in a definition. */
const FIELD_NAMES: Readonly<Partial<Record<keyof RtuDefinition, string>>> = {
  ioFile: 'iodata',
  idleMs: 'idleTime',
  t1Ms: 't1',
  t2Ms: 't2',
  t3Ms: 't3',
  eventBuffer: 'event_buffer',
  selectTimeoutMs: 'select_timeout',
  commandAgeMs: 'command_age',
  timeValid: 'time_valid',
  timeHoldMs: 'time_hold',
};

/** Names of the fields in which two definitions of an RTU differ; the line in the file does not count. */
export function changedFields(before: RtuDefinition, after: RtuDefinition): string[] {
  const keys = Object.keys(after) as (keyof RtuDefinition)[];
  return keys
    .filter(
      (key) =>
        key !== 'admitsNobody' &&
        key !== 'line' &&
        key !== 'slot' &&
        JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    )
    .map((key) => FIELD_NAMES[key] ?? key);
}
