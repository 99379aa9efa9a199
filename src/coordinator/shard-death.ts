/** What the death of a shard means for links, sends and lines, and how its return is told. */
import { type ShardLosses, settleDeadShard } from '../channel/dead-shard.js';
import { type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { SendTable } from '../channel/send-table.js';
import type { ListenResult } from '../channel/shard-protocol.js';
import type { ShardTable } from '../channel/shard-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import { countOf, firstNames, formatNumber } from '../text/format.js';
import type { Engine, EngineEvent, SendStatus } from './api.js';
import type { SendMemory } from './send-registry.js';

/** An event for each link that was cut with the shard. The peers are not known any more. */
function cutLinks({ links }: ShardLosses, rtus: readonly RtuDefinition[], wallMs: number): EngineEvent[] {
  const detail = 'SHARD_DIED: the worker thread of this RTU died';
  return links.flatMap(({ slot, count }): EngineEvent[] => {
    const rtu = rtus[slot];
    if (rtu === undefined) return [];
    return Array.from({ length: count }, () => ({
      kind: 'link',
      wallMs,
      rtu,
      what: 'disconnect',
      peer: '',
      detail,
    }));
  });
}

/** What the registry of sends knows of the engine. */
export function sendMemory(table: SendTable, engine: Pick<Engine, 'rtus' | 'placement'>): SendMemory {
  return {
    table,
    rtusOf: (shard, send) => countNamed(engine.placement[shard] ?? [], send),
    rtusNamed: (send) => countNamed(withoutRemoved(engine.rtus), send),
  };
}

/** The events of a shard's return. `results`: of its ports. */
export function shardReturned(
  shard: number,
  results: readonly ListenResult[],
  rtus: readonly RtuDefinition[],
  ms: number,
): EngineEvent[] {
  const failed = results.filter(({ error }) => error !== undefined);
  return [
    ...describeFailures(failed, rtus).lines.map((detail): EngineEvent => ({ kind: 'trouble', detail })),
    { kind: 'shard-restarted', shard, rtus: results.length - failed.length, ms },
  ];
}

/** Why a port could not be opened, in words. */
function describeFailure({ slot, error }: ListenResult, rtus: readonly RtuDefinition[]): string {
  const rtu = rtus[slot];
  return `RTU ${rtu?.no} ${rtu?.name}: ${error?.message}`;
}

/** Addresses that a sentence names, of many. */
const NAMED_ADDRESSES = 3;

/** Why ports could not be opened: a line each, but one for all addresses that the machine does not have, which stands last. */
export function describeFailures(
  failed: readonly ListenResult[],
  rtus: readonly RtuDefinition[],
): { readonly lines: readonly string[]; readonly missingAddresses: number } {
  const isMissing = ({ error }: ListenResult): boolean => error?.code === 'EADDRNOTAVAIL';
  const lines = failed.filter((each) => !isMissing(each)).map((each) => describeFailure(each, rtus));
  const without = failed.filter(isMissing).sort((a, b) => a.slot - b.slot);
  const addresses = [...new Set(without.map(({ slot }) => rtus[slot]?.bind ?? ''))];
  if (without.length === 1) lines.push(describeFailure(without[0], rtus));
  else if (without.length > 1) {
    const names = firstNames(addresses, NAMED_ADDRESSES, (address) => address);
    const are = addresses.length === 1 ? 'an address' : `${formatNumber(addresses.length)} addresses`;
    lines.push(
      `${countOf(without.length, 'RTU')} can't listen on ${are} that this machine does not have: ${names}`,
    );
  }
  return { lines, missingAddresses: addresses.length };
}

/** Number of RTUs that a send names. */
function countNamed(rtus: readonly RtuDefinition[], { rtuNumbers }: SendStatus): number {
  if (rtuNumbers === undefined) return rtus.length;
  return rtus.filter(({ rtuNumber }) => rtuNumbers.includes(rtuNumber)).length;
}

const NOTHING: ShardLosses = { links: [], signals: 0, logLines: 0, sentListLines: 0 };

/**
 * Settles what a dead shard leaves. Returns the events of the death: every link that was cut, then the death itself. −1: it was no shard.
 * `own`: its RTUs; `all`: all RTUs, by slot.
 */
export function buryShard(
  tables: { stats: StatsTable; shardCounters: ShardTable },
  shard: number,
  detail: string,
  { own, all }: { own: readonly RtuDefinition[]; all: readonly RtuDefinition[] },
  at: { monotonicMs: number; wallMs: number },
): EngineEvent[] {
  if (shard < 0) return [{ kind: 'shard-died', shard, detail, losses: NOTHING }];
  const slots = own.map(({ slot }) => slot);
  const losses = settleDeadShard(tables, shard, slots, at.monotonicMs);
  return [...cutLinks(losses, all, at.wallMs), { kind: 'shard-died', shard, detail, losses }];
}
