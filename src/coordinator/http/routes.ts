/** The routes of the HTTP API (`spec.md` §7). */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RingFullError } from '../../channel/broadcast-ring.js';
import { formatFinding, type RtuDefinition } from '../../channel/definitions.js';
import type { Engine, RestartResult } from '../interface.js';
import type { Metrics } from './metrics.js';
import { refuse } from './refusal.js';
import { type JsonValue, textsOf } from './rtu-parameters.js';
import { listOf, RESTART_BODY, ref, SEND_BODY, SLOT_QUERY } from './schemas.js';
import { viewRtu, viewRtuDetail, viewSend, viewStatus } from './views.js';

/** What the routes need. */
export interface RouteContext {
  engine: Engine;
  metrics: Metrics;
  version: string;
}

const REFUSED = { '4xx': ref('Error') };
const ORDERED = {
  type: 'object',
  description: 'the order was taken',
  required: ['id'],
  properties: { id: { type: 'integer', minimum: 1, description: 'number of the send' } },
};
const NO_PARAMS = {
  type: 'object',
  properties: { no: { type: 'string', description: "the RTU's number, the first cell of its row" } },
};
const ID_PARAMS = {
  type: 'object',
  properties: { id: { type: 'string', description: 'number of the send' } },
};

interface RtuRequest {
  Params: { no: string };
  Querystring: { slot?: string };
}

/** Adds all routes. */
export function addRoutes(server: FastifyInstance, context: RouteContext): void {
  addStateRoutes(server, context);
  addRtuRoutes(server, context.engine);
  addSendRoutes(server, context.engine);
}

function addStateRoutes(server: FastifyInstance, { engine, metrics, version }: RouteContext): void {
  server.get(
    '/api/status',
    {
      schema: {
        summary: 'The program as a whole',
        tags: ['state'],
        response: { 200: ref('Status'), ...REFUSED },
      },
    },
    () => viewStatus(engine, version),
  );
  server.get(
    '/metrics',
    {
      schema: {
        summary: 'Counters as Prometheus text',
        description: 'Times are in seconds. `iec104rs_rtu_…` by RTU, the others over all RTUs.',
        tags: ['state'],
        produces: ['text/plain'],
        response: { 200: { type: 'string', description: 'text format 0.0.4' }, ...REFUSED },
      },
    },
    (_request, reply) => reply.type(metrics.contentType).send(Readable.from(metrics.read())),
  );
}

function addRtuRoutes(server: FastifyInstance, engine: Engine): void {
  server.get(
    '/api/rtus',
    {
      schema: {
        summary: 'Every RTU',
        tags: ['RTUs'],
        response: { 200: listOf('Rtu', 'in the order of the ini file'), ...REFUSED },
      },
    },
    () => engine.rtus.map((rtu) => viewRtu(engine, rtu)),
  );
  server.get<RtuRequest>(
    '/api/rtus/:no',
    {
      schema: {
        summary: 'One RTU with its parameters',
        tags: ['RTUs'],
        params: NO_PARAMS,
        querystring: SLOT_QUERY,
        response: { 200: ref('RtuDetail'), ...REFUSED },
      },
    },
    (request, reply) => {
      const rtu = findRtu(engine, request, reply);
      return rtu === undefined ? reply : viewRtuDetail(engine, rtu);
    },
  );
  server.post<RtuRequest & { Body: Record<string, JsonValue> }>(
    '/api/rtus/:no/restart',
    {
      // A restart as it is needs no body.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        summary: 'Start an RTU anew, with changed parameters',
        description:
          'Links of the RTU are closed, its counters go on. Refused with nothing changed when a value is wrong (400), ' +
          'the port is taken (409) or the IOA file cannot be read (422).',
        tags: ['RTUs'],
        params: NO_PARAMS,
        querystring: SLOT_QUERY,
        body: RESTART_BODY,
        response: { 200: ref('Restart'), ...REFUSED, 503: ref('Error') },
      },
    },
    async (request, reply) => {
      const rtu = findRtu(engine, request, reply);
      if (rtu === undefined) return reply;
      const result = await engine.restartRtu(rtu.slot, textsOf(request.body));
      if (result.outcome === 'refused') return refuseRestart(result, reply);
      return {
        rtu: viewRtuDetail(engine, result.rtu),
        changed: result.changed,
        warnings: result.problems,
        findings: result.findings,
      };
    },
  );
}

