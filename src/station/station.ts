/** A station: everything that the RTUs of one number share. */
import {
  ASDU_HEADER_OCTETS,
  IOA_OCTETS,
  readElements,
  writeAsduHeader,
  writeElements,
  writeIoa,
} from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { CP56_OCTETS, formatCp56, writeCp56 } from '../codec/cp56.js';
import type { ElementRecord } from '../codec/elements.js';
import { typeOf } from '../codec/types.js';
import { formatElements } from '../codec/value-text.js';
import type { JournalEntry } from './journal.js';
import { Image } from './points/image.js';
import type { PointWatch } from './points/point-watch.js';
import { pointComment, type SignalTable } from './points/signal-table.js';
import type { Peer, Replies, RtuPort, StationPort, StatusChange, TelegramStage } from './ports.js';
import type { Selections } from './requests/selections.js';

/** A connection that status changes are sent on. */
interface StatusReceiver extends Peer {
  readonly isStarted: boolean;
  readonly replies: Replies;
}

/** A point and its new value, and who wants it. */
export interface HandOrder {
  readonly ioa: number;
  /** Untimed type. */
  readonly pointType: number;
  readonly value: ElementRecord;
  /** What `value` does not name, such as its quality, is 0 or stays as it is. */
  readonly rest: 'zero' | 'kept';
  /** Who wants it, for the log. */
  readonly who: string;
  /** Absent: somebody by hand; else `who` is the name of a rule. */
  readonly by?: 'reaction';
}

/** Sees what happens in a station. */
export interface StationWatch {
  readonly points: PointWatch;
  /** A master's command was carried out. */
  commanded(typeId: number, ioa: number, value: ElementRecord, nowMs: number): void;
}

/** An RTU of the station with its connections. */
export interface StationRtu extends RtuPort {
  /** Closes its connections and starts again, as after a remote reset. */
  restart(nowMs: number): void;
  readonly links: Iterable<StatusReceiver>;
  /** Groups without a started connection: each keeps an event with a time tag; returns whether it has. */
  readonly absent: Iterable<{ keep(asdu: Uint8Array): boolean }>;
}

/** All ports of one RTU number on a shard: they share the states of points and the selections of commands. */
export class Station implements StationPort {
  readonly rtus = new Set<StationRtu>();
  readonly selections: Selections = new Map();
  /** By file. */
  private readonly images = new Map<string, Image>();

  constructor(
    readonly rtuNumber: number,
    /** `undefined`: nobody does. */
    private readonly watch?: StationWatch,
  ) {}

  /** The image on a table; a newer version of a file takes the states of the one before. */
  imageOf(table: SignalTable): Image {
    const before = this.images.get(table.file);
    if (before?.table === table) return before;
    const image = new Image(table);
    if (before !== undefined) image.carryOver(before);
    this.images.set(table.file, image);
    const all = [...this.images.values()];
    for (const one of all) one.siblings.splice(0, Infinity, ...all.filter((other) => other !== one));
    this.watch?.points.attach(image);
    return image;
  }

  findImage(ioa: number, own: Image): Image {
    const has = (image: Image): boolean => image.pointsAt(ioa).length > 0;
    if (has(own)) return own;
    for (const { image } of this.rtus) if (has(image)) return image;
    return own;
  }

  awaiting(stage: TelegramStage): StationRtu[] {
    return [...this.rtus].filter((rtu) => rtu.mayAwait(stage));
  }

  commanded(typeId: number, ioa: number, value: ElementRecord, nowMs: number): void {
    this.watch?.commanded(typeId, ioa, value, nowMs);
  }

  /**
   * Somebody, or a reaction, sets a point of `own`: it goes out as an event on every started connection of the station. Returns its elements and
   * the number of these connections, or `undefined` if there is no such point.
   */
  setPoint(
    order: HandOrder,
    own: Image,
    nowMs: number,
  ): { elements: Uint8Array; connections: number } | undefined {
    const { ioa, pointType, value, rest, who } = order;
    const by = order.by === 'reaction' ? { reaction: who } : { hand: who };
    const point = own.findPoint(ioa, pointType);
    if (point < 0) return undefined;
    const type = typeOf(pointType);
    const before = rest === 'kept' ? readElements(type, own.elements(point), 0) : {};
    const elements = new Uint8Array(type.elementOctets);
    writeElements(type, elements, 0, { ...before, ...value });
    let connections = 0;
    for (const rtu of this.rtus) {
      if (rtu.image.findPoint(ioa, pointType) < 0) continue;
      connections += [...rtu.links].filter(({ isStarted }) => isStarted).length;
    }
    this.publish({ ioa, pointType, elements, by, nowMs });
    return { elements, connections };
  }

