/**
 * What the contract (`docs/gateway.md`) says of one group, from what its gateway reads and writes: every master gets the RTU's ASDUs in the
 * RTU's order, less those that are not for it, none twice and none left out; what it does not get is counted.
 */
import type { GatewayLinkEvent } from '../../../src/channel/gateway/gateway-protocol.js';
import type { GatewayTable } from '../../../src/channel/gateway/gateway-table.js';
import type { GroupCounterName } from '../../../src/gateway/counters.js';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import type { Thread, World } from '../world.js';
import { type Asdu, END_OF_INITIALIZATION, FILE_READY } from './gateway-asdu.js';
import type { Item } from './group-items.js';
import type { LinkLimits } from './link-watch.js';
import { MasterView } from './master-view.js';
import { RequestJudge } from './request-judge.js';
import { RtuView } from './rtu-view.js';

/** COI of the end of initialization that the gateway makes; those of the RTU have others. */
const OWN_COI = 0;

/** Counters of what masters sent. */
const UNSURE: ReadonlySet<string> = new Set(['FROM_MASTERS', 'ACKNOWLEDGED', 'GI_ASKED', 'UNDELIVERED']);

export class GroupBook {
  readonly name: string;
  readonly requests: RequestJudge;
  /** Whether an interrogation of the RTU may have no data. */
  readonly mayBeEmpty: boolean = false;
  readonly views: MasterView[] = [];
  readonly limits: LinkLimits;
  rtu: RtuView | undefined;
  readonly rtus: RtuView[] = [];
  /** I frames and octets of connections, of both sides. */
  readonly items: Item[] = [];
  delivered = 0;
  undelivered = 0;
  /** Frames of masters of which nobody can tell whether the gateway has taken them. */
  unsure = 0;
  private rtuLostMs = 0;
  /** ASDUs for which the RTU that was lost last had no acknowledgement: it may send them again. */
  private unacknowledgedLost = 0;
  private readonly started = new Set<MasterView>();
  /** The last started master. */
  private keeper: MasterView | undefined;
  /** What it did not acknowledge, and what came since: for the first one that starts. */
  private leftover: Item[] = [];
  /** Items that are for nobody in particular, by their octets without OA. */
  private readonly loose = new Map<string, Item[]>();
  /** Addresses that got an end of initialization on this link of the RTU. */
  private readonly initialized = new Set<string>();
  /** Items that were written to masters whose period is over, and that are not acknowledged. */
  private readonly late = new Map<MasterView, Item[]>();

  constructor(
    readonly world: World,
    readonly settings: GroupDefinition,
    readonly thread: Thread,
    readonly timerMs: number,
    /** Numbers with which links to the RTU begin, as the gateway counts. */
    readonly first: { send: number; receive: number },
    /** Whether the RTU says the ends of interrogations. */
    readonly rtuEnds: boolean,
    /** Whether masters only listen: then each count is known. */
    readonly isListening: boolean,
    private readonly readers: ReadonlySet<string>,
  ) {
    this.name = `group ${settings.id}`;
    const { k, w, t1Ms, t2Ms, idleMs } = settings;
    this.limits = { k, w, t1Ms, t2Ms, idleMs };
    this.requests = new RequestJudge(this);
  }

  fail(what: string): never {
    this.world.fail(`${this.name}: ${what}`);
  }

  isReader(address: string): boolean {
    return this.readers.has(address);
  }

  /** A master connects to a port. */
  arrive(port: number, peer: string): MasterView {
    const masterCa = this.settings.ports.find((one) => one.port === port)?.masterCa;
    const view = new MasterView(this, peer.slice(0, peer.lastIndexOf(':')), peer, masterCa);
    this.views.push(view);
    return view;
  }

  /** The RTU takes a connection of the gateway. */
  rtuArrives(): RtuView {
    const view = new RtuView(this);
    this.rtus.push(view);
    return view;
  }

  // The RTU's side

