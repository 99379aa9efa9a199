/** Refusals of the HTTP API: `{error, detail}` with a status of its own (`docs/behaviour.md` §7). */
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { RingFullError } from '../channel/broadcast-ring.js';

/** Answers with a refusal. */
export function refuse(reply: FastifyReply, status: number, error: string, detail: string): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send({ error, detail });
}

const ERROR_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid',
  413: 'too-large',
  414: 'too-large',
  415: 'unsupported-media-type',
};

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
  if (fault instanceof RingFullError) return refuse(reply, 503, 'busy', `${fault.message}; try again later`);
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
      return `${params.additionalProperty}: no such field`;
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
