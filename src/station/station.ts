/** A station: everything that the RTUs of one number share. */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, writeAsduHeader, writeIoa } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { CP56_OCTETS, formatCp56, writeCp56 } from '../codec/cp56.js';
import { typeOf } from '../codec/types.js';
import { formatElements } from '../codec/value-text.js';
import { Image } from './points/image.js';
import { pointComment, type SignalTable } from './points/signal-table.js';
import type { Peer, Replies, RtuPort, StationPort, StatusChange, TelegramStage } from './ports.js';
import type { Selections } from './requests/selections.js';

/** A connection that status changes are sent on. */
interface StatusReceiver extends Peer {
  readonly isStarted: boolean;
  readonly replies: Replies;
}

/** An RTU of the station with its connections. */
export interface StationRtu extends RtuPort {
  /** Closes its connections and starts again, as after a remote reset. */
  restart(nowMs: number): void;
  readonly links: Iterable<StatusReceiver>;
}

/** All ports of one RTU number on a shard: they share the states of points and the selections of commands. */
export class Station implements StationPort {
  readonly rtus = new Set<StationRtu>();
  readonly selections: Selections = new Map();
  /** By file. */
  private readonly images = new Map<string, Image>();

  constructor(readonly rtuNumber: number) {}

  /** The image on a table; a newer version of a file takes the states of the one before. */
  imageOf(table: SignalTable): Image {
    const before = this.images.get(table.file);
    if (before?.table === table) return before;
    const image = new Image(table);
    if (before !== undefined) image.carryOver(before);
    this.images.set(table.file, image);
    const all = [...this.images.values()];
    for (const one of all) one.siblings.splice(0, Infinity, ...all.filter((other) => other !== one));
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

  publish(status: StatusChange): void {
    for (const rtu of this.rtus) {
      const point = rtu.image.findPoint(status.ioa, status.pointType);
      if (point < 0) continue;
      rtu.image.set(point, status.elements);
      const typeId = rtu.table.typeId[rtu.table.pointFirst[point]];
      const comment = pointComment(rtu.table, point);
      for (const link of rtu.links) if (link.isStarted) sendStatus(link, typeId, status, comment);
    }
  }
}

/** Sends a new status on one connection: as return information if this connection commanded, else as spontaneous. */
function sendStatus(link: StatusReceiver, typeId: number, status: StatusChange, comment: string): void {
  const { rtu } = link;
  const { ioa, elements, commanding, nowMs } = status;
  const type = typeOf(typeId);
  const own = link === commanding;
  // Measurands may not carry return information; their changes are spontaneous everywhere (`docs/protocol.md` §3.1).
  const cot = own && type.causes.includes(COT.RETURN_INFO_REMOTE) ? COT.RETURN_INFO_REMOTE : COT.SPONTANEOUS;
  const oa = cot === COT.RETURN_INFO_REMOTE ? status.oa : 0;
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
  link.replies.event(asdu, nowMs);
  rtu.journal.event(rtu, link, {
    event: 'status',
    direction: 'tx',
    typeId,
    cot,
    ioa,
    ...formatElements(typeId, elements),
    ...(tag === undefined ? {} : { timeTag: formatCp56(tag) }),
    detail: `after a command${own ? '' : ` of ${commanding.peer}`}${comment === '' ? '' : `; ${comment}`}`,
  });
}