  readFromRtu(view: RtuView, asdu: Asdu): void {
    const isFirst = view.frames++ === 0;
    const n = this.items.length;
    const put = (item: Omit<Item, 'n' | 'asdu'>): Item => {
      const whole = { n, asdu, ...item };
      this.items.push(whole);
      return whole;
    };
    const { cot } = asdu;
    if (asdu.type === END_OF_INITIALIZATION) {
      if (isFirst && this.settings.eoi !== 'rtu') put({ to: 'one', oa: -1 });
      else this.give(put({ to: 'all', oa: asdu.oa }));
    } else if (cot <= 3 || cot === 11 || cot === 12) this.give(put({ to: 'all', oa: asdu.oa }));
    else if (cot >= 20 && cot <= 41) {
      const { run, isSure } = this.requests.interrogations.dataRead(cot);
      const item = put({
        to: 'judged',
        oa: -1,
        ...(run === undefined ? {} : { run }),
        isSurelyAsked: isSure,
      });
      run?.items.push(item);
      this.keepLoose(item);
    } else if (cot === 5) this.keepLoose(put({ to: 'judged', oa: -1 }));
    else {
      const { view: to, ...answer } =
        asdu.type === FILE_READY ? this.requests.file(asdu) : this.requests.answered(asdu);
      const item = put(answer);
      if (answer.to === 'judged') this.keepLoose(item);
      else to?.due.push(item);
    }
  }

  wroteToRtu(asdu: Asdu): void {
    this.requests.wrote(asdu);
  }

  rtuStopped(): void {
    if (this.started.size === 0) this.requests.forget();
    else this.requests.interrogations.forget();
  }

  // The masters' side

  masterStarted(view: MasterView): void {
    view.due = this.started.size === 0 ? this.leftover.splice(0) : [];
    view.older = view.open.length;
    this.started.add(view);
    view.isStarted = true;
    view.period++;
    view.frames = 0;
    view.keptUntil = this.items.length;
    view.lastN = -1;
  }

  /** STOPDT act, or the end of the link. `all`: the group ends, and nobody comes after it. */
  masterStopped(view: MasterView, who: 'one' | 'all' = 'one'): void {
    this.started.delete(view);
    view.isStarted = false;
    const open = view.open.slice(view.older).filter((item) => item !== undefined);
    // What is for all stays for the next one, unless others go on.
    const stays = ({ to }: Item): boolean => this.started.size === 0 && to === 'all' && who === 'one';
    if (this.started.size === 0) this.keeper = view;
    if (this.started.size === 0) this.leftover = [...open, ...view.due].filter(stays);
    this.undelivered += view.due.filter((item) => !stays(item)).length;
    this.late.set(view, [...(this.late.get(view) ?? []), ...open.filter((item) => !stays(item))]);
    view.due = [];
  }

  /** The master has acknowledged so many I frames. */
  acknowledged(view: MasterView, count: number): void {
    view.older = Math.max(0, view.older - count);
    for (const item of view.open.splice(0, count)) {
      if (item === undefined) continue;
      this.delivered++;
      item.isAcknowledged = true;
      if (!view.isStarted && view === this.keeper)
        this.leftover = this.leftover.filter((one) => one !== item);
      const late = this.late.get(view)?.indexOf(item) ?? -1;
      if (late >= 0) this.late.get(view)?.splice(late, 1);
    }
  }

  wroteToMaster(view: MasterView, asdu: Asdu): void {
    view.open.push(this.identify(view, asdu));
    view.frames++;
  }

  // What the gateway says of its links

  event({ side, what, peer, detail, place, connection }: GatewayLinkEvent): void {
    this.world.trace(() => `${this.name} says ${side} ${peer} ${what}: ${detail}`);
    if (side === 'rtu') this.rtuEvent(what, detail);
    else if (side === 'master') this.masterEvent(what, peer, detail);
    const view = this.views.findLast((one) => one.peer === peer);
    if (side === 'master' && what === 'connect' && view !== undefined) view.place = { place, connection };
  }

  /** The group was ended, and begins anew: what was kept is lost. */
  begins(): void {
    this.undelivered += this.leftover.splice(0).length;
    this.requests.forget();
  }

  private rtuEvent(what: GatewayLinkEvent['what'], detail: string): void {
    if (what === 'connect') this.initialized.clear();
    if (what !== 'disconnect') return;
    const { rtu } = this;
    if (rtu === undefined) this.fail('lost an RTU that was not connected');
    if (isShutdown(detail)) this.loseLeftover(rtu);
    this.rtuEnded(rtu);
    this.checkReason(detail, rtu.watch.isBad, rtu.watch);
  }

