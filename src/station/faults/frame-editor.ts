/**
 * Faults on the octets of one connection, behind its session (`docs/behaviour.md` §13): the session goes on as it should, and what goes out
 * is changed, held back, left out or added. It has no clock and no socket: octets and times go in, octets come out.
 */
import {
  APCI_OCTETS,
  formatOf,
  nextSequence,
  readReceiveNumber,
  readSendNumber,
  SEQUENCE_MODULUS,
  U,
  writeIHeader,
  writeS,
} from '../../codec/apci.js';
import type { FaultWord } from '../../faults/fault-catalog.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import type { Session } from '../apci/session.js';
import { ASDU_EDITS } from './asdu-edits.js';
import {
  editObject,
  type FrozenImage,
  type FrozenValues,
  freeze,
  monitoredType,
  objectsOf,
} from './object-edits.js';
import { ReceiveNumbers } from './receive-numbers.js';
import type { RtuFaults } from './rtu-faults.js';

/** One RTU of the connection. */
export interface EditedLink {
  readonly rtu: { readonly ca: number; readonly faults: RtuFaults | undefined; readonly image: FrozenImage };
  readonly sent: { spoil(n: number): void };
}

/** The connection: RTUs that share it have a link each. */
export interface EditedConnection {
  readonly session: Pick<Session, 'state' | 'receiveState'>;
  readonly links: readonly EditedLink[];
}

/** A fault that is on, and the faults of its RTU. */
interface On {
  readonly order: FaultOrder;
  readonly faults: RtuFaults;
}

/** Faults that add octets of their own; again after this time while they last, ms. */
const ADDS: ReadonlySet<FaultWord> = new Set<FaultWord>([
  'nr-ahead',
  'nr-behind',
  'bad-start',
  'bad-length',
  'unknown-u',
]);
const AGAIN_MS = 1000;

/** Faults in objects, in the order in which they act. */
const IN_OBJECTS = ['frozen', 'quality', 'old-time', 'bad-time', 'no-summer'] as const;
const IN_HEADS = ['unknown-type', 'unknown-cot', 'other-ca', 'unknown-ioa', 'vsq', 'short'] as const;

const HALF_FRAME = Uint8Array.of(0x68, 4, U.TESTFR_ACT);
const OTHER_HALF = Uint8Array.of(0, 0, 0);
const NOTHING = new Uint8Array(0);

export class FrameEditor {
  private out: Uint8Array[] = [];
  /** What is held back: everything behind it as well, in order. */
  private held: Uint8Array[] = [];
  /** Faults that hold back, and until when, monotonic ms. */
  private readonly holds = new Map<number, number>();
  /** Confirmations of TESTFR that go out later. */
  private late: { octets: Uint8Array; atMs: number }[] = [];
  /** When faults that add octets do so next, by number. */
  private readonly adds = new Map<number, number>();
  private readonly numbers: ReceiveNumbers;
  private readonly frozen = new Map<number, FrozenValues>();
  /** First halves of frames that were sent, or are held, by the number of their fault. */
  private readonly halves = new Map<number, Uint8Array>();

  constructor(private readonly connection: EditedConnection) {
    this.numbers = new ReceiveNumbers(connection.session.receiveState);
  }

  /** It holds back everything that the session writes: the session's timers must wait. */
  get isHolding(): boolean {
    return this.holds.size > 0;
  }

  /** Nothing waits any more. */
  get isIdle(): boolean {
    return this.holds.size === 0 && this.late.length === 0 && this.held.length === 0;
  }

  /** A fault begins on an open connection, or the connection begins (`when`) under it; returns what goes out because of it. */
  begun(order: FaultOrder, when: 'open' | 'opened', nowMs: number): Uint8Array {
    const { word } = order;
    if (word === 'frozen') this.freezeFor(order);
    if (word === 'early-i' && when === 'opened') this.sendEarly(order, nowMs);
    if (word === 'half-frame') this.beginHalf(order, nowMs);
    if (ADDS.has(word)) {
      this.adds.set(order.id, nowMs);
      this.addOctets(nowMs);
    }
    return this.take();
  }

  /** A fault is over; returns what goes out now. */
  ended(order: FaultOrder, nowMs: number): Uint8Array {
    const { id, word } = order;
    this.adds.delete(id);
    this.frozen.delete(id);
    if (this.holds.delete(id)) {
      if (word === 'half-frame') this.endHalf(id);
      this.letGo();
    }
    if (word === 'no-testfr') this.late = this.late.filter(({ atMs }) => atMs !== Infinity);
    if (word === 'late-testfr' && this.find(word) === undefined) this.sendLate(Number.MAX_VALUE);
    if (word === 'no-ack' || word === 'late-ack') this.sayNow(nowMs);
    return this.take();
  }

  /** See `OctetEditor`: whole APDUs of the session, only lent. */
  edit(octets: Uint8Array, length: number, nowMs: number): Uint8Array {
    this.addOctets(nowMs);
    for (let at = 0; at < length; ) {
      const end = at + octets[at + 1] + 2;
      this.editFrame(octets.slice(at, end), nowMs);
      at = end;
    }
    return this.take();
  }

