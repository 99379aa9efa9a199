/** The routes of index sends (`docs/behaviour.md` §7). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { withoutRemoved } from '../channel/definitions.js';
import { cyclicCauseOf } from '../codec/causes.js';
import type { Engine, SendStatus } from '../coordinator/api.js';
import { inSlices } from '../figures/slices.js';
import type { Making } from './answer-desk.js';
import { refuse } from './refusal.js';
import { listOf, ref } from './schemas/schema-words.js';
import { SEND_BODY } from './schemas/schemas.js';
import { viewSend } from './views/views.js';

/** How many RTU numbers a refusal lists; the rest are only counted. */
const MOST_NAMED = 10;

const GONE_AFTER =
  '410 for a send that ended an hour ago or more and is none of the last 1,000; earlier where more than 10,000 ended in the hour.';
const REFUSED = { '4xx': ref('Error') };
/** Too many sends wait for a shard that reads no orders, or too many requests for long answers. */
const BUSY = { 503: ref('Error') };
const ORDERED = {
  type: 'object',
  description: 'the order was taken',
  required: ['id'],
  properties: { id: { type: 'integer', minimum: 1, description: 'number of the send' } },
};
const ID_PARAMS = {
  type: 'object',
  properties: { id: { type: 'string', description: 'number of the send' } },
};

/** A send in the form that clients order it; times in seconds. */
interface SendBody {
  index: number;
  duration: number;
  /** Signals per second on each connection. */
  rate?: number;
  rtuNumbers?: number[];
  cot?: string;
  withoutWaits?: boolean;
}

/** Sends an answer that takes long to make. */
type SendLong = (reply: FastifyReply, make: Making) => Promise<FastifyReply>;

/** Adds the routes of index sends. */
export function addSendRoutes(server: FastifyInstance, engine: Engine, sendLong: SendLong): void {
  server.post<{ Body: SendBody }>(
    '/api/send',
    {
      schema: {
        summary: 'Send an index on every RTU at one instant',
        description: 'On all RTUs, or on those of some numbers; as fast as the window lets, or at a rate.',
        tags: ['sends'],
        body: SEND_BODY,
        response: { 202: ORDERED, ...REFUSED, ...BUSY },
      },
    },
    ({ body }, reply) => {
      const { index, duration, rate, rtuNumbers, cot, withoutWaits } = body;
      const cause = cot === undefined ? undefined : cyclicCauseOf(cot);
      const problem = problemOf(engine, rtuNumbers);
      if (problem !== undefined) return refuse(reply, 400, 'invalid', problem);
      const options = {
        ...(rate === undefined ? {} : { ratePerRtu: rate }),
        ...(cause === undefined ? {} : { cot: cause }),
        ...(rtuNumbers === undefined ? {} : { rtuNumbers: [...rtuNumbers].sort((a, b) => a - b) }),
        ...(withoutWaits === true ? { withoutWaits } : {}),
      };
      const { id } = engine.send(index, duration * 1000, options);
      return reply.code(202).send({ id });
    },
  );
  server.get(
    '/api/sends',
    {
      schema: {
        summary: 'Index sends',
        tags: ['sends'],
        response: {
          200: listOf('Send', 'running and ended ones, newest last; at most 100 ended ones'),
          ...REFUSED,
          ...BUSY,
        },
      },
    },
    (_request, reply) => sendLong(reply, () => inSlices(writeSends(engine))),
  );
  server.get<{ Params: { id: string } }>(
    '/api/sends/:id',
    {
      schema: {
        summary: 'One index send',
        description: GONE_AFTER,
        tags: ['sends'],
        params: ID_PARAMS,
        response: { 200: ref('Send'), ...REFUSED },
      },
    },
    ({ params }, reply) => {
      const send = find(engine, params.id);
      return typeof send === 'string' ? refuseUnknown(reply, send, params.id) : viewSend(send);
    },
  );
  server.delete<{ Params: { id: string } }>(
    '/api/sends/:id',
    {
      schema: {
        summary: 'Stop an index send',
        description: `Nothing more is sent after at most 100 ms; 409 when it has ended by itself. ${GONE_AFTER}`,
        tags: ['sends'],
        params: ID_PARAMS,
        response: { 202: ORDERED, ...REFUSED, ...BUSY },
      },
    },
    ({ params }, reply) => {
      const send = find(engine, params.id);
      if (typeof send === 'string') return refuseUnknown(reply, send, params.id);
      if (engine.stopSend(send.id)) return reply.code(202).send({ id: send.id });
      return refuse(reply, 409, 'not-running', `send ${send.id} has ended`);
    },
  );
}

/** The list as JSON text, send by send, because each may name thousands of RTU numbers. */
function* writeSends(engine: Engine): Generator<string> {
  let separator = '[';
  for (const send of engine.sends()) {
    yield `${separator}${JSON.stringify(viewSend(send))}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

/** The send with the number that a path has. */
function find(engine: Engine, text: string): SendStatus | 'gone' | 'never' {
  if (!/^[1-9]\d{0,14}$/.test(text)) return 'never';
  return engine.findSend(Number(text)) ?? 'never';
}

function refuseUnknown(reply: FastifyReply, which: 'gone' | 'never', text: string): FastifyReply {
  if (which === 'never') return refuse(reply, 404, 'not-found', `there is no send ${text}`);
  return refuse(reply, 410, 'gone', `send ${text} has ended long ago and is no longer kept`);
}

/** Why a send to these RTU numbers is refused; `undefined`: it is not. */
function problemOf({ rtus }: Engine, rtuNumbers: readonly number[] = []): string | undefined {
  const there = new Set(withoutRemoved(rtus).map(({ rtuNumber }) => rtuNumber));
  const unknown = rtuNumbers.filter((number) => !there.has(number));
  if (unknown.length === 0) return undefined;
  const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
  return `rtuNumbers: no RTU has the number ${unknown.slice(0, MOST_NAMED).join(', ')}${more}`;
}
