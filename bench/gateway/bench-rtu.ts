/** RTUs of the gateway benchmark. */
import { createServer, type Server, type Socket } from 'node:net';
import { CAUSE, EVENT_OCTETS, eventAsdu, interrogatedAsdu, mirrored, TYPE } from './asdus.js';
import { APCI_OCTETS, RawLink } from './raw-link.js';

/** Where RTUs and relays listen. */
export const HOST = '127.0.0.1';
/** ASDUs of the answer to an interrogation, besides confirmation and termination. */
export const ANSWER_ASDUS = 60;

/** Settings of all RTUs and masters of a benchmark. */
export interface Windows {
  k: number;
  w: number;
}

const FRAME_OCTETS = APCI_OCTETS + EVENT_OCTETS;

/** The RTU's end of a connection: its own stream of events, numbered from 1. */
class RtuLink extends RawLink {
  /** Events that were sent. */
  sent = 0;
  private readonly replies: Uint8Array[] = [];

  constructor(
    socket: Socket,
    private readonly rtu: BenchRtu,
  ) {
    super(socket, rtu.windows.w);
  }

  /** Sends what the window lets: replies first. */
  fill(): void {
    if (!this.started) return;
    const room = this.room(this.rtu.windows.k);
    const replies = this.replies.splice(0, Math.max(0, room));
    const events = Math.min(room - replies.length, this.rtu.due(this.sent));
    const octets = replies.reduce((sum, reply) => sum + APCI_OCTETS + reply.length, 0);
    if (replies.length + events <= 0) return;
    const out = Buffer.allocUnsafe(octets + events * FRAME_OCTETS);
    let at = 0;
    for (const reply of replies) {
      this.writeApci(out, at, APCI_OCTETS + reply.length);
      out.set(reply, at + APCI_OCTETS);
      at += APCI_OCTETS + reply.length;
    }
    for (; at < out.length; at += FRAME_OCTETS) {
      const number = ++this.sent;
      this.writeApci(out, at, FRAME_OCTETS);
      out.set(this.rtu.event, at + APCI_OCTETS);
      out[at + 12] = number & 0xff;
      out[at + 13] = (number >> 8) & 0xff;
      out[at + 14] = (number >> 16) & 0xff;
    }
    this.socket.write(out);
  }

  protected takeAsdu(octets: Uint8Array, at: number, end: number): void {
    const type = octets[at];
    if ((octets[at + 2] & 0x3f) !== CAUSE.activation) return;
    if (type === TYPE.command) {
      this.rtu.commands++;
      this.replies.push(mirrored(octets, at, end, CAUSE.confirmation));
      this.replies.push(mirrored(octets, at, end, CAUSE.termination));
    } else if (type === TYPE.interrogation) {
      this.rtu.interrogations++;
      this.replies.push(mirrored(octets, at, end, CAUSE.confirmation));
      for (let block = 0; block < ANSWER_ASDUS; block++) {
        this.replies.push(interrogatedAsdu(this.rtu.ca, octets[at + 3], block));
      }
      this.replies.push(mirrored(octets, at, end, CAUSE.termination));
    }
  }

  protected readAll(): void {
    this.fill();
  }
}

/** An RTU with one port. Every connection gets all of its events. */
export class BenchRtu {
  readonly links: RtuLink[] = [];
  readonly event: Uint8Array;
  /** Requests that came. */
  interrogations = 0;
  commands = 0;
  private readonly server: Server;
  private offered = 0;
  private isFlooding = false;

  constructor(
    readonly ca: number,
    readonly port: number,
    readonly windows: Windows,
  ) {
    this.event = eventAsdu(ca);
    this.server = createServer({ noDelay: true }, (socket) => {
      const link = new RtuLink(socket, this);
      this.links.push(link);
      socket.on('data', (data) => link.receive(data, data.length));
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, HOST, resolve);
    });
  }

  /** So many events happen now. */
  offer(events: number): void {
    this.offered += events;
    for (const link of this.links) link.fill();
  }

  /** Sends events as fast as the windows let. */
  flood(): void {
    this.isFlooding = true;
    for (const link of this.links) link.fill();
  }

  /** The events that were sent until now were all. */
  stopFlood(): void {
    this.isFlooding = false;
  }

  /** Events that a link may send that has sent so many. */
  due(sent: number): number {
    return this.isFlooding ? Number.POSITIVE_INFINITY : Math.max(0, this.offered - sent);
  }

  get startedLinks(): number {
    return this.links.filter(({ started }) => started).length;
  }

  /** Events that were sent, over all links. */
  get sent(): number {
    return this.links.reduce((sum, link) => sum + link.sent, 0);
  }

  /** Frames that broke a rule. */
  get violations(): number {
    return this.links.reduce((sum, link) => sum + link.violations, 0);
  }

  /** Takes no new connections. */
  closePort(): void {
    this.server.close();
  }

  /** Ends its connections in the way that is asked for. */
  drop(how: 'fin' | 'rst'): void {
    for (const { socket } of this.links) {
      if (how === 'fin') socket.end();
      else socket.resetAndDestroy();
    }
  }

  close(): void {
    this.server.close();
    for (const { socket } of this.links) socket.destroy();
  }
}
