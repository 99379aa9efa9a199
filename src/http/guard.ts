/** Access to the HTTP API. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './refusal.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A hook that answers requests of HTTP/1.1 without the header Host with 400, as RFC 9112 §3.2 asks. */
export async function requireHost(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.raw.httpVersion !== '1.1' || request.headers.host !== undefined) return undefined;
  return refuse(reply, 400, 'malformed', 'found no header Host, expected one (HTTP/1.1)');
}

/** A hook that admits requests with the token, and answers all others with 401. */
export function requireToken(token: string) {
  const expected = digest(token);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '');
    // Digests have one length, so the comparison takes the same time for any token.
    if (match !== null && timingSafeEqual(digest(match[1]), expected)) return undefined;
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
