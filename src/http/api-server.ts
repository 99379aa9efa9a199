/** What every HTTP API of the program has (`docs/behaviour.md` §7): door, guard, pace, refusals, and an OpenAPI description of itself. */
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { fastifySwagger } from '@fastify/swagger';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { RingFullError } from '../channel/broadcast-ring.js';
import { monotonicMs } from '../channel/clock.js';
import { descriptorLimit } from '../channel/descriptors.js';
import { plainJson } from '../text/outside-text.js';
import { type ApiAddress, formatApiAddress } from './address.js';
import { noteMethods } from './allowed-methods.js';
import { AnswerDesk } from './answer-desk.js';
import { DOOR_TIMES, Door, type DoorTimes, mostConnections } from './door.js';
import { apiPortError } from './free-port.js';
import { refuseForeignPages, requireHost, requireToken, type Tokens } from './guard.js';
import { Pace } from './pace.js';
import type { ParserError } from './raw-refusals.js';
import { refuseFault, refuseUnknown } from './refusal.js';

/** What runs the program, for `GET /api/status`. */
export interface Installed {
  /** Form of the package, such as `deb`. */
  readonly package: string;
  /** Version of Node.js, such as `v22.23.3`. */
  readonly node: string;
  /** Operating system and architecture, such as `linux x64`. */
  readonly system: string;
}

/** Address of the API, and the token that clients need. */
export interface ServerOptions extends ApiAddress {
  /** The token that clients must send as `Authorization: Bearer TOKEN`; `undefined`: none. */
  token: string | undefined;
  /** A token with which clients may only look; absent or `undefined`: none. */
  viewToken?: string | undefined;
  /** Version of the program. */
  version: string;
  /** Absent: the status says nothing of it. */
  installed?: Installed;
  /** Takes a sentence about clients that were refused, or a fault of the API. Default: nobody is told. */
  tell?: (detail: string) => void;
  /** Default: `DOOR_TIMES`. */
  times?: DoorTimes;
  /** Most connections; default: by the descriptors of the process (`mostConnections`). */
  connections?: number;
  /** Most requests of a connection that wait for their answers; default 16. */
  pipelined?: number;
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

/** What the routes of an API use of its server. */
export interface ServerParts {
  readonly door: Door;
  readonly desk: AnswerDesk;
}

/** What an API is about. */
export interface ApiContent {
  /** Of the OpenAPI description. */
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** Named shapes. */
  readonly schemas: readonly { readonly $id: string }[];
  /** Descriptors that the program may need for its RTUs and masters. */
  readonly descriptors: number;
  /** Adds the routes; returns what is to be done when the API closes. */
  addRoutes(server: FastifyInstance, parts: ServerParts): () => void;
}

/** Largest body; far more than any request needs. */
const MOST_BODY_OCTETS = 65_536;

/** Opens an API. Throws `StartError` (`PORTS`) if the port cannot be opened. */
export async function serveApi(options: ServerOptions, content: ApiContent): Promise<RunningApi> {
  const { token, version, tell = () => {}, times = DOOR_TIMES } = options;
  const most = options.connections ?? mostConnections(descriptorLimit(), content.descriptors);
  const door = new Door(most, times, tell, monotonicMs, options.pipelined);
  const desk = new AnswerDesk();
  const server = makeServer(door);
  guard(server, { full: token, view: options.viewToken }, tell);
  const methodsOf = noteMethods(server);
  server.setNotFoundHandler((request, reply) => refuseUnknown(request, reply, methodsOf));
  acceptOnlyJson(server);
  for (const schema of content.schemas) server.addSchema(schema);
  await describe(server, version, token === undefined ? 'open' : 'token', content);
  const close = content.addRoutes(server, { door, desk });
  server.addHook('onClose', async () => close());
  let description: string | undefined;
  server.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    description ??= JSON.stringify(server.swagger());
    return reply.type('application/json; charset=utf-8').send(description);
  });
  return listen(server, options);
}

function makeServer(door: Door): FastifyInstance {
  return fastify({
    bodyLimit: MOST_BODY_OCTETS,
    forceCloseConnections: true,
    return503OnClosing: false,
    serverFactory: (handle) => door.serve(handle as RequestListener),
    frameworkErrors: (fault, request, reply) => void refuseFault(fault, request, reply),
    clientErrorHandler: (fault, socket) =>
      door.onParserError(fault as unknown as ParserError, socket as Socket),
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true, allowUnionTypes: true },
    },
  });
}

/** Who may ask, in which order, and what is said about faults. */
function guard(server: FastifyInstance, tokens: Tokens, tell: (detail: string) => void): void {
  server.addHook('onRequest', requireHost);
  if (tokens.full === undefined) server.addHook('onRequest', refuseForeignPages);
  if (tokens.full !== undefined || tokens.view !== undefined) {
    server.addHook('onRequest', requireToken(tokens));
  }
  // Orders do not wait for questions: of these, one is answered in a turn of the event loop.
  const questions = new Pace(1);
  server.addHook('onRequest', async ({ method }) => {
    if (method === 'GET' || method === 'HEAD') await questions.turn();
  });
  server.addHook('onSend', async (_request, _reply, payload) =>
    typeof payload === 'string' ? plainJson(payload) : payload,
  );
  server.setErrorHandler((fault: FastifyError, request, reply) => {
    if ((fault.statusCode ?? 500) >= 500 && !(fault instanceof RingFullError)) {
      tell(`HTTP API: fault at ${request.method} ${request.url}: ${fault.stack ?? fault.message}`);
    }
    return refuseFault(fault, request, reply);
  });
}

async function listen(server: FastifyInstance, { host, port }: ApiAddress): Promise<RunningApi> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    throw apiPortError({ host, port }, error);
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

async function describe(
  server: FastifyInstance,
  version: string,
  access: 'open' | 'token',
  { description, tags }: ApiContent,
): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'iec104rs',
        version,
        description: `${description} ${CONVENTIONS}`,
      },
      tags: [...tags],
      ...(access === 'token' && {
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      }),
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
}

const CONVENTIONS =
  'Durations in requests are seconds, names with `Ms` milliseconds, ' +
  'instants ISO 8601 in UTC. A refusal is answered with `{error, detail}`.';
