/** The routes of the gateway's API (`docs/gateway.md` §8). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Gateway, GroupRestart } from '../../coordinator/gateway/gateway-api.js';
import { inSlices } from '../../figures/slices.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { plainJson } from '../../text/outside-text.js';
import type { Installed, ServerParts } from '../api-server.js';
import { sendLong } from '../long-answer.js';
import type { Metrics } from '../metrics/program-totals.js';
import { refuse } from '../refusal.js';
import { listOf, ref } from '../schemas/schema-words.js';
import { type JsonValue, textsOf } from '../views/rtu-parameters.js';
import { CONNECTION_PARAMS, GROUP_RESTART_BODY, ID_PARAMS } from './gateway-schemas.js';
import { viewGatewayStatus, viewGroup, viewGroupDetail } from './gateway-views.js';

/** Input of the routes. */
export interface GatewayRouteContext extends ServerParts {
  readonly gateway: Gateway;
  readonly metrics: Metrics;
  readonly version: string;
  readonly installed: Installed | undefined;
}

const REFUSED = { '4xx': ref('Error') };
/** Too many requests wait for long answers. */
const BUSY = { 503: ref('Error') };

interface GroupRequest {
  Params: { id: string };
}

/** Adds all routes. */
export function addGatewayRoutes(server: FastifyInstance, context: GatewayRouteContext): void {
  addStateRoutes(server, context);
  addGroupRoutes(server, context);
  addOrderRoutes(server, context);
}

function addStateRoutes(server: FastifyInstance, context: GatewayRouteContext): void {
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
        () => inSlices([JSON.stringify(viewGatewayStatus(context, { version, ...installed }))]),
        reply,
      ),
  );
  server.get(
    '/metrics',
    {
      schema: {
        summary: 'Counters and measures as Prometheus text',
        description:
          'Times are in seconds. `iec104rs_gateway_group_…` by group, `iec104rs_gateway_master_…` by place of a master, ' +
          'whose counts begin anew with each connection, `iec104rs_shard_…` by worker thread, the others over all groups.',
        tags: ['state'],
        produces: ['text/plain'],
        response: { 200: { type: 'string', description: 'text format 0.0.4' }, ...REFUSED, ...BUSY },
      },
    },
    (_request, reply) => sendLong(desk, 'metrics', () => metrics.read(), reply, metrics.contentType),
  );
}

function addGroupRoutes(server: FastifyInstance, { gateway, desk }: GatewayRouteContext): void {
  server.get(
    '/api/groups',
    {
      schema: {
        summary: 'Every group',
        tags: ['groups'],
        response: { 200: listOf('Group', 'in the order of the ini file'), ...REFUSED, ...BUSY },
      },
    },
    (_request, reply) => sendLong(desk, 'groups', () => inSlices(writeGroupList(gateway)), reply),
  );
  server.get<GroupRequest>(
    '/api/groups/:id',
    {
      schema: {
        summary: 'One group with its settings and its masters',
        tags: ['groups'],
        params: ID_PARAMS,
        response: { 200: ref('GroupDetail'), ...REFUSED },
      },
    },
    ({ params }, reply) => {
      const group = findGroup(gateway, params.id, reply);
      return group === undefined ? reply : viewGroupDetail(gateway, group);
    },
  );
}

function addOrderRoutes(server: FastifyInstance, { gateway }: GatewayRouteContext): void {
  server.post<GroupRequest & { Body: Record<string, JsonValue> }>(
    '/api/groups/:id/restart',
    {
      // A restart without changes needs no body.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        summary: 'Restart a group, with changed settings if given',
        description:
          'Its links are closed, its counters continue. Refused, and nothing is changed, if a value is wrong (400) or a port is taken (409).',
        tags: ['groups'],
        params: ID_PARAMS,
        body: GROUP_RESTART_BODY,
        response: { 200: ref('GroupRestart'), ...REFUSED, 503: ref('Error') },
      },
    },
    async ({ params, body }, reply) => {
      const group = findGroup(gateway, params.id, reply);
      if (group === undefined) return reply;
      const result = await gateway.restartGroup(group.slot, textsOf(body));
      if (result.outcome === 'refused') return refuseRestart(result, reply);
      const { changed, problems } = result;
      return { group: viewGroupDetail(gateway, result.group), changed, warnings: problems };
    },
  );
  server.post<{ Params: { id: string; connection: string } }>(
    '/api/groups/:id/masters/:connection/close',
    {
      schema: {
        summary: 'Close the link of a master',
        description: 'It may connect again at once. What it has not got yet counts as undelivered.',
        tags: ['groups'],
        params: CONNECTION_PARAMS,
        response: {
          200: { type: 'object', properties: { connection: { type: 'integer' } } },
          ...REFUSED,
        },
      },
    },
    async ({ params }, reply) => {
      const group = findGroup(gateway, params.id, reply);
      if (group === undefined) return reply;
      const { slot } = group;
      const master = gateway.masters(slot).find(({ connection }) => String(connection) === params.connection);
      // It may end while the order is on its way.
      const isClosed =
        master !== undefined && (await gateway.closeMaster(slot, master.place, master.connection));
      if (isClosed) return { connection: master.connection };
      return refuse(reply, 404, 'not-found', `group ${group.id} has no connection ${params.connection}`);
    },
  );
}

/** The list as JSON text, group by group, because hundreds take long. */
function* writeGroupList(gateway: Gateway): Generator<string> {
  let separator = '[';
  for (const group of [...gateway.groups]) {
    yield `${separator}${plainJson(JSON.stringify(viewGroup(gateway, group)))}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

/** The group that the path names. `undefined`: there is none; the refusal has been sent. */
function findGroup({ groups }: Gateway, id: string, reply: FastifyReply): GroupDefinition | undefined {
  const found = /^\d+$/.test(id) ? groups.find((group) => group.id === Number(id)) : undefined;
  if (found === undefined) refuse(reply, 404, 'not-found', `there is no group ${id}`);
  return found;
}

type Refused = Extract<GroupRestart, { outcome: 'refused' }>;

const REFUSALS: Readonly<Record<Refused['reason'], readonly [number, string]>> = {
  parameters: [400, 'invalid'],
  port: [409, 'port-taken'],
  shard: [503, 'busy'],
};

function refuseRestart({ reason, problems }: Refused, reply: FastifyReply): FastifyReply {
  const [status, error] = REFUSALS[reason];
  const lines = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ field, found, expected }) => `${field}: found ${JSON.stringify(found)}, expected ${expected}`);
  return refuse(reply, status, error, lines.join('; '));
}
