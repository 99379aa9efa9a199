/** Refusals that Node.js would write itself, without a body: `{error, detail}` like all others. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** An error of the HTTP parser (`clientError`). */
export type ParserError = Error & { readonly code?: string; readonly rawPacket?: Uint8Array };

/** A refusal for a connection on which nothing can be parsed any more. */
export interface RawRefusal {
  readonly status: number;
  readonly error: string;
  readonly detail: string;
  /** Writes it and closes the connection. */
  write(socket: Duplex): void;
}

/** A connection is closed so long after its last answer, so that the client can read it although octets of it were left unread, ms. */
const LINGER_MS = 1000;
/** First octet of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;

/** What is said about an error of the parser. */
export function refusalOfParser({ code, message, rawPacket }: ParserError): RawRefusal {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal(408, 'timed-out', 'the request took too long; the connection is closed');
    case 'HPE_HEADER_OVERFLOW':
      return refusal(431, 'too-large', 'the headers are too long; expected at most 16 KB');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refusal(413, 'too-large', 'the extensions of the chunks are too long; expected at most 16 KB');
    default: {
      const detail =
        rawPacket?.[0] === TLS_HANDSHAKE
          ? 'found TLS (https), expected plain HTTP; write http:// before the address'
          : `found something that is no HTTP request (${message.replace(/^Parse Error: /, '')})`;
      return refusal(400, 'malformed', detail);
    }
  }
}

/** Answers what Node.js refuses before a handler sees it: other expectations than 100-continue, and CONNECT. */
export function answerRaw(server: Server): void {
  server.on('checkExpectation', ({ headers }: IncomingMessage, response: ServerResponse) => {
    const detail = `found the header Expect: ${headers.expect}, expected 100-continue or none`;
    const body = JSON.stringify({ error: 'expectation-failed', detail });
    response.writeHead(417, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    refusal(405, 'method-not-allowed', 'found CONNECT; this is no proxy').write(socket);
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

function refusal(status: number, error: string, detail: string): RawRefusal {
  return {
    status,
    error,
    detail,
    write(socket) {
      const body = JSON.stringify({ error, detail });
      socket.on('error', () => {});
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${JSON_TYPE}\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
      const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
      socket.once('close', () => clearTimeout(linger));
    },
  };
}