  nextDeadline(): number {
    let next = this.numbers.nextDeadline();
    for (const { atMs } of this.late) next = Math.min(next, atMs);
    for (const atMs of this.holds.values()) next = Math.min(next, atMs);
    for (const atMs of this.adds.values()) next = Math.min(next, atMs);
    return next;
  }

  tick(nowMs: number): Uint8Array {
    this.addOctets(nowMs);
    for (const [id, untilMs] of this.holds) if (untilMs <= nowMs) this.holds.delete(id);
    this.letGo();
    this.sendLate(nowMs);
    this.numbers.settle(nowMs);
    if (this.numbers.isNews) this.say(this.numbers.current);
    return this.take();
  }

  private take(): Uint8Array {
    const { out } = this;
    if (out.length === 0) return NOTHING;
    this.out = [];
    const all = new Uint8Array(out.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const octets of out) {
      all.set(octets, at);
      at += octets.length;
    }
    return all;
  }

  private push(octets: Uint8Array): void {
    if (this.holds.size > 0) this.held.push(octets);
    else this.out.push(octets);
  }

  private letGo(): void {
    if (this.holds.size > 0) return;
    for (const octets of this.held.splice(0)) this.out.push(octets);
  }

  private find(word: FaultWord): On | undefined {
    for (const { rtu } of this.connection.links) {
      const order = rtu.faults?.find(word);
      if (order !== undefined && rtu.faults !== undefined) return { order, faults: rtu.faults };
    }
    return undefined;
  }

  private editFrame(frame: Uint8Array, nowMs: number): void {
    switch (formatOf(frame, 0)) {
      case 'U':
        this.editU(frame, nowMs);
        break;
      case 'S':
        if (this.editReceiveNumber(frame, nowMs) === 'same' || this.numbers.isNews) this.push(frame);
        this.numbers.isNews = false;
        break;
      case 'I':
        this.editReceiveNumber(frame, nowMs);
        this.numbers.isNews = false;
        this.editI(frame, nowMs);
    }
  }

  private editU(frame: Uint8Array, nowMs: number): void {
    const control = frame[2];
    if (control === U.STARTDT_CON) {
      const on = this.find('no-startdt') ?? this.find('late-startdt');
      if (on !== undefined) {
        const { order } = on;
        this.holds.set(order.id, order.word === 'late-startdt' ? nowMs + order.value * 1000 : Infinity);
        on.faults.applied(order, nowMs);
      }
    } else if (control === U.TESTFR_CON) {
      const on = this.find('no-testfr') ?? this.find('late-testfr');
      if (on !== undefined) {
        const { order } = on;
        this.late.push({
          octets: frame,
          atMs: order.word === 'late-testfr' ? nowMs + order.value * 1000 : Infinity,
        });
        on.faults.applied(order, nowMs);
        return;
      }
    }
    this.push(frame);
  }

  private sendLate(untilMs: number): void {
    const due = this.late.filter(({ atMs }) => atMs <= untilMs);
    if (due.length === 0) return;
    this.late = this.late.filter(({ atMs }) => atMs > untilMs);
    for (const { octets } of due) this.push(octets);
  }

  /** Puts the N(R) into a frame that goes out; `other`: not the one that the session wrote. */
  private editReceiveNumber(frame: Uint8Array, nowMs: number): 'same' | 'other' {
    const nr = readReceiveNumber(frame, 0);
    const on = this.find('no-ack') ?? this.find('late-ack');
    const lateMs = on === undefined ? 0 : on.order.word === 'no-ack' ? Infinity : on.order.value * 1000;
    const said = this.numbers.instead(nr, lateMs, nowMs);
    if (said === nr) return 'same';
    frame[4] = (said << 1) & 0xff;
    frame[5] = said >> 7;
    if (on !== undefined) on.faults.applied(on.order, nowMs);
    return 'other';
  }

  private editI(frame: Uint8Array, nowMs: number): void {
    const asdu = frame.subarray(APCI_OCTETS);
    const type = monitoredType(asdu);
    const ca = asdu[4] | (asdu[5] << 8);
    const link = this.connection.links.find(({ rtu }) => rtu.ca === ca);
    if (type === undefined || link === undefined) {
      this.push(frame);
      return;
    }
    const { faults } = link.rtu;
    const ns = readSendNumber(frame, 0);
    if (faults !== undefined) this.editObjects(asdu, faults, nowMs);
    let edited: Uint8Array = asdu;
    for (const word of faults === undefined ? [] : IN_HEADS) {
      const order = faults?.find(word);
      if (order === undefined) continue;
      edited = ASDU_EDITS[word]?.(edited, order.value) ?? edited;
      link.sent.spoil(ns);
      faults?.applied(order, nowMs);
    }
    const on = this.find('ns-gap') ?? this.find('ns-repeat');
    let shown = ns;
    if (on !== undefined) {
      shown = on.order.word === 'ns-gap' ? nextSequence(ns) : (ns + SEQUENCE_MODULUS - 1) % SEQUENCE_MODULUS;
      link.sent.spoil(ns);
      on.faults.applied(on.order, nowMs);
    }
    if (edited === asdu && shown === ns) this.push(frame);
    else {
      const changed = new Uint8Array(APCI_OCTETS + edited.length);
      writeIHeader(changed, 0, edited.length, shown, readReceiveNumber(frame, 0));
      changed.set(edited, APCI_OCTETS);
      this.push(changed);
    }
  }