  /** Sends the present states of points of one RTU without a request, for a cause in words. */
  announce(rtu: StationRtu, points: Iterable<number>, cause: string, nowMs: number): void {
    const { pointIoa, pointType } = rtu.image.table;
    for (const point of points) {
      const elements = rtu.image.elements(point);
      const status = {
        ioa: pointIoa[point],
        pointType: pointType[point],
        elements,
        by: { fault: cause },
        nowMs,
      };
      for (const link of rtu.links) if (link.isStarted) sendStatus(rtu, link, point, status);
      keepStatus(rtu, point, status);
    }
  }

  publish(status: StatusChange): void {
    for (const rtu of this.rtus) {
      const point = rtu.image.findPoint(status.ioa, status.pointType);
      if (point < 0) continue;
      rtu.image.set(point, status.elements);
      let reached = false;
      for (const link of rtu.links) {
        if (!link.isStarted) continue;
        sendStatus(rtu, link, point, status);
        reached = true;
      }
      if (keepStatus(rtu, point, status)) reached = true;
      if (!reached && !('commanding' in status.by)) logUnsent(rtu, status);
    }
  }
}

/** A point was set by hand or by a reaction, and nobody hears of it. */
function logUnsent(rtu: StationRtu, { ioa, pointType, elements, by }: StatusChange): void {
  const shown = formatElements(pointType, elements);
  const detail = `${reasonOf(by, undefined)}; no connection is started`;
  rtu.journal.event(rtu, undefined, { event: 'status', typeId: pointType, ioa, ...shown, detail });
}

/** Why a status goes out on a connection (`undefined`: waits for one), for the log. */
function reasonOf(by: StatusChange['by'], link: StatusReceiver | undefined): string {
  if ('hand' in by) return `set by hand: ${by.hand}`;
  if ('reaction' in by) return `reaction ${by.reaction}`;
  if ('fault' in by) return by.fault;
  return link === by.commanding ? 'after a command' : `after a command of ${by.commanding.peer}`;
}

/** A status on its way: its ASDU, and its line in the log. */
interface StatusMessage {
  readonly asdu: Uint8Array;
  readonly entry: JournalEntry;
}

/** A new status for one connection: return information if this connection commanded, else spontaneous. */
function messageOf(
  rtu: StationRtu,
  link: StatusReceiver | undefined,
  point: number,
  status: StatusChange,
): StatusMessage {
  const { ioa, elements, by, nowMs } = status;
  const typeId = rtu.table.typeId[rtu.table.pointFirst[point]];
  const comment = pointComment(rtu.table, point);
  const type = typeOf(typeId);
  const own = link !== undefined && 'commanding' in by && link === by.commanding;
  // Measurands may not carry return information; their changes are spontaneous everywhere (`docs/protocol.md` §3.1).
  const cot = own && type.causes.includes(COT.RETURN_INFO_REMOTE) ? COT.RETURN_INFO_REMOTE : COT.SPONTANEOUS;
  const oa = 'commanding' in by && cot === COT.RETURN_INFO_REMOTE ? by.oa : 0;
  const asdu = new Uint8Array(ASDU_HEADER_OCTETS + IOA_OCTETS + type.objectOctets);
  writeAsduHeader(asdu, 0, {
    typeId,
    sequence: false,
    count: 1,
    cot,
    negative: false,
    test: false,
    oa,
    ca: rtu.ca,
  });
  writeIoa(asdu, ASDU_HEADER_OCTETS, ioa);
  asdu.set(elements, ASDU_HEADER_OCTETS + IOA_OCTETS);
  // The time of the RTU that sends the signal; log and frame have the same time.
  const tag = type.timeTagged ? rtu.clock.timeAt(nowMs) : undefined;
  if (tag !== undefined) writeCp56(asdu, asdu.length - CP56_OCTETS, tag);
  const entry: JournalEntry = {
    event: 'status',
    direction: 'tx',
    typeId,
    cot,
    ioa,
    ...formatElements(typeId, elements),
    ...(tag === undefined ? {} : { timeTag: formatCp56(tag) }),
    detail: `${reasonOf(by, link)}${comment === '' ? '' : `; ${comment}`}`,
  };
  return { asdu, entry };
}

/** Sends a new status on one connection. */
function sendStatus(rtu: StationRtu, link: StatusReceiver, point: number, status: StatusChange): void {
  const { asdu, entry } = messageOf(rtu, link, point, status);
  link.replies.event(asdu, status.nowMs);
  rtu.journal.event(rtu, link, entry);
}

/** Keeps a new status for the groups without a connection, if its type has a time tag; returns whether one has it. */
function keepStatus(rtu: StationRtu, point: number, status: StatusChange): boolean {
  const groups = [...rtu.absent];
  if (groups.length === 0) return false;
  const { asdu, entry } = messageOf(rtu, undefined, point, status);
  const kept = groups.filter((group) => group.keep(asdu)).length;
  if (kept === 0) return false;
  const { direction: _, ...line } = entry;
  rtu.journal.event(rtu, undefined, { ...line, detail: `${entry.detail}; waits for a connection` });
  return true;
}
