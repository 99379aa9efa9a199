/** The HTTP API (`docs/behaviour.md` §7): the engine over HTTP, with an OpenAPI description of itself. */
import { fastifySwagger } from '@fastify/swagger';
import { type FastifyInstance, fastify } from 'fastify';
import type { Engine } from '../coordinator/api.js';
import { StartError } from '../coordinator/errors.js';
import { systemReason } from '../text/system-errors.js';
import { type ApiAddress, formatApiAddress } from './address.js';
import { refuseForeignPages, requireToken } from './guard.js';
import { createMetrics } from './metrics/metrics.js';
import { refuse, refuseFault } from './refusal.js';
import { addRoutes } from './routes.js';
import { SCHEMAS } from './schemas/schemas.js';
import { LinkWatch } from './views/link-watch.js';

/** Address of the API, and the token that clients need. */
export interface ApiOptions extends ApiAddress {
  /** The token that clients must send as `Authorization: Bearer TOKEN`; `undefined`: none. */
  token: string | undefined;
  /** Version of the program. */
  version: string;
}

/** The API while it listens. */
export interface RunningApi {
  /** `http://ADDRESS:PORT`. */
  readonly url: string;
  /** The open port. */
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Largest body; far more than any request needs. */
const MOST_BODY_OCTETS = 65_536;

/** Opens the API. Throws `StartError` (`PORTS`) if the port cannot be opened. */
export async function startApi(engine: Engine, options: ApiOptions): Promise<RunningApi> {
  const { host, port, token, version } = options;
  const server = fastify({
    bodyLimit: MOST_BODY_OCTETS,
    forceCloseConnections: true,
    frameworkErrors: (fault, request, reply) => void refuseFault(fault, request, reply),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  });
  const watch = new LinkWatch(engine);
  const metrics = createMetrics(engine, watch, version);
  server.addHook('onClose', async () => {
    metrics.close();
    watch.close();
  });
  server.addHook('onRequest', token === undefined ? refuseForeignPages : requireToken(token));
  server.setErrorHandler(refuseFault);
  server.setNotFoundHandler((request, reply) =>
    refuse(reply, 404, 'not-found', `there is no ${request.method} ${request.url}; see /api/openapi.json`),
  );
  acceptOnlyJson(server);
  for (const schema of SCHEMAS) server.addSchema(schema);
  await describe(server, version, token === undefined ? 'open' : 'token');
  addRoutes(server, { engine, watch, metrics, version });
  server.get('/api/openapi.json', { schema: { hide: true } }, () => server.swagger());
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    throw new StartError('PORTS', [
      `HTTP API: ${formatApiAddress(options)} ${systemReason(error, 'listen')}`,
    ]);
  }
  const [address] = server.addresses();
  const opened = typeof address === 'object' ? address.port : port;
  return {
    url: `http://${formatApiAddress({ host, port: opened })}`,
    port: opened,
    close: () => server.close(),
  };
}

/** Bodies must be JSON. An empty body counts as none, whatever its content type. */
function acceptOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parse(request, body as string, done);
  });
}

async function describe(server: FastifyInstance, version: string, access: 'open' | 'token'): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'iec104rs',
        version,
        description:
          'Control of the IEC 60870-5-104 RTU simulator. Durations in requests are seconds, names with `Ms` milliseconds, ' +
          'instants ISO 8601 in UTC. A refusal is answered with `{error, detail}`.',
      },
      tags: [
        { name: 'state', description: 'The program as a whole' },
        { name: 'RTUs', description: 'Every controlled station' },
        { name: 'sends', description: 'Index sends' },
      ],
      ...(access === 'token' && {
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      }),
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
}