  private editObjects(asdu: Uint8Array, faults: RtuFaults, nowMs: number): void {
    const orders = IN_OBJECTS.flatMap((word) => faults.find(word) ?? []);
    if (orders.length === 0) return;
    const type = monitoredType(asdu);
    if (type === undefined) return;
    const objects = objectsOf(asdu, type);
    for (const order of orders) {
      const frozen = this.frozen.get(order.id);
      let isChanged = false;
      for (const object of objects) if (editObject(asdu, object, order, frozen)) isChanged = true;
      if (isChanged) faults.applied(order, nowMs);
    }
  }

  private freezeFor({ id }: FaultOrder): void {
    const link = this.connection.links.find(({ rtu }) => rtu.faults?.find('frozen')?.id === id);
    if (link !== undefined) this.frozen.set(id, freeze(link.rtu.image));
  }

  /** An I frame before STARTDT: end of initialization, N(S) = 0, N(R) = 0. */
  private sendEarly(order: FaultOrder, nowMs: number): void {
    const link = this.linkOf(order);
    if (link === undefined) return;
    const { ca } = link.rtu;
    const asdu = Uint8Array.of(70, 1, 4, 0, ca & 0xff, ca >> 8, 0, 0, 0, 0);
    const frame = new Uint8Array(APCI_OCTETS + asdu.length);
    writeIHeader(frame, 0, asdu.length, 0, 0);
    frame.set(asdu, APCI_OCTETS);
    this.push(frame);
    link.rtu.faults?.applied(order, nowMs);
  }

  private beginHalf(order: FaultOrder, nowMs: number): void {
    const half = HALF_FRAME.slice();
    this.halves.set(order.id, half);
    this.push(half);
    this.holds.set(order.id, Number.POSITIVE_INFINITY);
    this.linkOf(order)?.rtu.faults?.applied(order, nowMs);
  }

  /** The other half goes out behind the first one, which another fault may hold back still. */
  private endHalf(id: number): void {
    const half = this.halves.get(id);
    this.halves.delete(id);
    const at = half === undefined ? -1 : this.held.indexOf(half);
    if (at < 0) this.out.push(OTHER_HALF);
    else this.held.splice(at + 1, 0, OTHER_HALF);
  }

  /** Adds the octets that are due. Wrong N(R) need a started connection: they wait for it. */
  private addOctets(nowMs: number): void {
    for (const [id, atMs] of this.adds) {
      if (atMs > nowMs) continue;
      this.adds.set(id, nowMs + AGAIN_MS);
      const order = this.connection.links
        .flatMap(({ rtu }) => rtu.faults?.all ?? [])
        .find((one) => one.id === id);
      if (order === undefined) this.adds.delete(id);
      else if (this.connection.session.state === 'started' || !order.word.startsWith('nr-')) {
        this.push(this.addedBy(order));
        if (order.durationMs === 0) this.adds.delete(id);
        this.linkOf(order)?.rtu.faults?.applied(order, nowMs);
      }
    }
  }

  private addedBy({ word, value }: FaultOrder): Uint8Array {
    switch (word) {
      case 'nr-ahead':
        return sFrame(this.connection.session.receiveState + value);
      case 'nr-behind':
        return sFrame(this.numbers.current - value);
      case 'bad-start':
        return Uint8Array.of(value, 4, U.TESTFR_ACT, 0, 0, 0);
      case 'bad-length':
        return Uint8Array.of(0x68, value, U.TESTFR_ACT, 0, 0, 0);
      default:
        return Uint8Array.of(0x68, 4, value, 0, 0, 0);
    }
  }

  /** `no-ack` or `late-ack` is over: what was received is acknowledged. */
  private sayNow(nowMs: number): void {
    const { receiveState } = this.connection.session;
    if (this.numbers.current === receiveState || this.find('no-ack') || this.find('late-ack')) return;
    this.numbers.instead(receiveState, 0, nowMs);
    if (this.connection.session.state === 'started') this.say(receiveState);
  }

  private say(nr: number): void {
    this.numbers.isNews = false;
    this.push(sFrame(nr));
  }

  private linkOf({ id }: FaultOrder): EditedLink | undefined {
    return this.connection.links.find(({ rtu }) => rtu.faults?.all.some((one) => one.id === id));
  }
}

/** An S frame; `nr` modulo 32768. */
function sFrame(nr: number): Uint8Array {
  const octets = new Uint8Array(APCI_OCTETS);
  writeS(octets, 0, (nr + SEQUENCE_MODULUS) % SEQUENCE_MODULUS);
  return octets;
}
