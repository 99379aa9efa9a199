/** The routes of faults on purpose (`docs/behaviour.md` §7 and §13). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { Engine, FaultHit, FaultStatus } from '../coordinator/api.js';
import { faultKind, isFaultWord } from '../faults/fault-catalog.js';
import {
  durationExpected,
  expectedWord,
  readDuration,
  readValue,
  valueExpected,
} from '../faults/fault-reading.js';
import { describeFault } from '../faults/fault-text.js';
import { refuse } from './refusal.js';
import { FAULT_BODY } from './schemas/fault-schema.js';
import { listOf, ref } from './schemas/schema-words.js';

const REFUSED = { '4xx': ref('Error') };
const BUSY = { 503: ref('Error') };
const ORDERED = {
  type: 'object',
  description: 'the fault begins',
  required: ['id', 'rtus'],
  properties: {
    id: { type: 'integer', minimum: 1, description: 'number of the fault' },
    rtus: { type: 'integer', minimum: 1, description: 'RTUs that it is meant for' },
  },
};
const ENDED = {
  type: 'object',
  description: 'they end',
  required: ['ended'],
  properties: { ended: { type: 'integer', minimum: 0, description: 'faults that were on' } },
};
const ID_PARAMS = {
  type: 'object',
  properties: { id: { type: 'string', description: 'number of the fault' } },
};

interface FaultBody {
  word: string;
  value?: number | string;
  duration?: number;
  rtuNumbers?: number[];
  ports?: number[];
  share?: number;
}

/** Adds the routes of faults. */
export function addFaultRoutes(server: FastifyInstance, engine: Engine): void {
  server.post<{ Body: FaultBody }>(
    '/api/faults',
    {
      schema: {
        summary: 'Begin a fault on purpose',
        description: 'On all its RTUs at one instant. What it did is in GET /api/faults.',
        tags: ['faults'],
        body: FAULT_BODY,
        response: { 202: ORDERED, ...REFUSED, ...BUSY },
      },
    },
    ({ body, ip }, reply) => {
      const asked = readBody(body, withoutRemoved(engine.rtus));
      if (typeof asked === 'string') return refuse(reply, 400, 'invalid', asked);
      const { id, slots } = engine.faults.start({ ...asked, seed: 1, who: `API, ${ip}` });
      return reply.code(202).send({ id, rtus: slots.length });
    },
  );
  server.get(
    '/api/faults',
    {
      schema: {
        summary: 'Faults on purpose: those that are on, and the last 1,000 others',
        tags: ['faults'],
        response: { 200: listOf('Fault', 'in the order of their numbers'), ...REFUSED },
      },
    },
    () => engine.faults.list().map((fault) => viewFault(fault, engine.rtus)),
  );
  server.get<{ Params: { id: string } }>(
    '/api/faults/:id',
    {
      schema: {
        summary: 'One fault',
        tags: ['faults'],
        params: ID_PARAMS,
        response: { 200: ref('Fault'), ...REFUSED },
      },
    },
    ({ params }, reply) => {
      const fault = engine.faults.list().find(({ id }) => String(id) === params.id);
      return fault === undefined ? refuseUnknown(reply, params.id) : viewFault(fault, engine.rtus);
    },
  );
  server.delete(
    '/api/faults',
    { schema: { summary: 'End every fault', tags: ['faults'], response: { 200: ENDED, ...REFUSED } } },
    () => {
      const ended = engine.faults.list().filter(({ state }) => state === 'running').length;
      engine.faults.end(0);
      return { ended };
    },
  );
  server.delete<{ Params: { id: string } }>(
    '/api/faults/:id',
    {
      schema: {
        summary: 'End a fault',
        tags: ['faults'],
        params: ID_PARAMS,
        response: { 200: ENDED, ...REFUSED },
      },
    },
    ({ params }, reply) => {
      const fault = engine.faults.list().find(({ id }) => String(id) === params.id);
      if (fault === undefined) return refuseUnknown(reply, params.id);
      return { ended: engine.faults.end(fault.id) ? 1 : 0 };
    },
  );
}

function refuseUnknown(reply: FastifyReply, id: string): FastifyReply {
  return refuse(reply, 404, 'not-found', `there is no fault ${id}, or it is no longer kept`);
}

/** What is asked for; a sentence if it cannot be. */
function readBody(
  { word: asked, value, duration, rtuNumbers, ports, share = 100 }: FaultBody,
  rtus: readonly RtuDefinition[],
) {
  const word = asked.toLowerCase();
  if (!isFaultWord(word)) return `word: found ${JSON.stringify(asked)}, expected ${expectedWord(word)}`;
  const kind = faultKind(word);
  const durationText = duration === undefined || duration === 0 ? '' : String(duration);
  const durationMs = readDuration(durationText, kind);
  if (durationMs === undefined)
    return `duration: found ${JSON.stringify(durationText)}, expected ${durationExpected(word, kind)}`;
  const valueText = value === undefined ? '' : String(value);
  const number = readValue(valueText, kind.value);
  if (number === undefined)
    return `value: found ${JSON.stringify(valueText)}, expected ${valueExpected(word, kind.value)}`;
  if (!(share > 0 && share <= 100)) return `share: found ${share}, expected percent above 0, to 100`;
  const named = rtus.filter(
    ({ rtuNumber, port }) =>
      (rtuNumbers === undefined || rtuNumbers.includes(rtuNumber)) &&
      (ports === undefined || ports.includes(port)),
  );
  const strange = (rtuNumbers ?? []).filter((one) => !rtus.some(({ rtuNumber }) => rtuNumber === one));
  if (strange.length > 0) return `rtuNumbers: no RTU has the number ${strange.slice(0, 10).join(', ')}`;
  if (named.length === 0) return 'no RTU has these numbers and ports';
  return { word, value: number, durationMs, share, slots: named.map(({ slot }) => slot) };
}

function viewFault(fault: FaultStatus, rtus: readonly RtuDefinition[]) {
  const { id, word, who, value, durationMs, startedAt, state, hits } = fault;
  return {
    id,
    word,
    what: describeFault(fault),
    who,
    value,
    durationMs,
    startedAt: new Date(startedAt).toISOString(),
    state,
    hits: hits.map((hit) => viewHit(fault, hit, rtus)),
  };
}

function viewHit({ startMs }: FaultStatus, hit: FaultHit, rtus: readonly RtuDefinition[]) {
  const { at, slot, ending, open, resent, lost } = hit;
  const after = (step: keyof typeof at): number | null =>
    Number.isNaN(at[step]) ? null : at[step] - startMs;
  return {
    no: rtus[slot].no,
    slot,
    appliedMs: after('applied'),
    testfrMs: after('testfr'),
    stopdtMs: after('stopdt'),
    closedMs: after('closed'),
    ending,
    overMs: after('over'),
    connectedMs: after('connected'),
    startedMs: after('started'),
    dataMs: after('data'),
    interrogatedMs: after('interrogated'),
    open,
    resent,
    lost,
  };
}
