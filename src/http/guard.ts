/** Access to the HTTP API: who may ask, and who may only look. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './refusal.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs no token: it holds nothing of the program's. */
    open?: true;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The tokens of the API; `undefined`: there is none. */
export interface Tokens {
  /** Whoever has it may do everything. */
  readonly full: string | undefined;
  /** Whoever has it may only look: GET and HEAD. */
  readonly view: string | undefined;
}

/** Requests whose token only allows looking. */
const lookers = new WeakSet<FastifyRequest>();

/** What the sender of a request may do. */
export function mayOf(request: FastifyRequest): 'command' | 'view' {
  return lookers.has(request) ? 'view' : 'command';
}

/** A hook that answers requests of HTTP/1.1 without the header Host with 400, as RFC 9112 §3.2 asks. */
export async function requireHost(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.raw.httpVersion !== '1.1' || request.headers.host !== undefined) return undefined;
  return refuse(reply, 400, 'malformed', 'found no header Host, expected one (HTTP/1.1)');
}

/**
 * A hook that admits requests with the token; those with the token for looking only if they change nothing. Answers all others
 * with 401 or 403. Without a token for everything it admits requests without a token too.
 */
export function requireToken({ full, view }: Tokens) {
  const [fullDigest, viewDigest] = [full, view].map((token) =>
    token === undefined ? undefined : digest(token),
  );
  // Digests have one length, so the comparison takes the same time for any token.
  const is = (given: Buffer, expected: Buffer | undefined): boolean =>
    expected !== undefined && timingSafeEqual(given, expected);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.routeOptions.config?.open === true) return undefined;
    const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '');
    if (match === null && full === undefined) return undefined;
    const given = digest(match?.[1] ?? '');
    if (match !== null && is(given, fullDigest)) return undefined;
    if (match !== null && is(given, viewDigest)) {
      lookers.add(request);
      if (request.method === 'GET' || request.method === 'HEAD') return undefined;
      return refuse(reply, 403, 'forbidden', 'found the token for looking, expected the one for orders');
    }
    reply.header('www-authenticate', 'Bearer realm="iec104rs"');
    const found = match === null ? 'no token' : 'another token';
    return refuse(
      reply,
      401,
      'unauthorized',
      `found ${found}, expected the header Authorization: Bearer TOKEN`,
    );
  };
}

/**
 * A hook for an API without a token, which listens on loopback. No web page in a browser of this machine may reach it, neither
 * from another origin nor under a foreign name that resolves to loopback (DNS rebinding). Answers such requests with 403.
 */
export async function refuseForeignPages(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { origin, host = '' } = request.headers;
  const name = request.hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  if (isIP(name) === 0 && name !== 'localhost') {
    return refuse(
      reply,
      403,
      'forbidden',
      `found Host ${host}, expected an address or localhost; use --api-token-file`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return refuse(reply, 403, 'forbidden', `found Origin ${origin}, expected none; use --api-token-file`);
  }
  return undefined;
}
