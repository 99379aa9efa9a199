/** The routes of points: shown and set by hand (`docs/behaviour.md` §7). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RtuDefinition } from '../channel/definitions.js';
import type { Engine } from '../coordinator/api.js';
import { type PointRefusal, readWish } from '../coordinator/point-order.js';
import { MOST_POINTS, NO_ANSWER } from '../coordinator/points.js';
import { refuse, refuseBusy } from './refusal.js';
import { ref } from './schemas/schema-words.js';
import { NO_PARAMS, SLOT_QUERY } from './schemas/schemas.js';

/** A request for an RTU. */
interface RtuParams {
  Params: { no: string };
  Querystring: { slot?: string; from?: string; count?: string };
}

/** What a client wants a point to be. */
interface PointBody {
  ioa: number;
  type?: number;
  value: number | string;
  quality?: string;
}

/** Finds the RTU of a request, or refuses it. */
type FindRtu = (
  request: Pick<FastifyRequest<RtuParams>, 'params' | 'query'>,
  reply: FastifyReply,
) => RtuDefinition | undefined;

const REFUSED = { '4xx': ref('Error'), 503: ref('Error') };
const COUNT = { type: 'string', pattern: '^\\d{1,9}$' };
/** HTTP status of a refusal. */
const STATUS: Readonly<Record<PointRefusal['refused'], number>> = {
  invalid: 400,
  'not-found': 404,
  ambiguous: 409,
};

/** Adds the routes of points. */
export function addPointRoutes(server: FastifyInstance, engine: Engine, findRtu: FindRtu): void {
  server.get<RtuParams>(
    '/api/rtus/:no/points',
    {
      schema: {
        summary: 'Points of an RTU as they are now',
        description: `In the order of the IOA file, at most ${MOST_POINTS} at a time.`,
        tags: ['points'],
        params: NO_PARAMS,
        querystring: {
          type: 'object',
          properties: {
            ...SLOT_QUERY.properties,
            from: { ...COUNT, description: 'how many to leave out; none: 0' },
            count: { ...COUNT, description: `how many at most; none: ${MOST_POINTS}` },
          },
        },
        response: { 200: ref('Points'), ...REFUSED },
      },
    },
    async (request, reply) => {
      const rtu = findRtu(request, reply);
      if (rtu === undefined) return reply;
      const { from = '0', count = String(MOST_POINTS) } = request.query;
      const page = await engine.points.read(rtu.slot, Number(from), Number(count));
      if (typeof page === 'string') return refuseBusy(reply, NO_ANSWER[page]);
      const points = page.points.map(({ typeId, ...point }) => ({ type: typeId, ...point }));
      return { total: page.total, from: Number(from), points };
    },
  );
  server.post<RtuParams & { Body: PointBody }>(
    '/api/rtus/:no/points',
    {
      schema: {
        summary: 'Set a point by hand',
        description:
          'It goes out as an event (COT 3) on every started connection of all ports of the station.',
        tags: ['points'],
        params: NO_PARAMS,
        querystring: SLOT_QUERY,
        body: POINT_BODY,
        response: { 200: ref('PointSet'), ...REFUSED },
      },
    },
    async (request, reply) => {
      const rtu = findRtu(request, reply);
      if (rtu === undefined) return reply;
      const table = engine.tables.get(rtu.ioFile);
      if (table === undefined) return refuseBusy(reply, NO_ANSWER.gone);
      const wish = readWish(table, request.body, clientOf(request));
      if ('refused' in wish) return refuse(reply, STATUS[wish.refused], wish.refused, wish.detail);
      const { order, typeId } = wish;
      const change = await engine.points.set(rtu.slot, order);
      if (change === 'gone' || change === 'silent') return refuseBusy(reply, NO_ANSWER[change]);
      // The file has it, so the RTU is being restarted, or its file was edited just now.
      if (change === 'missing') return refuseBusy(reply, `RTU ${rtu.no} has no such point at this moment`);
      return { ioa: order.ioa, type: typeId, ...change };
    },
  );
}

/** The client, for the log. */
function clientOf({ socket }: FastifyRequest): string {
  return `HTTP API client ${socket.remoteAddress}:${socket.remotePort}`;
}

const POINT_BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['ioa', 'value'],
  properties: {
    ioa: { type: 'integer', minimum: 0, maximum: 16_777_215, description: 'IOA of the point' },
    type: {
      type: 'integer',
      minimum: 1,
      maximum: 127,
      description: 'type id, with or without time tag; needed where the IOA has points of several kinds',
    },
    value: {
      anyOf: [{ type: 'number' }, { type: 'string', maxLength: 64 }],
      description: 'as in the value cell of an IOA file',
    },
    quality: {
      type: 'string',
      maxLength: 64,
      description: 'quality words such as IV NT; empty: good; none: as it is',
    },
  },
};
