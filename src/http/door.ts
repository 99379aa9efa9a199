/**
 * The door of the HTTP API (`docs/behaviour.md` §7): how many connections may be open, and how long one may say nothing. Whatever clients
 * do there, descriptors stay free for masters, and nothing is refused without being counted and told.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { answerRaw, type ParserError, refusalOfParser } from './raw-refusals.js';

/** Time-outs of a connection, ms. */
export interface DoorTimes {
  /** From the connection, or the first octet of a further request, to the end of the headers. */
  readonly headersMs: number;
  /** The same to the end of the body. */
  readonly requestMs: number;
  /** Between two requests. */
  readonly idleMs: number;
  /** In which the client takes nothing of its answer. */
  readonly stalledMs: number;
  /** How often the first two are looked at. */
  readonly checkMs: number;
}

export const DOOR_TIMES: DoorTimes = {
  headersMs: 5000,
  requestMs: 10_000,
  idleMs: 10_000,
  stalledMs: 30_000,
  checkMs: 500,
};

/** What the door has counted since the program's start. */
export interface DoorCounts {
  /** Open now, and the most that may be. */
  readonly open: number;
  readonly most: number;
  /** Connections closed at once, because the most were open. */
  readonly refused: number;
  /** Connections closed because a request, or the taking of an answer, took too long. */
  readonly timedOut: number;
  /** Connections closed because what came was no HTTP request. */
  readonly malformed: number;
}

/** Most connections of the API, however many descriptors there are; and the fewest. */
const MOST_CONNECTIONS = 64;
const FEWEST_CONNECTIONS = 2;
/** Descriptors for the program itself, and the share of the logs. */
const OWN_DESCRIPTORS = 64;
const LOG_SHARE = 1 / 16;
/** Most requests of one connection that wait for their answers: more at once would keep the thread busy. */
const MOST_PIPELINED = 16;
/** Refused clients are told of at most so often, ms. */
const TELL_EVERY_MS = 10_000;

/** How many connections the API may have, when the process may have so many descriptors, and its RTUs and masters need `needed`. */
export function mostConnections(descriptors: number, needed: number): number {
  if (!Number.isFinite(descriptors)) return MOST_CONNECTIONS;
  const left = descriptors * (1 - LOG_SHARE) - OWN_DESCRIPTORS - needed;
  return Math.max(FEWEST_CONNECTIONS, Math.min(MOST_CONNECTIONS, Math.floor(left)));
}

export class Door implements DoorCounts {
  open = 0;
  refused = 0;
  timedOut = 0;
  malformed = 0;
  /** The answers that a connection is to get, the next one first. */
  private readonly answers = new WeakMap<Socket, Set<ServerResponse>>();
  private told: { readonly atMs: number } & Record<'refused' | 'timedOut' | 'malformed', number> = {
    atMs: Number.NEGATIVE_INFINITY,
    refused: 0,
    timedOut: 0,
    malformed: 0,
  };

  /** `tell`: takes a sentence about refused clients. `nowMs`: monotonic. */
  constructor(
    readonly most: number,
    private readonly times: DoorTimes,
    private readonly tell: (detail: string) => void,
    private readonly nowMs: () => number,
    private readonly mostPipelined = MOST_PIPELINED,
  ) {}

  /** A server with limits and time-outs; `handle` gets the requests that are let in. */
  serve(handle: RequestListener): Server {
    const { times } = this;
    const server = createServer(
      { connectionsCheckingInterval: times.checkMs, requireHostHeader: false },
      (request, response) => {
        if (this.letsIn(request, response)) handle(request, response);
      },
    );
    server.maxConnections = this.most;
    server.headersTimeout = times.headersMs;
    server.requestTimeout = times.requestMs;
    server.keepAliveTimeout = times.idleMs;
    server.setTimeout(times.stalledMs, (socket) => this.onTimeout(socket));
    server.on('connection', (socket) => {
      this.open++;
      socket.once('close', () => {
        this.open--;
      });
    });
    server.on('drop', () => this.count('refused'));
    answerRaw(server);
    return server;
  }

  /** Notes the request as one that waits for its answer; false: too many of its connection do, which is closed. */
  private letsIn({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    const answers = this.answers.get(socket) ?? new Set();
    if (answers.size >= this.mostPipelined) {
      this.count('malformed');
      socket.destroy();
      return false;
    }
    this.answers.set(socket, answers.add(response));
    response.once('close', () => answers.delete(response));
    return true;
  }

  /** What came is no request, or came too slowly. Answers if nothing of an earlier answer is on its way; closes the connection. */
  onParserError(error: ParserError, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const refusal = refusalOfParser(error);
    this.count(refusal.status === 408 ? 'timedOut' : 'malformed');
    const [answer] = this.answers.get(socket) ?? [];
    if (answer?.headersSent === true) socket.destroy();
    else refusal.write(socket);
  }

  /** Nothing was written or read for long: within an answer the client does not take it, else it is at rest. */
  private onTimeout(socket: Socket): void {
    if ((this.answers.get(socket)?.size ?? 0) > 0) this.count('timedOut');
    socket.destroy();
  }

  private count(what: 'refused' | 'timedOut' | 'malformed'): void {
    this[what]++;
    const atMs = this.nowMs();
    if (atMs - this.told.atMs < TELL_EVERY_MS) return;
    const { refused, timedOut, malformed } = this;
    const since = {
      refused: refused - this.told.refused,
      timedOut: timedOut - this.told.timedOut,
      malformed: malformed - this.told.malformed,
    };
    this.told = { atMs, refused, timedOut, malformed };
    this.tell(
      `HTTP API: connections closed since this was last told: ${since.refused} beyond ${this.most} at a time, ` +
        `${since.timedOut} that took too long, ${since.malformed} with something that is no HTTP request`,
    );
  }
}
