/** The book of a group whose RTU is of a real station: its ASDUs bear no serial numbers, and it keeps every rule. */
import type { GatewayLinkEvent } from '../../../src/channel/gateway/gateway-protocol.js';
import type { Asdu } from './gateway-asdu.js';
import { GroupBook } from './group-book.js';
import type { Item } from './group-items.js';
import type { MasterView } from './master-view.js';

/** Types of the control direction begin here. */
const FIRST_REQUEST = 45;

export class StationBook extends GroupBook {
  override readonly mayBeEmpty = true;

  override event(event: GatewayLinkEvent): void {
    if (event.side === 'rtu' && event.what === 'disconnect' && this.rtu?.watch.isBad === true)
      this.fail(`the station broke a rule: ${event.detail}`);
    super.event(event);
  }

  /** Of several items with the same octets the one of the interrogation that the master shares, else the first that may be meant. */
  protected override looseItem(view: MasterView, asdu: Asdu, alike: readonly Item[]): Item | undefined {
    if (asdu.type >= FIRST_REQUEST && asdu.serial < 0) return undefined;
    const [next] = view.due;
    const possible = alike.filter(({ n }) => n > view.lastN && n >= view.keptUntil);
    const early = possible.filter(({ n }) => next === undefined || n < next.n);
    const all = early.length > 0 ? early : possible;
    const run = this.requests.interrogations.runOf(view, asdu.cot);
    const shared = run === undefined ? undefined : all.find((item) => item.run === run);
    return shared ?? all.find(({ isSurelyAsked }) => isSurelyAsked !== true) ?? all[0];
  }
}
