/** Refusals of the HTTP API: `{error, detail}` with a status of its own (`docs/behaviour.md` §7). */
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { RingFullError } from '../channel/broadcast-ring.js';

/** Answers with a refusal. */
export function refuse(reply: FastifyReply, status: number, error: string, detail: string): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send({ error, detail });
}

const ERROR_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid',
  408: 'timed-out',
  413: 'too-large',
  414: 'too-large',
  415: 'unsupported-media-type',
};

/** Answers a request that no route takes: the path has other methods (405), or is not there (404). */
export function refuseUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  methodsOf: (path: string) => readonly string[],
): FastifyReply {
  const { method, url } = request;
  const methods = methodsOf(url.split('?')[0]);
  if (methods.length === 0) {
    return refuse(reply, 404, 'not-found', `there is no ${method} ${url}; see /api/openapi.json`);
  }
  const detail = `found ${method}, expected ${methods.join(' or ')}; see /api/openapi.json`;
  return refuse(reply.header('allow', methods.join(', ')), 405, 'method-not-allowed', detail);
}

/** Seconds after which a refused client may ask again. */
const RETRY_AFTER_SEC = 1;

/** Answers a request for which there is no room now. */
export function refuseBusy(reply: FastifyReply, detail: string): FastifyReply {
  return refuse(reply.header('retry-after', RETRY_AFTER_SEC), 503, 'busy', `${detail}; try again later`);
}

const MEDIA_TYPE = 'expected a JSON body with the header content-type: application/json';

/** Answers a fault before or inside a handler with a refusal. */
export function refuseFault(
  fault: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (fault.validation !== undefined) {
    const place = fault.validationContext === 'querystring' ? 'query' : 'body';
    const problems = fault.validation.map((problem) => describeProblem(problem, place));
    return refuse(reply, 400, 'invalid', [...new Set(problems)].join('; '));
  }
  if (fault instanceof RingFullError) return refuseBusy(reply, fault.message);
  const { statusCode = 500 } = fault;
  if (statusCode >= 500) return refuse(reply, 500, 'internal', fault.message);
  const detail = statusCode === 415 ? MEDIA_TYPE : fault.message;
  return refuse(reply, statusCode, ERROR_OF_STATUS[statusCode] ?? 'refused', detail);
}

/** One violation of a schema, as text for people. */
function describeProblem(problem: FastifySchemaValidationError, place: string): string {
  const { keyword, instancePath, params, message = 'is not valid' } = problem;
  const at = instancePath === '' ? place : instancePath.slice(1).replaceAll('/', '.');
  switch (keyword) {
    case 'additionalProperties':
      return `${params.additionalProperty}: no such field (/api/openapi.json has them)`;
    case 'required':
      return `${params.missingProperty}: must be given`;
    case 'enum':
      return `${at}: must be ${(params.allowedValues as unknown[]).join(' or ')}`;
    case 'uniqueItems':
      return `${at}: must not hold a value twice`;
    case 'minItems':
      return `${at}: must not be empty`;
    default:
      return `${at}: ${message}`;
  }
}
