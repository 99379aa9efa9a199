import { FAULT_WORDS } from '../../faults/fault-catalog.js';
import { instant, maybe, number, object, text, whole } from './schema-words.js';

/** The body of `POST /api/faults`. */
export const FAULT_BODY = {
  type: 'object',
  required: ['word'],
  additionalProperties: false,
  properties: {
    word: { type: 'string', description: `one of ${FAULT_WORDS.join(', ')}` },
    value: {
      anyOf: [{ type: 'number' }, { type: 'string' }],
      description: 'in the unit of the word (docs/manual/fault-words.md); quality flags as `IV NT`',
    },
    duration: { type: 'number', description: 's; left out: it happens once' },
    rtuNumbers: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 65535 },
      description: 'RTUs of these numbers; left out: all',
    },
    ports: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 65535 },
      description: 'of these RTUs only those with these ports',
    },
    share: { type: 'number', description: 'percent of the points of each RTU; left out: all' },
  },
};

/** A fault, and what came of it. */
export const FAULT_SCHEMA = object('Fault', 'A fault on purpose, and what it did on each RTU.', {
  id: whole('its number', 1),
  word: text('its word'),
  what: text('word, value and duration, as `delay 600 ms for 60 s`'),
  who: text('who asked for it'),
  value: number('in the unit of the word; 0: it has none'),
  durationMs: number('how long it lasts; 0: it happens once'),
  startedAt: instant('its instant'),
  state: {
    type: 'string',
    enum: ['running', 'over'],
    description: 'over: on every RTU that it was meant for',
  },
  hits: {
    type: 'array',
    description: 'every RTU that it was meant for',
    items: object(
      'FaultHit',
      'What it did on one RTU. Times in ms after its instant; null: it did not happen.',
      {
        no: whole('RTU', 1),
        slot: whole('place of the RTU in the ini file'),
        appliedMs: maybe('number', 'its first effect'),
        testfrMs: maybe('number', 'TESTFR act of the master'),
        stopdtMs: maybe('number', 'STOPDT act of the master'),
        closedMs: maybe('number', 'end of the connection'),
        ending: text('how the connection ended; empty: it did not'),
        overMs: maybe('number', 'end of the fault on this RTU'),
        connectedMs: maybe('number', 'the master connected again'),
        startedMs: maybe('number', 'STARTDT again'),
        dataMs: maybe('number', 'an I frame was acknowledged again'),
        interrogatedMs: maybe('number', 'end of an interrogation'),
        open: whole('signals without acknowledgement when it began'),
        resent: whole('signals sent again since'),
        lost: whole('signals lost since'),
      },
    ),
  },
});
