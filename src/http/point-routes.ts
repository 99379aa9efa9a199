/** The routes of points: shown and set by hand (`docs/behaviour.md` §7). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RtuDefinition } from '../channel/definitions.js';
import { findType, typeOf } from '../codec/types.js';
import { readValue } from '../config/database/values.js';
import type { Engine } from '../coordinator/api.js';
import { ANSWER_MS, MOST_POINTS, type NoAnswer } from '../coordinator/points.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { HandOrder } from '../station/station.js';
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

const FINITE = 'a finite number';

/** Finds the RTU of a request, or refuses it. */
type FindRtu = (
  request: Pick<FastifyRequest<RtuParams>, 'params' | 'query'>,
  reply: FastifyReply,
) => RtuDefinition | undefined;

const REFUSED = { '4xx': ref('Error'), 503: ref('Error') };
const COUNT = { type: 'string', pattern: '^\\d{1,9}$' };
/** Why there is no answer of the RTU's shard. */
const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  gone: 'the shard of this RTU is not running now',
  silent: `the shard of this RTU has not answered for ${ANSWER_MS / 1000} s, it hangs`,
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
      const point = pointOf(table, request.body);
      if (typeof point !== 'number') return refuse(reply, ...point);
      const order = orderOf(table.pointType[point], request.body, clientOf(request));
      if (!('pointType' in order)) return refuse(reply, ...order);
      const change = await engine.points.set(rtu.slot, order);
      if (change === 'gone' || change === 'silent') return refuseBusy(reply, NO_ANSWER[change]);
      // The file has it, so the RTU is being restarted, or its file was edited just now.
      if (change === 'missing') return refuseBusy(reply, `RTU ${rtu.no} has no such point at this moment`);
      return { ioa: order.ioa, type: typeInFile(table, point), ...change };
    },
  );
}

/** The client, for the log. */
function clientOf({ socket }: FastifyRequest): string {
  return `HTTP API client ${socket.remoteAddress}:${socket.remotePort}`;
}

/** Why an order is refused: status, error and detail. */
type Refusal = readonly [status: number, error: string, detail: string];

/** The order of a body, or why there is none. */
function orderOf(pointType: number, { ioa, value, quality }: PointBody, who: string): HandOrder | Refusal {
  const reading = readValue(typeOf(pointType), `${value} ${quality ?? ''}`.trim());
  if ('expected' in reading) {
    const found = quality === undefined ? `${value}` : `${value} with quality ${JSON.stringify(quality)}`;
    return [400, 'invalid', `value: found ${found}, expected ${reading.expected}`];
  }
  if (reading.warning !== undefined) {
    return [400, 'invalid', `value: found ${JSON.stringify(value)}, expected ${FINITE}`];
  }
  // Quality may be in the value too, as in an IOA file: `1 IV`, or 129 for ON and IV.
  const names = quality !== undefined || /\s/.test(`${value}`.trim()) || (reading.value.quality ?? 0) !== 0;
  if (names) return { ioa, pointType, value: reading.value, rest: 'zero', who };
  const { quality: _, ...named } = reading.value;
  return { ioa, pointType, value: named, rest: 'kept', who };
}

/** The point that the body names, or why there is none. */
function pointOf(table: SignalTable, { ioa, type }: PointBody): number | Refusal {
  const { file, pointIoa, pointType } = table;
  const points: number[] = [];
  for (let point = pointIoa.indexOf(ioa); point >= 0; point = pointIoa.indexOf(ioa, point + 1))
    points.push(point);
  if (points.length === 0) return [404, 'not-found', `ioa: ${file} has no point with IOA ${ioa}`];
  const types = points.map((point) => typeInFile(table, point));
  if (type !== undefined) {
    const untimed = findType(type)?.untimedId;
    const expected = `${types.join(' or ')}, which IOA ${ioa} has in ${file}`;
    return (
      points.find((point) => pointType[point] === untimed) ?? [
        404,
        'not-found',
        `type: found ${type}, expected ${expected}`,
      ]
    );
  }
  if (points.length === 1) return points[0];
  return [409, 'ambiguous', `IOA ${ioa} has points of the types ${types.join(' and ')}, add type`];
}

/** The type of a point as its first row has it, and as its changes go out. */
function typeInFile({ typeId, pointFirst }: SignalTable, point: number): number {
  return typeId[pointFirst[point]];
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