  /** The link to the RTU has ended. Of one that ended at once the gateway says it with the next dials. */
  rtuEnded(rtu: RtuView): void {
    rtu.isClosed = true;
    if (this.rtu !== rtu) return;
    this.rtu = undefined;
    this.rtuLostMs = this.world.nowMs;
    this.unacknowledgedLost = rtu.watch.unacknowledgedI;
    this.requests.forget();
  }

  /** The group ends: what is kept for the next master will be lost, but for what the RTU has itself. */
  private loseLeftover({ watch }: RtuView): void {
    const until = this.items.length - watch.unacknowledgedI;
    this.leftover = this.started.size === 0 ? this.leftover.filter(({ n }) => n < until) : [];
  }

  private masterEvent(what: GatewayLinkEvent['what'], peer: string, detail: string): void {
    const view = this.views.findLast((one) => one.peer === peer);
    if (view === undefined) this.fail(`speaks of ${peer}, which never came`);
    if (what === 'connect') {
      view.phase = 'connected';
      const connected = this.views.filter((one) => one.phase === 'connected' && !one.isClosed).length;
      const most = this.settings.connections + (this.settings.sameIp === 'new' ? 1 : 0);
      if (connected > most) this.fail(`${connected} masters are connected, at most ${most} may be`);
    }
    if (what !== 'disconnect') return;
    view.lastDue = [...view.due];
    if (detail.startsWith('LAGGING')) this.checkLagging(view, detail);
    if (view.isStarted) this.masterStopped(view, isShutdown(detail) ? 'all' : 'one');
    view.isClosed = true;
    this.undelivered += this.late.get(view)?.length ?? 0;
    this.late.delete(view);
    this.checkReason(detail, view.watch.isBad, view.watch);
  }

  /** Whether a link ended for a good reason. */
  private checkReason(detail: string, isBad: boolean, watch: MasterView['watch']): void {
    const code = detail.split(':')[0];
    const { nowMs } = this.world;
    const { t1Ms, idleMs } = this.limits;
    switch (code) {
      case 'T1_I_FRAME':
        if (watch.open.length === 0 || nowMs < watch.open[0] + t1Ms) watch.fail(`ended by ${detail}`);
        break;
      case 'T1_TESTFR':
        if (!(nowMs >= watch.testSinceMs + t1Ms)) watch.fail(`ended by ${detail}`);
        break;
      case 'T1_CONTROL':
        if (!(nowMs >= watch.controlSinceMs + t1Ms)) watch.fail(`ended by ${detail}`);
        break;
      case 'IDLE':
        if (nowMs < watch.lastReadMs + idleMs) watch.fail(`ended by ${detail}`);
        break;
      case 'BAD_START':
      case 'BAD_LENGTH':
      case 'NS_OUT_OF_SEQUENCE':
      case 'NR_INVALID':
      case 'I_WHILE_STOPPED':
      case 'S_WHILE_STOPPED':
      case 'UNDEFINED_U':
      case 'FRAME_TOO_LONG':
      case 'MALFORMED_ASDU':
      case 'BAD_CONTROL':
        if (!isBad) watch.fail(`ended by ${detail}`);
        break;
      case 'RTU_LOST':
        if (this.rtu !== undefined) watch.fail(`ended by ${detail}`);
        break;
      case 'SAME_IP':
        if (this.settings.sameIp !== 'new') watch.fail(`ended by ${detail}`);
        break;
      case 'REPLIES_OVERFLOW':
        watch.fail(`ended by ${detail}`);
    }
  }

  // Checks

  /** The group has ended. */
  checkEnd(table: GatewayTable, slot: number): void {
    this.undelivered += this.leftover.length;
    this.compare(table, slot);
  }

  checkTimes(): void {
    for (const view of this.views) if (view.phase === 'connected' && !view.isClosed) view.watch.checkTimes();
    if (this.rtu !== undefined) this.rtu.watch.checkTimes();
    this.checkLost();
    if (this.isListening) this.checkLaggards();
  }

