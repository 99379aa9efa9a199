/** The figures of one group, and of one of its masters, in the dashboard. */
import { interrogationsSaved } from '../../../figures/gateway-figures.js';
import type { GroupCounterName, MasterCounterName } from '../../../gateway/counters.js';
import type { RateSampler } from '../../../monitor/rate-sampler.js';
import type { ConnectedMaster, GatewayPort } from './gateway-port.js';
import { hostText } from './group-fields.js';
import type { GroupLags } from './group-lags.js';

/** Columns whose rates are shown. */
export const RATE_COLUMNS = ['FROM_RTU', 'TO_RTU', 'TO_MASTERS', 'FROM_MASTERS'] as const;
export type GroupRate = (typeof RATE_COLUMNS)[number];

/** Reasons for which masters were refused; for which requests were, besides conflicts. */
const REFUSED_MASTERS = [
  'REFUSED_FILTER',
  'REFUSED_RTU_IP',
  'REFUSED_CONNECTIONS',
  'REFUSED_SAME_IP',
] as const satisfies readonly GroupCounterName[];
const REFUSED_REQUESTS = [
  'REFUSED_RIGHTS',
  'REFUSED_REQUESTS',
  'EXPIRED',
] as const satisfies readonly GroupCounterName[];

/** Sources of the figures. */
export interface GroupSource {
  readonly gateway: GatewayPort;
  readonly sampler: RateSampler<GroupRate>;
  readonly lags: GroupLags;
  /** Monotonic time of the shown state, ms. */
  readonly nowMs: number;
}

/** One group at one instant; each figure is read when it is asked for. Rates are those of the last second. */
export class GroupFigures {
  constructor(
    private readonly source: GroupSource,
    readonly slot: number,
  ) {}

  counter(name: GroupCounterName): number {
    return this.source.gateway.table.get(this.slot, name);
  }

  perSecond(column: GroupRate): number {
    return this.source.sampler.perSecond(this.slot, column);
  }

  /** The link to the RTU, in words. */
  get link(): 'dialling' | 'connected' | 'started' {
    if (this.counter('RTU_STARTED') > 0) return 'started';
    return this.counter('RTU_CONNECTED') > 0 ? 'connected' : 'dialling';
  }

  /** The host in use, else the one that is tried. */
  get host(): string {
    const { gateway } = this.source;
    const peer = gateway.rtuPeer(this.slot);
    if (peer !== '') return peer;
    const { hosts } = gateway.groups[this.slot];
    const host = hosts[this.counter('RTU_HOST')] ?? hosts[0];
    return host === undefined ? '' : hostText(host);
  }

  /** Ports for masters that ought to be open and are not. */
  get shutPorts(): number {
    if (this.counter('RTU_CONNECTED') === 0) return 0;
    return Math.max(0, this.source.gateway.groups[this.slot].ports.length - this.counter('LISTENING'));
  }

  get masters(): readonly ConnectedMaster[] {
    return this.source.gateway.masters(this.slot);
  }

  get lag(): { p50Ms: number; p99Ms: number } {
    return this.source.lags.read(this.slot);
  }

  lagRank(which: 'p50' | 'p99'): number {
    return this.source.lags.rank(this.slot, which);
  }

  /** How often ASDUs waited behind a closed window, over the masters that are connected. */
  get stalls(): number {
    return this.overPlaces(0, (sum, place) => sum + this.master(place, 'STALLS'));
  }

  /** How long the longest of them waits by now, ms; 0: none does. */
  get stalledMs(): number {
    const { nowMs } = this.source;
    return this.overPlaces(0, (most, place) => {
      const sinceMs = this.master(place, 'STALLED_SINCE_MS');
      return sinceMs > 0 ? Math.max(most, nowMs - sinceMs) : most;
    });
  }

  /** Masters refused when they connected; requests refused, conflicts excepted. */
  get refusedMasters(): number {
    return REFUSED_MASTERS.reduce((sum, name) => sum + this.counter(name), 0);
  }

  get refusedRequests(): number {
    return REFUSED_REQUESTS.reduce((sum, name) => sum + this.counter(name), 0);
  }

  get saved(): number {
    return interrogationsSaved(this.source.gateway.table, this.slot);
  }

  private master(place: number, name: MasterCounterName): number {
    return this.source.gateway.table.getMaster(this.slot, place, name);
  }

  private overPlaces(start: number, add: (sum: number, place: number) => number): number {
    const { table } = this.source.gateway;
    let sum = start;
    for (let place = 0; place < table.placesOf(this.slot); place++) {
      if (this.master(place, 'CONNECTED') > 0) sum = add(sum, place);
    }
    return sum;
  }
}

/** One connected master at one instant. */
export class MasterFigures {
  constructor(
    private readonly source: GroupSource,
    private readonly slot: number,
    private readonly master: ConnectedMaster,
  ) {}

  /** A counter of its connection; 0 once the place has another one. */
  counter(name: MasterCounterName): number {
    const { table } = this.source.gateway;
    const { place, connection } = this.master;
    const isIts = table.getMaster(this.slot, place, 'CONNECTION') === connection;
    return isIts ? table.getMaster(this.slot, place, name) : 0;
  }

  get lag(): { p50Ms: number; p99Ms: number } {
    return this.source.lags.readPlace(this.slot, this.master.place);
  }

  /** How long it waits behind its closed window by now, ms; 0: it does not. */
  get stalledMs(): number {
    const sinceMs = this.counter('STALLED_SINCE_MS');
    return sinceMs > 0 ? this.source.nowMs - sinceMs : 0;
  }

  /** ASDUs that would be lost to it if its link ended now. */
  get undelivered(): number {
    return this.counter('QUEUE') + this.counter('OUTSTANDING');
  }
}
