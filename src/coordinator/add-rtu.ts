/** A new RTU beside those that run (`docs/behaviour.md` §7). */
import type { RtuDefinition } from '../channel/definitions.js';
import type { AddResult } from './api.js';
import {
  findOnPort,
  hangProblem,
  open,
  overlaps,
  problemOf,
  REOPEN_TRIES,
  type RestartContext,
  refuse,
  refuseToOpen,
  takenWords,
} from './restart.js';
import type { ShardPool } from './shard-pool.js';

/** The parts of the engine that an addition uses and changes. */
export interface AddContext extends Omit<RestartContext, 'pool'> {
  pool: Pick<ShardPool, 'ask' | 'place' | 'shardOf' | 'shardOfNumber' | 'emptiest'>;
  /** Rows of the tables: no slot is beyond. */
  mostRtus: number;
}

/** Opens an RTU; see `Engine.addRtu`. It has its slot before its shard knows it, so that nothing of it is told of a slot without an RTU. */
export async function addRtu(context: AddContext, wanted: RtuDefinition): Promise<AddResult> {
  const { rtus, pool, stamps, mostRtus } = context;
  const slot = slotFor(rtus, wanted);
  if (slot >= mostRtus) {
    const expected = `at most ${mostRtus} RTUs, those that were added since the start and those that were removed included: start the program again`;
    return refuse('full', [problemOf('', '', expected)]);
  }
  const definition = { ...wanted, slot };
  const other = findOnPort(rtus, definition);
  if (other !== undefined) return refuse('port', [problemOf('port', String(wanted.port), takenWords(other))]);
  const shard = pool.shardOfNumber(wanted.rtuNumber, slot) ?? pool.emptiest;
  const hanging = hangProblem(context, [shard]);
  if (hanging !== undefined) return refuse('shard', [hanging]);
  const { table, findings } = await context.openTable(wanted.ioFile);
  if (table === undefined) {
    const expected = 'a readable IOA file inside the data folder';
    return refuse('file', [problemOf('iodata', wanted.ioFile, expected)], findings);
  }
  const opening = { definition, table, stamp: stamps.next(slot) };
  // A port that was just closed may not be free immediately.
  const wasOurs = rtus.some((rtu) => rtu.removed && overlaps(rtu, definition));
  const opened = await open(context, opening, shard, wasOurs ? REOPEN_TRIES : 1);
  if (opened === undefined || opened.error !== undefined)
    return { ...refuseToOpen(opening, opened), findings };
  const rtu = { ...definition, port: opened.port };
  rtus[slot] = rtu;
  pool.place(rtu, shard);
  stamps.use(slot, opening.stamp);
  await pool.ask(shard, (api) => api.activate(slot));
  return { outcome: 'added', rtu, findings };
}

/** The slot of the RTU that was removed from this place, or that had these numbers; else the next one. */
function slotFor(rtus: readonly RtuDefinition[], { no, rtuNumber, port, bind }: RtuDefinition): number {
  const removed = rtus.filter((rtu) => rtu.removed && rtu.rtuNumber === rtuNumber);
  const before =
    removed.find((rtu) => rtu.port === port && rtu.bind === bind) ?? removed.find((rtu) => rtu.no === no);
  return before?.slot ?? rtus.length;
}
