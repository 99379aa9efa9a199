/** Restart of a group with changed settings while the others run (`docs/gateway.md` §8). */
import { findTakenPort } from '../../config/gateway/group-ports.js';
import { readGroupWish } from '../../config/gateway/group-settings.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import type { Hang, RestartProblem } from '../api.js';
import type { LogStamps } from '../log-stamps.js';
import { hangProblem, problemOf } from '../restart.js';
import type { GroupRestart } from './gateway-api.js';
import type { GatewayPool } from './gateway-pool.js';

/** The parts of the engine that a restart uses and changes. */
export interface GroupRestartContext {
  /** By slot; the entry of the restarted group is replaced. */
  readonly groups: GroupDefinition[];
  readonly pool: Pick<GatewayPool, 'ask' | 'place' | 'shardOf'>;
  readonly stamps: Pick<LogStamps, 'next' | 'use'>;
  /** Most masters of a group: places that the table has for it. */
  mostMasters(slot: number): number;
  hangs(): readonly Hang[];
}

type Refusal = Extract<GroupRestart, { outcome: 'refused' }>;

/** See `Gateway.restartGroup`. New ports are tried before the old group ends, so that a refusal leaves its links as they were. */
export async function restartGroup(
  context: GroupRestartContext,
  slot: number,
  wish: Readonly<Record<string, string>>,
): Promise<GroupRestart> {
  const { groups, pool, stamps } = context;
  const before = groups[slot];
  if (before === undefined) throw new RangeError(`no group has slot ${slot}`);
  const { definition, changed, problems } = readGroupWish(before, wish);
  if (definition === undefined) return refuse('parameters', problems);
  const tooMany = findTooMany(context, definition);
  if (tooMany !== undefined) return refuse('parameters', [...problems, tooMany]);
  const taken = findTakenPort(groups, definition);
  if (taken !== undefined) return refuse('port', [...problems, taken]);
  const shard = pool.shardOf(slot);
  const hangs = (one: number): boolean => context.hangs().some((hang) => hang.shard === one);
  const hanging = hangProblem({ hangs }, [shard]);
  if (hanging !== undefined) return refuse('shard', [...problems, hanging]);
  const stamp = stamps.next(slot);
  const answer = await pool.ask(shard, async (api) => ({ error: await api.restart(definition, stamp) }));
  if (answer === undefined) {
    const expected = 'a worker thread that runs; it died and is started again, try once more';
    return refuse('shard', [...problems, problemOf('', '', expected)]);
  }
  if (answer.error !== undefined) {
    const found = definition.ports.map(({ port }) => port).join(';');
    const expected = `an address and port that can be opened; ${answer.error.message}`;
    return refuse('port', [...problems, problemOf('port', found, expected)]);
  }
  // If the shard dies from here on, it comes back with the new group.
  pool.place(definition, shard);
  stamps.use(slot, stamp);
  groups[slot] = definition;
  return { outcome: 'restarted', group: definition, changed, problems };
}

/** The table of counters has places for as many masters as the group might have at the start. */
function findTooMany(
  { mostMasters }: GroupRestartContext,
  { slot, connections }: GroupDefinition,
): RestartProblem | undefined {
  const most = mostMasters(slot);
  if (connections <= most) return undefined;
  const expected = `at most ${most} while the program runs; for more change the ini file and start the program again`;
  return problemOf('connections', String(connections), expected);
}

function refuse(reason: Refusal['reason'], problems: readonly RestartProblem[]): Refusal {
  return { outcome: 'refused', reason, problems };
}