  /** Masters are closed with the RTU. */
  private checkLost(): void {
    if (this.rtu !== undefined) return;
    for (const { phase, isClosed, watch } of this.views) {
      if (phase === 'connected' && !isClosed && watch.isOver(this.rtuLostMs, 0))
        watch.fail('is open without an RTU');
    }
  }

  /** Nobody is a buffer behind another and open. */
  private checkLaggards(): void {
    for (const view of this.started) {
      // Beside one that has got nothing yet the gateway may not have looked.
      const behind = this.behind(
        view,
        [...this.started].filter(({ lastN }) => lastN >= 0),
      );
      if (behind >= this.settings.bufferFrames) view.watch.fail(`is ${behind} ASDUs behind another and open`);
    }
  }

  /** A master is closed as a laggard: it must be one. The fastest may have got a window more than was seen of it. */
  private checkLagging(view: MasterView, detail: string): void {
    // STOPDT act behind what made it one.
    if (!view.isStarted) return;
    const [next] = view.due;
    const others =
      next === undefined ? 0 : this.items.filter(({ n, to }) => n > next.n && to !== 'all').length;
    const behind = this.behind(view, [...this.started]) + this.limits.k + others;
    if (this.isListening && behind < this.settings.bufferFrames) view.watch.fail(`ended by ${detail}`);
  }

  /** ASDUs that a master is behind the fastest of the others; what was kept for it does not count. */
  private behind({ due, keptUntil }: MasterView, others: readonly MasterView[]): number {
    const fewest = Math.min(due.length, ...others.map((one) => one.due.length));
    const kept = due.filter(({ n }) => n < keptUntil).length;
    return due.length - Math.max(fewest, kept);
  }

  /** What a crash of the gateway would lose now: the RTU has its acknowledgement, and no master has acknowledged it. */
  private get atRisk(): number {
    const until = this.items.length - (this.rtu?.watch.unacknowledgedI ?? 0);
    const waiting = new Set(this.leftover);
    for (const { due, open } of this.started)
      for (const item of [...open, ...due]) if (item !== undefined) waiting.add(item);
    return [...waiting].filter(({ n, isAcknowledged }) => n < until && !isAcknowledged).length;
  }

  /** Compares counters that are exact at any time. */
  compare(table: GatewayTable, slot: number): void {
    const masters = this.views.map(({ watch }) => watch);
    const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
    const rtus = this.rtus.map(({ watch }) => watch);
    const connected = this.views.filter(({ phase, isClosed }) => phase === 'connected' && !isClosed);
    const expected: Partial<Record<GroupCounterName, number>> = {
      FROM_RTU: sum(rtus.map(({ readI }) => readI)),
      TO_RTU: sum(rtus.map(({ wroteI }) => wroteI)),
      TO_MASTERS: sum(masters.map(({ wroteI }) => wroteI)),
      FROM_MASTERS: sum(masters.map(({ readI }) => readI)),
      ACKNOWLEDGED: sum(masters.map(({ acknowledgedI }) => acknowledgedI)),
      OCTETS_TO_RTU: sum(rtus.map(({ wroteOctets }) => wroteOctets)),
      OCTETS_TO_MASTERS: sum(masters.map(({ wroteOctets }) => wroteOctets)),
      // Of a link that ended at once nothing is said before its socket is closed.
      ...(this.rtu === undefined ? { RTU_CONNECTED: 0 } : {}),
      MASTERS: connected.length,
      MASTERS_STARTED: this.started.size,
      GI_ASKED: this.requests.interrogations.asked,
      GI_SENT: this.requests.interrogations.sent,
      ...(this.isListening ? { UNDELIVERED: this.undelivered, REQUESTS: 0, UNMATCHED: 0 } : {}),
    };
    const risk = table.get(slot, 'AT_RISK');
    // When the RTU is lost it counts once the masters are closed.
    const isClosing = this.rtu === undefined && this.started.size > 0;
    if (this.isListening && !isClosing && risk + this.unacknowledgedLost < this.atRisk)
      this.fail(`AT_RISK is ${risk}, expected at least ${this.atRisk}`);
    for (const [name, value] of Object.entries(expected)) {
      const found = table.get(slot, name as GroupCounterName);
      const unsure = UNSURE.has(name) ? this.unsure : 0;
      if (Math.abs(found - value) > unsure) this.fail(`${name} is ${found}, expected ${value} ± ${unsure}`);
    }
  }

