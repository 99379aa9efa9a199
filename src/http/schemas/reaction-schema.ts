import { maybe, object, text, whole } from './schema-words.js';

/** The schema of a reaction. */
export const REACTION_SCHEMA = object(
  'Reaction',
  'A row of a reaction file, and what came of it since the start.',
  {
    file: text('the file'),
    row: whole('its row', 1),
    rule: text('name of its rule, which several rows may share'),
    words: text('the row in words'),
    comment: text('the comment of the row'),
    rtuNumbers: {
      type: 'array',
      description: 'RTU numbers that it is for; empty: it names every RTU itself',
      items: { type: 'integer' },
    },
    fired: whole('how often it has changed a point'),
    stopped: whole('reactions that were stopped before their time'),
    restarted: whole('reactions whose delay was begun anew'),
    cut: whole('reactions that were not begun, because they are a part of a loop'),
    full: whole('reactions that were not begun, because too many waited'),
    failed: whole('reactions whose point could not be changed'),
    lastFired: maybe('string', 'when it changed a point last (ISO 8601, UTC); null: never'),
    pending: whole('reactions whose delay is not over'),
    nextInMs: maybe('number', 'ms to the next of them; null: none waits'),
  },
);
