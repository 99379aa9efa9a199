import { listOf, object, text, whole } from './schema-words.js';

const TEXTS = { type: 'array', items: { type: 'string' } };

/** The schemas of an ini file that was read again. */
export const RELOAD_SCHEMAS = [
  object('ReloadedRow', 'An RTU of the program or of the file.', {
    no: whole('first cell of its row'),
    name: text('its name'),
    rtuNumber: whole('its RTU number'),
    port: whole('its port'),
    changed: { ...TEXTS, description: 'parameters that differ' },
    done: { type: 'boolean', description: 'whether the program runs what the file says' },
    outcome: {
      type: 'string',
      enum: ['done', 'checked', 'refused'],
      description: 'checked: only compared, can be tried; refused: not done, or not possible',
    },
    detail: text('why not; empty if it does'),
  }),
  object('Reload', 'The ini file beside what runs.', {
    checked: { type: 'boolean', description: 'only compared' },
    changed: listOf('ReloadedRow', 'RTUs whose row was changed'),
    added: listOf('ReloadedRow', 'rows without a running RTU'),
    removed: listOf('ReloadedRow', 'running RTUs without a row'),
    unchanged: listOf('ReloadedRow', 'RTUs that run as the file says'),
    notes: { ...TEXTS, description: 'what else needs a new start of the program' },
    findings: listOf('Finding', 'of the ini file, and of IOA files that were read for it'),
  }),
];