  /** Started masters have got, and acknowledged, everything. */
  get isDrained(): boolean {
    return [...this.started].every(({ due, open }) => due.length === 0 && open.length === 0);
  }

  /** All masters have had time to take everything. */
  checkQuiet(table: GatewayTable, slot: number): void {
    for (const view of this.started) {
      if (view.due.length > 0)
        view.watch.fail(`did not get ${view.due.length} ASDUs, the first ${view.due[0].asdu.text}`);
      if (view.open.length > 0) view.watch.fail(`${view.open.length} I frames are open`);
    }
    this.requests.checkEnd();
    for (const name of ['OPEN_REQUESTS', 'QUEUE', 'HELD_BACK'] as const) {
      const found = table.get(slot, name);
      if (this.started.size > 0 && found !== 0) this.fail(`${name} is ${found} when all is quiet`);
    }
  }

  // Inside

  /** An ASDU for every started master. */
  private give(item: Item): void {
    if (this.started.size === 0) this.leftover.push(item);
    else for (const view of this.started) view.due.push(item);
  }

  private keepLoose(item: Item): void {
    const { text } = item.asdu;
    this.loose.set(text, [...(this.loose.get(text) ?? []), item]);
  }

  /** What the gateway has written to a master: an item that was due, one that others judge, or something of its own. */
  private identify(view: MasterView, asdu: Asdu): Item | undefined {
    if (asdu.type === END_OF_INITIALIZATION && asdu.octets[9] === OWN_COI) {
      this.checkOwnInitialization(view, asdu);
      return undefined;
    }
    if (view.frames === 0) this.expectInitialization(view);
    const due = view.isClosed ? view.lastDue : view.due;
    const [next] = due;
    // The gateway's own refusal has the octets of one of the RTU, but for the OA.
    const isOwn = next !== undefined && asdu.negative && next.oa >= 0 && asdu.oa !== next.oa;
    if (next !== undefined && !isOwn && next.asdu.text === asdu.text) {
      if (next.oa >= 0 && asdu.oa !== next.oa)
        view.watch.fail(`wrote OA ${asdu.oa} in ${asdu.text}, expected ${next.oa}`);
      due.shift();
      view.lastN = next.n;
      return next;
    }
    const item = this.looseItem(view, asdu, this.loose.get(asdu.text) ?? []);
    if (item === undefined) {
      this.requests.own(view, asdu);
      return undefined;
    }
    if (next !== undefined && next.n < item.n) view.watch.fail(`wrote ${asdu.text} before ${next.asdu.text}`);
    if (!asdu.negative) view.lastN = item.n;
    if (item.asdu.cot >= 20 && item.asdu.cot <= 41)
      this.requests.interrogations.dataWritten(view, item, asdu.oa);
    return item;
  }

  /** Which of the items with its octets an ASDU is, if it is one of them. */
  protected looseItem(view: MasterView, asdu: Asdu, alike: readonly Item[]): Item | undefined {
    return asdu.serial < 0 ? undefined : alike.find(({ n }) => n > view.lastN);
  }

  private checkOwnInitialization(view: MasterView, { ca, cot }: Asdu): void {
    const { eoi, rtuNumber } = this.settings;
    if (ca !== rtuNumber || cot !== 4)
      view.watch.fail(`made an end of initialization of CA ${ca}, COT ${cot}`);
    if (view.frames > 0) view.watch.fail('made an end of initialization behind other I frames');
    const isRight = eoi === 'every' || (eoi === 'start' && !this.initialized.has(view.address));
    if (!isRight) view.watch.fail(`made an end of initialization (eoi=${eoi})`);
    this.initialized.add(view.address);
  }

  /** The first I frame to a master is something else: was it right to make no end of initialization? */
  private expectInitialization(view: MasterView): void {
    const { eoi } = this.settings;
    if (eoi === 'every' || (eoi === 'start' && !this.initialized.has(view.address))) {
      view.watch.fail('made no end of initialization before other I frames');
    }
  }
}

/** Whether a link ended because its group did. */
function isShutdown(detail: string): boolean {
  return detail.startsWith('SHUTDOWN') && !detail.includes('by hand');
}
