/** Connections that this machine dropped before any program accepted them, from the system's network statistics. */
import { readFileSync } from 'node:fs';

/** Sums since the machine's start, over all programs. */
export interface ListenDrops {
  /** Connections that found a full listen queue. */
  readonly overflows: number;
  /** All connections dropped by listening ports, the overflows among them. */
  readonly drops: number;
}

const STATISTICS = '/proc/net/netstat';

/** Reads the sums; `undefined`: this system has no such statistics. */
export function readListenDrops(): ListenDrops | undefined {
  try {
    return parseListenDrops(readFileSync(STATISTICS, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Finds the sums in the text of `/proc/net/netstat`: a line of names, then a line of values, both beginning with `TcpExt:`. */
export function parseListenDrops(text: string): ListenDrops | undefined {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.trim().split(/\s+/));
  const read = (name: string): number => Number(values?.[names?.indexOf(name) ?? -1] ?? Number.NaN);
  const found = { overflows: read('ListenOverflows'), drops: read('ListenDrops') };
  return Number.isNaN(found.overflows) || Number.isNaN(found.drops) ? undefined : found;
}
