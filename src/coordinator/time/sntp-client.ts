/**
 * Asks an NTP server for the time: one request, one answer, over UDP. Source: RFC 4330 (SNTPv4), RFC 5905 §7.4, §8.
 * T1 and T4 are readings of the monotonic clock, so a machine clock that is set meanwhile spoils no measurement.
 * The npm packages for this read `Date.now()`, most take the first datagram for the answer, and only know IPv4.
 */
import { createSocket } from 'node:dgram';
import { lookup as systemLookup } from 'node:dns/promises';
import { countOf } from '../../text/format.js';
import type { NtpServer } from './ntp-server-name.js';
import { type AnswerFault, decodeAnswer, encodeRequest, measure } from './sntp-packet.js';

/** Longest time for an address to answer, and for a name to be looked up. */
export const SNTP_TIMEOUT_MS = 3000;

/** Why a server gave no time; `closed`: the query was cancelled. */
export type SntpFault = AnswerFault | 'name' | 'dns' | 'unreachable' | 'timeout' | 'closed';

/** A refusal is returned, not thrown: a server that gives no time is normal. */
export interface SntpFailure {
  kind: 'failed';
  code: SntpFault;
  /** For people, to be read behind the server's name. */
  detail: string;
  /** The four letters of a kiss-o'-death: `RATE`, `DENY`, … */
  kiss?: string;
}

/** The time of a server. */
export interface SntpTime {
  kind: 'measured';
  /** Wall time of the server = monotonic ms + this, ms. */
  wallOffsetMs: number;
  /** Correction of the offset that was used at the time of the request, ms. */
  offsetMs: number;
  /** Round trip time, ms; the offset is wrong by at most half of it. */
  roundTripMs: number;
  /** Steps between the server and its reference clock, 1…15. */
  stratum: number;
  /** The address that answered. */
  address: string;
}

export type SntpResult = SntpTime | SntpFailure;

/** An address of a name. */
export interface LookupAddress {
  address: string;
  family: number;
}

/** What a query needs. */
export interface SntpOptions {
  /** Monotonic ms. */
  now: () => number;
  /** Wall time = monotonic ms + this, as far as known: for T1 in the request, and the offset that `offsetMs` corrects. */
  wallOffsetMs: number;
  /** Per address and for the name, ms; default 3000. */
  timeoutMs?: number;
  /** Ends the query at once with `closed`. */
  signal?: AbortSignal;
  /** Every address of a name, in order of preference; default: the machine's resolver. */
  lookup?: (host: string) => Promise<LookupAddress[]>;
}

/** Queries a server: `querySntp`, or its replacement in tests. */
export type SntpQuery = (server: NtpServer, options: SntpOptions) => Promise<SntpResult>;

/**
 * Queries the time of a server. If its name has several addresses, tries the first of each family until one gives the time:
 * a machine may have IPv6 addresses but no IPv6 route. Never rejects.
 */
export async function querySntp(server: NtpServer, options: SntpOptions): Promise<SntpResult> {
  const found = await resolveServer(server.host, options);
  if ('kind' in found) return found;
  let result: SntpResult = fail('dns', `${server.host} has no address`);
  for (const { address, family } of found) {
    result = await askAddress(address, family, server.port, options);
    // A refusal by the server itself is also valid for its other address.
    if (result.kind === 'measured' || (result.code !== 'unreachable' && result.code !== 'timeout')) break;
  }
  return result;
}

/** The first address of each family, in the resolver's order. */
async function resolveServer(host: string, options: SntpOptions): Promise<LookupAddress[] | SntpFailure> {
  const { timeoutMs = SNTP_TIMEOUT_MS, signal, lookup = lookupAll } = options;
  return new Promise((resolve) => {
    const finish = (result: LookupAddress[] | SntpFailure) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = () => finish(closed());
    const timer = setTimeout(
      () => finish(fail('dns', `no address of ${host} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    // A look-up can't be cancelled: if it ends late, its result is not used, and a late rejection is caught here too.
    lookup(host).then(
      (addresses) => {
        const [first] = addresses;
        const other = addresses.find(({ family }) => family !== first.family);
        finish(other === undefined ? addresses.slice(0, 1) : [first, other]);
      },
      (error: NodeJS.ErrnoException) => finish(fail('dns', `no address of ${host}: ${reasonOf(error)}`)),
    );
  });
}

function lookupAll(host: string): Promise<LookupAddress[]> {
  return systemLookup(host, { all: true });
}

/** Queries one address. */
function askAddress(
  address: string,
  family: number,
  port: number,
  options: SntpOptions,
): Promise<SntpResult> {
  const { now, wallOffsetMs, timeoutMs = SNTP_TIMEOUT_MS, signal } = options;
  return new Promise((resolve) => {
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    let request: Uint8Array | undefined;
    let t1Ms = Number.NaN;
    let foreign = 0;
    let done = false;
    const finish = (result: SntpResult) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.close();
      resolve(result);
    };
    const onAbort = () => finish(closed());
    const timer = setTimeout(() => {
      const answers = foreign === 1 ? 'answers' : 'answer';
      const others =
        foreign === 0 ? '' : `; ${countOf(foreign, 'datagram')} that ${answers} nothing we asked`;
      finish(fail('timeout', `no answer from ${address} port ${port} within ${timeoutMs} ms${others}`));
    }, timeoutMs);
    // An ICMP "port unreachable" arrives as an error of a connected socket, well before the time-out.
    const onError = (error: NodeJS.ErrnoException) =>
      finish(fail('unreachable', `${address} port ${port}: ${reasonOf(error)}`));
    socket.on('error', onError);
    socket.on('message', (octets) => {
      const t4Ms = now();
      if (request === undefined) return;
      const answer = decodeAnswer(octets, request);
      if (answer.kind === 'foreign') foreign++;
      else if (answer.kind === 'refused') {
        const { fault, detail, kiss } = answer;
        finish({ ...fail(fault, `${address} ${detail}`), ...(kiss === undefined ? {} : { kiss }) });
      } else {
        // T1 and T4 are of the monotonic clock, so this "offset" is the server's time − the monotonic clock.
        const measured = measure(t1Ms, answer.receiveMs, answer.transmitMs, t4Ms);
        if (measured === undefined) {
          finish(fail('times', `${address} held the request longer than the exchange took`));
          return;
        }
        const { offsetMs, roundTripMs } = measured;
        finish({
          kind: 'measured',
          wallOffsetMs: offsetMs,
          offsetMs: offsetMs - wallOffsetMs,
          roundTripMs,
          stratum: answer.stratum,
          address,
        });
      }
    });
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    // Connected, the socket takes nothing from elsewhere. On failure the callback gets the error, against its type.
    socket.connect(port, address, ((error?: NodeJS.ErrnoException) => {
      if (done) return;
      if (error) return onError(error);
      t1Ms = now();
      request = encodeRequest(t1Ms + wallOffsetMs);
      socket.send(request, (sendError) => {
        if (sendError) onError(sendError);
      });
    }) as () => void);
  });
}

/** Faults of name servers and networks, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'no name server answers',
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'no way leads to it',
  ENETUNREACH: 'no way leads to its network',
};

function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  const words = REASONS[code];
  if (words !== undefined) return `${words} (${code})`;
  return code === '' ? message : code;
}

function fail(code: SntpFault, detail: string): SntpFailure {
  return { kind: 'failed', code, detail };
}

function closed(): SntpFailure {
  return fail('closed', 'the query was called off');
}
