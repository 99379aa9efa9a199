/** The route that reads the ini file again (`docs/behaviour.md` §7). */
import type { FastifyInstance } from 'fastify';
import { formatFinding } from '../channel/definitions.js';
import type { IniReading } from '../coordinator/api.js';
import { refuse } from './refusal.js';
import { ref } from './schemas/schema-words.js';

/** Adds the route; without `reload` it refuses: there is no file. */
export function addReloadRoutes(server: FastifyInstance, reload: IniReading | undefined): void {
  server.post<{ Querystring: { check?: '0' | '1' } }>(
    '/api/reload',
    {
      schema: {
        summary: 'Read the ini file again',
        description:
          'RTUs whose row was changed are restarted, those without a row are removed, new rows are opened, the others keep their links. ' +
          'A file from which no RTU can be read changes nothing (422).',
        tags: ['RTUs'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { check: { type: 'string', enum: ['0', '1'], description: '1: only compare' } },
        },
        response: { 200: ref('Reload'), '4xx': ref('Error') },
      },
    },
    async (request, reply) => {
      if (reload === undefined) return refuse(reply, 422, 'unreadable-file', 'there is no ini file to read');
      const result = await reload.read(request.query.check === '1');
      if (!('refused' in result)) return result;
      const lines = result.findings.map(formatFinding);
      return refuse(reply, 422, 'unreadable-file', [result.refused, ...lines].join('; '));
    },
  );
}
