/** The routes of the HTTP API (`docs/behaviour.md` §7). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatFinding, type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { Engine, RestartResult } from '../coordinator/api.js';
import { inSlices } from '../figures/slices.js';
import { plainJson } from '../text/outside-text.js';
import type { AnswerDesk } from './answer-desk.js';
import type { Installed } from './api-server.js';
import type { DoorCounts } from './door.js';
import { addFaultRoutes } from './fault-routes.js';
import { sendLong } from './long-answer.js';
import type { Metrics } from './metrics/program-totals.js';
import { addPointRoutes } from './point-routes.js';
import { addReactionRoutes } from './reaction-routes.js';
import { refuse } from './refusal.js';
import { listOf, ref } from './schemas/schema-words.js';
import { NO_PARAMS, RESTART_BODY, SLOT_QUERY } from './schemas/schemas.js';
import { addSendRoutes } from './send-routes.js';
import { type JsonValue, textsOf } from './views/rtu-parameters.js';
import type { LiveCounts } from './views/thread-views.js';
import { type ViewContext, viewRtu, viewRtuDetail, viewStatus } from './views/views.js';

/** Input of the routes. */
export interface RouteContext extends ViewContext {
  readonly metrics: Metrics;
  readonly version: string;
  readonly installed: Installed | undefined;
  readonly door: DoorCounts;
  readonly desk: AnswerDesk;
  /** Absent: there is no live page. */
  readonly live: LiveCounts | undefined;
}

const REFUSED = { '4xx': ref('Error') };
/** Too many requests wait for long answers. */
const BUSY = { 503: ref('Error') };

interface RtuRequest {
  Params: { no: string };
  Querystring: { slot?: string };
}

/** Adds all routes. */
export function addRoutes(server: FastifyInstance, context: RouteContext): void {
  addStateRoutes(server, context);
  addRtuRoutes(server, context);
  addPointRoutes(server, context.engine, (request, reply) => findRunning(context.engine, request, reply));
  addReactionRoutes(server, context.engine);
  addFaultRoutes(server, context.engine);
  addSendRoutes(server, context.engine, (reply, make) => sendLong(context.desk, 'sends', make, reply));
}

function addStateRoutes(server: FastifyInstance, context: RouteContext): void {
  const { metrics, version, installed, desk } = context;
  server.get(
    '/api/status',
    {
      schema: {
        summary: 'The program as a whole',
        tags: ['state'],
        response: { 200: ref('Status'), ...REFUSED, ...BUSY },
      },
    },
    (_request, reply) =>
      sendLong(
        desk,
        'status',
        () => inSlices([JSON.stringify(viewStatus(context, { version, ...installed }))]),
        reply,
      ),
  );
  server.get(
    '/metrics',
    {
      schema: {
        summary: 'Counters and measures as Prometheus text',
        description:
          'Times are in seconds. `iec104rs_rtu_…` by RTU, `iec104rs_shard_…` by worker thread, the others over all RTUs. ' +
          'Acknowledgement latency and command round trip are histograms over all RTUs, their buckets exact, and summaries by RTU.',
        tags: ['state'],
        produces: ['text/plain'],
        response: { 200: { type: 'string', description: 'text format 0.0.4' }, ...REFUSED, ...BUSY },
      },
    },
    (_request, reply) => sendLong(desk, 'metrics', () => metrics.read(), reply, metrics.contentType),
  );
}

function addRtuRoutes(server: FastifyInstance, context: RouteContext): void {
  const { engine } = context;
  server.get(
    '/api/rtus',
    {
      schema: {
        summary: 'Every RTU',
        tags: ['RTUs'],
        response: {
          200: listOf(
            'Rtu',
            'in the order of the ini file; those that were added while the program ran are last',
          ),
          ...REFUSED,
          ...BUSY,
        },
      },
    },
    (_request, reply) => sendLong(context.desk, 'rtus', () => inSlices(writeRtuList(context)), reply),
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
      return rtu === undefined ? reply : viewRtuDetail(context, rtu);
    },
  );
  server.post<RtuRequest & { Body: Record<string, JsonValue> }>(
    '/api/rtus/:no/restart',
    {
      // A restart without changes needs no body.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        summary: 'Restart an RTU, with changed parameters if given',
        description:
          'Links of the RTU are closed, its counters continue. Refused, and nothing is changed, if a value is wrong (400), ' +
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
        rtu: viewRtuDetail(context, result.rtu),
        changed: result.changed,
        warnings: result.problems,
        findings: result.findings,
      };
    },
  );
}

/** The list as JSON text, RTU by RTU, because thousands take long. */
function* writeRtuList(context: ViewContext): Generator<string> {
  let separator = '[';
  // A restart replaces an RTU's definition; one list shows the definitions of one instant.
  for (const rtu of [...context.engine.rtus]) {
    yield `${separator}${plainJson(JSON.stringify(viewRtu(context, rtu)))}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

/** The RTU that the path and the query name. `undefined`: none or more than one; the refusal has been sent. */
function findRtu(
  engine: Engine,
  { params, query }: Pick<FastifyRequest<RtuRequest>, 'params' | 'query'>,
  reply: FastifyReply,
): RtuDefinition | undefined {
  const numbered = /^\d+$/.test(params.no) ? engine.rtus.filter(({ no }) => no === Number(params.no)) : [];
  const { slot } = query;
  const running = withoutRemoved(numbered);
  const known = running.length > 0 ? running : numbered;
  const found = slot === undefined ? known : numbered.filter((rtu) => rtu.slot === Number(slot));
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

/** As `findRtu`, for what only an RTU that runs can do. */
function findRunning(
  engine: Engine,
  request: Pick<FastifyRequest<RtuRequest>, 'params' | 'query'>,
  reply: FastifyReply,
): RtuDefinition | undefined {
  const rtu = findRtu(engine, request, reply);
  if (rtu?.removed === undefined) return rtu;
  refuse(reply, 409, 'removed', `RTU ${rtu.no} ${rtu.name} was removed from the ini file, and does not run`);
  return undefined;
}

const REFUSALS: Readonly<Record<Refused['reason'], readonly [number, string]>> = {
  parameters: [400, 'invalid'],
  port: [409, 'port-taken'],
  file: [422, 'unreadable-file'],
  shard: [503, 'busy'],
  removed: [409, 'removed'],
  full: [409, 'full'],
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
