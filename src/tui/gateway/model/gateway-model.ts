/** The model of the gateway's dashboard. */
import type { GroupCounterName } from '../../../gateway/counters.js';
import type { GroupDefinition } from '../../../gateway/definition.js';
import { RateSampler } from '../../../monitor/rate-sampler.js';
import { type RowNames, RowOrder } from '../../../monitor/row-order.js';
import { LogStore } from '../../model/log-store.js';
import { PaneTails } from '../../model/log-tail.js';
import type { GatewayPort } from './gateway-port.js';
import { type GatewayUi, newGatewayUi } from './gateway-ui.js';
import { GROUP_FIELDS, hostText } from './group-fields.js';
import { GroupFigures, type GroupRate, type GroupSource, RATE_COLUMNS } from './group-figures.js';
import { GroupLags } from './group-lags.js';

/** Longest time that a sample may take for the percentiles of thousands of groups, ms; keys wait meanwhile. */
const NOTE_MS = 20;

/** The columns of the list that show a percentile. */
export const LAG_COLUMNS: readonly string[] = ['lag50', 'lag99'];

/** Everything that the views draw: the gateway, samples of its table, and the choices of the user. */
export class GatewayModel implements GroupSource {
  readonly ui: GatewayUi;
  readonly sampler: RateSampler<GroupRate>;
  readonly lags: GroupLags;
  readonly order: RowOrder<GroupDefinition>;
  readonly log = new LogStore();
  private readonly paneTails = new PaneTails();
  /** The logs of the two groups of Compare. */
  readonly tails = this.paneTails.tails;
  /** Wall time and monotonic time of the shown state. */
  nowMs = 0;
  wallMs = 0;
  /** Sums of columns over all groups in this sample. */
  private readonly totals = new Map<string, number>();
  /** Screen columns that the texts of the groups need in the list, by column; `undefined`: to be read again. */
  fits: ReadonlyMap<string, number> | undefined;
  private known: readonly GroupDefinition[];

  constructor(readonly gateway: GatewayPort) {
    const { table, groups } = gateway;
    this.ui = newGatewayUi(groups.length);
    this.sampler = new RateSampler(table.groups, RATE_COLUMNS, (slot, column) => table.get(slot, column));
    this.lags = new GroupLags(gateway);
    this.order = new RowOrder(
      () => gateway.groups,
      (group) => this.namesOf(group),
    );
    this.known = [...groups];
  }

  /** The figures of a group. */
  figures(slot: number): GroupFigures {
    return new GroupFigures(this, slot);
  }

  /** Sum of a column over all groups, as it was when the shown state was sampled. */
  total(name: GroupCounterName): number {
    return this.once(name, () => this.gateway.table.total(name));
  }

  /** Sum of a rate over all groups. */
  totalPerSecond(column: GroupRate): number {
    return this.once(`${column}/s`, () => {
      let sum = 0;
      for (let slot = 0; slot < this.gateway.table.groups; slot++)
        sum += this.sampler.perSecond(slot, column);
      return sum;
    });
  }

  /** Samples the table. */
  sample(nowMs: number, wallMs: number): void {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.totals.clear();
    this.sampler.sample(nowMs);
    this.noteRestarts();
    this.noteLags();
  }

  /** Computes the lags of all groups, some at a time, if the list is sorted by them. */
  noteLags(): void {
    const { tab, list } = this.ui;
    if (tab === 1 && LAG_COLUMNS.includes(list.sortColumn)) this.lags.note(NOTE_MS);
  }

  /** Opens and reads the logs of the groups in Compare, while it is shown. */
  async followLogs(): Promise<void> {
    await this.paneTails.follow(this.ui.compare.panes, (slot) => this.gateway.logFile(slot));
  }

  /** Closes the files of the logs. */
  close(): void {
    this.paneTails.close();
  }

  /** Adds up at the first call after a sample. */
  private once(what: string, add: () => number): number {
    let sum = this.totals.get(what);
    if (sum === undefined) {
      sum = add();
      this.totals.set(what, sum);
    }
    return sum;
  }

  /** Groups may be restarted with other settings from elsewhere: what shows them is made anew, and what is typed stays. */
  private noteRestarts(): void {
    const { groups } = this.gateway;
    const before = this.known;
    if (groups.length === before.length && groups.every((group, slot) => group === before[slot])) return;
    this.known = [...groups];
    this.fits = undefined;
    this.order.forget();
    for (const { slot, inputs } of this.ui.compare.panes) {
      for (const field of GROUP_FIELDS) {
        if (inputs.get(field.name)?.text === field.text(before[slot])) inputs.delete(field.name);
      }
    }
  }

  private namesOf({ id, slot, name, ports, rtuNumber, hosts }: GroupDefinition): RowNames {
    const masters = this.gateway.masters(slot).map(({ peer }) => peer);
    return {
      numbers: [id, ...ports.map(({ port }) => port), rtuNumber],
      texts: [name, ...hosts.map(hostText), ...masters],
    };
  }
}
