/** What a controlling station counts over all its links. */

import type { Violation } from '../controlling/violations.js';
import type { ExchangeReport } from './exchange.js';
import type { LinkState } from './link-options.js';
import type { MasterLink } from './master-link.js';
import type { RtuRequests } from './rtu-requests.js';
import { Traffic } from './traffic.js';

/** States of a link without a TCP connection. */
const UNCONNECTED: ReadonlySet<LinkState> = new Set(['idle', 'connecting', 'closed']);

/** A link whose action failed, or that ended by itself. */
export interface LinkFailure {
  link: MasterLink;
  reason: string;
}

/** An interrogation or another request, and the RTU that it went to. */
export interface LinkReport {
  rtu: RtuRequests;
  report: ExchangeReport;
}

/** A violation and the RTU that committed it. */
export interface LinkViolation extends Violation {
  link: MasterLink;
}

/** All links at one moment. */
export interface StationTotals {
  links: number;
  /** RTUs of all links; more than links where RTUs share one. */
  rtus: number;
  /** RTUs whose TCP connection is open. */
  connected: number;
  /** RTUs whose link has data transfer started. */
  started: number;
  traffic: Traffic;
  violations: number;
  unmatchedReplies: number;
  /** Links that ended by themselves and were started again. */
  reconnects: number;
  /** Standby connections that were started in the place of the other one. */
  switches: number;
}

/** Whether a link has a TCP connection. */
export function isConnected({ state }: MasterLink): boolean {
  return !UNCONNECTED.has(state);
}

/**
 * The totals of `links`: the first `places` of them are the RTUs' own, those behind their second connections.
 * `replaced`: links that were opened again; their traffic counts too.
 */
export function totalsOf(
  links: readonly MasterLink[],
  places: number,
  replaced: readonly MasterLink[],
): Omit<StationTotals, 'reconnects' | 'switches'> {
  const totals = {
    links: links.length,
    rtus: 0,
    connected: 0,
    started: 0,
    traffic: new Traffic(),
    violations: 0,
    unmatchedReplies: 0,
  };
  for (let place = 0; place < places; place++) {
    const second = links[place + places] as MasterLink | undefined;
    const own = second === undefined ? [links[place]] : [links[place], second];
    const { length } = links[place].rtus;
    totals.rtus += length;
    if (own.some(({ state }) => state === 'started')) totals.started += length;
    if (own.some(isConnected)) totals.connected += length;
  }
  for (const link of [...replaced, ...links]) {
    totals.traffic.add(link.traffic);
    totals.violations += link.violations.count;
    totals.unmatchedReplies += link.unmatchedReplies;
  }
  return totals;
}
