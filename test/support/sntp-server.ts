/**
 * An NTP server on loopback that answers from a script. It encodes its octets itself, so that a mistake of the
 * client cannot hide behind the same mistake here.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Fields of an answer; the defaults are those of a good server. */
export interface SntpFields {
  /** Leap indicator, version and mode: 0x24. */
  head?: number;
  /** 2. */
  stratum?: number;
  /** Reference identifier, four letters. */
  refid?: string;
  /** Hex of 8 octets each; the origin is the request's transmit time stamp. */
  origin?: string;
  receive?: string;
  transmit?: string;
}

/** A request as received. */
export interface SntpRequest {
  octets: Buffer;
  from: RemoteInfo;
  server: SntpServer;
}

/** The datagrams to answer a request with, in order; none: silence. */
export type SntpReply = (request: SntpRequest) => Buffer[] | Promise<Buffer[]>;

/** 2023-11-14 22:13:31 UTC and 1/32 s, and 1/64 s later. */
const RECEIVE = 'e8fe6f8b08000000';
const TRANSMIT = 'e8fe6f8b0c000000';

/** An answer of 48 octets. */
export function answerOctets(request: SntpRequest, fields: SntpFields = {}): Buffer {
  const { head = 0x24, stratum = 2, refid = 'TEST', receive = RECEIVE, transmit = TRANSMIT } = fields;
  const octets = Buffer.alloc(48);
  octets.set([head, stratum, 6, 0xec], 0);
  octets.write(refid, 12, 'latin1');
  octets.write(fields.origin ?? request.octets.toString('hex', 40, 48), 24, 'hex');
  octets.write(receive, 32, 'hex');
  octets.write(transmit, 40, 'hex');
  return octets;
}

/** Answers as a good server does, except for the fields given. */
export function answering(fields: SntpFields = {}): SntpReply {
  return (request) => [answerOctets(request, fields)];
}

/** Receives requests and never answers. */
export const silence: SntpReply = () => [];

/** Hex of a wall time (ms since 1970) as NTP time stamp. */
export function ntpHex(wallMs: number): string {
  const units = (BigInt(Math.round(wallMs * 1000)) << 32n) / 1_000_000n;
  return BigInt.asUintN(64, units + (2_208_988_800n << 32n))
    .toString(16)
    .padStart(16, '0');
}

/** A server on a free port that records the requests and answers from its script. */
export class SntpServer {
  readonly requests: SntpRequest[] = [];
  private readonly elsewhere = createSocket('udp4');

  private constructor(
    private readonly socket: Socket,
    readonly port: number,
    private readonly reply: SntpReply,
  ) {
    socket.on('message', (octets, from) => void this.take({ octets, from, server: this }));
  }

  static async start(reply: SntpReply, host: '127.0.0.1' | '::1' = '127.0.0.1'): Promise<SntpServer> {
    const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
    socket.bind(0, host);
    await once(socket, 'listening');
    return new SntpServer(socket, (socket.address() as AddressInfo).port, reply);
  }

  /** Sends octets to a client from another port; resolves once they are sent. */
  sendFromElsewhere(octets: Buffer, to: RemoteInfo): Promise<void> {
    return new Promise((resolve, reject) => {
      this.elsewhere.send(octets, to.port, to.address, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): void {
    this.socket.close();
    this.elsewhere.close();
  }

  private async take(request: SntpRequest): Promise<void> {
    this.requests.push(request);
    for (const octets of await this.reply(request)) {
      this.socket.send(octets, request.from.port, request.from.address);
    }
  }
}

/** A port of loopback that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const server = await SntpServer.start(silence);
  server.close();
  return server.port;
}
