/** The route of reactions (`docs/behaviour.md` §14). */
import type { FastifyInstance } from 'fastify';
import type { Engine, ReactionStatus } from '../coordinator/api.js';
import { listOf, ref } from './schemas/schema-words.js';

const REFUSED = { '4xx': ref('Error') };

/** Adds the route of reactions. */
export function addReactionRoutes(server: FastifyInstance, engine: Engine): void {
  server.get(
    '/api/reactions',
    {
      schema: {
        summary: 'Reactions: their rows, how often each fired, and what waits',
        tags: ['reactions'],
        response: {
          200: listOf('Reaction', 'in the order of the files; empty without --reactions'),
          ...REFUSED,
        },
      },
    },
    () => engine.reactions.list().map(viewReaction),
  );
}

function viewReaction(status: ReactionStatus) {
  const { counts, firedAt, nextInMs, rtuNumbers, ...rest } = status;
  return {
    ...rest,
    rtuNumbers,
    ...counts,
    lastFired: Number.isNaN(firedAt) ? null : new Date(firedAt).toISOString(),
    nextInMs: Number.isNaN(nextInMs) ? null : nextInMs,
  };
}