function addSendRoutes(server: FastifyInstance, engine: Engine): void {
  server.post<{ Body: { index: number; duration: number } }>(
    '/api/send',
    {
      schema: {
        summary: 'Send an index on every RTU at one instant',
        tags: ['sends'],
        body: SEND_BODY,
        response: { 202: ORDERED, ...REFUSED, 503: ref('Error') },
      },
    },
    ({ body }, reply) => {
      try {
        const { id } = engine.send(body.index, body.duration * 1000);
        return reply.code(202).send({ id });
      } catch (error) {
        if (!(error instanceof RingFullError)) throw error;
        return refuse(reply, 503, 'busy', `${error.message}; try again later`);
      }
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
        },
      },
    },
    () => engine.sends().map(viewSend),
  );
  server.delete<{ Params: { id: string } }>(
    '/api/sends/:id',
    {
      schema: {
        summary: 'Stop an index send',
        description: 'Nothing more is sent after at most 100 ms; 409 when it has ended by itself.',
        tags: ['sends'],
        params: ID_PARAMS,
        response: { 202: ORDERED, ...REFUSED },
      },
    },
    ({ params }, reply) => {
      const send = engine.sends().find(({ id }) => String(id) === params.id);
      if (send === undefined) return refuse(reply, 404, 'not-found', `there is no send ${params.id}`);
      if (engine.stopSend(send.id)) return reply.code(202).send({ id: send.id });
      return refuse(reply, 409, 'not-running', `send ${send.id} has ended`);
    },
  );
}

/** The RTU that a path and its query name; where there is none, the reply is sent. */
function findRtu(
  engine: Engine,
  { params, query }: Pick<FastifyRequest<RtuRequest>, 'params' | 'query'>,
  reply: FastifyReply,
): RtuDefinition | undefined {
  const numbered = /^\d+$/.test(params.no) ? engine.rtus.filter(({ no }) => no === Number(params.no)) : [];
  const { slot } = query;
  const found = slot === undefined ? numbered : numbered.filter((rtu) => rtu.slot === Number(slot));
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    const where = slot === undefined ? '' : ` in slot ${slot}`;
    refuse(reply, 404, 'not-found', `there is no RTU ${params.no}${where}`);
  } else {
    const candidates = found.map(
      (rtu) => `slot=${rtu.slot} (${rtu.name}, CA ${rtu.rtuNumber}, port ${rtu.port})`,
    );
    refuse(
      reply,
      409,
      'ambiguous',
      `${found.length} RTUs have the number ${params.no}, add one of: ${candidates.join(', ')}`,
    );
  }
  return undefined;
}

const REFUSALS: Readonly<Record<Refused['reason'], readonly [number, string]>> = {
  parameters: [400, 'invalid'],
  port: [409, 'port-taken'],
  file: [422, 'unreadable-file'],
  shard: [503, 'busy'],
};

type Refused = Extract<RestartResult, { outcome: 'refused' }>;

function refuseRestart({ reason, problems, findings }: Refused, reply: FastifyReply): FastifyReply {
  const [status, error] = REFUSALS[reason];
  const lines = [
    ...problems
      .filter(({ severity }) => severity === 'error')
      .map(({ field, found, expected }) => `${field}: found ${JSON.stringify(found)}, expected ${expected}`),
    ...findings.map(formatFinding),
  ];
  return refuse(reply, status, error, lines.join('; '));
}
