/** The routes of the live page (`docs/behaviour.md` §7). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MOST_ROWS } from '../../live/live-table.js';
import type { LiveTableWish } from '../../live/messages.js';
import { mayOf } from '../guard.js';
import { refuseBusy } from '../refusal.js';
import { type LiveDesk, MOST_PAGES } from './live-desk.js';
import type { WebFile } from './web-files.js';

/** What a browser may do with the page, and with every answer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const STREAM_HEADERS = { ...PAGE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' };

/** The query of a part of the table. */
const ROWS_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    from: { type: 'string', pattern: '^\\d{1,7}$' },
    count: { type: 'string', pattern: '^\\d{1,3}$' },
    sort: { type: 'string', maxLength: 40 },
    find: { type: 'string', maxLength: 100 },
  },
} as const;

/** Adds the page's files, its stream and its table. */
export function addLiveRoutes(server: FastifyInstance, desk: LiveDesk, files: readonly WebFile[]): void {
  for (const { path, type, content } of files) {
    // They hold nothing of the program's, and a browser sends no token when it opens a page.
    server.get(path, { schema: { hide: true }, config: { open: true } }, (_request, reply) =>
      reply.headers(PAGE_HEADERS).type(type).send(content),
    );
  }
  server.get(
    '/api/live',
    {
      schema: {
        summary: 'How everything stands, twice a second',
        description:
          'A stream (`text/event-stream`): an event `hello`, then an event `tick` twice a second, each with JSON. ' +
          `At most ${MOST_PAGES} at a time.`,
        tags: ['state'],
        produces: ['text/event-stream'],
      },
    },
    (request, reply) =>
      // HEAD asks for the headers alone: a stream without a body would have no end.
      request.method === 'HEAD'
        ? reply.headers(STREAM_HEADERS).send()
        : openStream(desk, reply, mayOf(request)),
  );
  server.get<{ Querystring: { from?: string; count?: string; sort?: string; find?: string } }>(
    '/api/live/rows',
    {
      schema: {
        summary: 'A part of the table of RTUs as the dashboard shows it',
        tags: ['state'],
        querystring: ROWS_QUERY,
      },
    },
    ({ query: { from = '0', count = String(MOST_ROWS), sort = 'no', find = '' } }) => {
      const wish: LiveTableWish = { from: Number(from), count: Number(count), sort, find };
      return desk.table(wish);
    },
  );
}

function openStream(desk: LiveDesk, reply: FastifyReply, may: 'command' | 'view'): FastifyReply {
  if (desk.open >= MOST_PAGES) {
    desk.refused++;
    return refuseBusy(reply, `${MOST_PAGES} live pages are open`);
  }
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, STREAM_HEADERS);
  desk.begin(raw, may);
  return reply;
}
