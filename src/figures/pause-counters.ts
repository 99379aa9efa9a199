/** The rows of the catalogue for what a pause of this program makes unknown (`docs/behaviour.md` §9). */

const COUNT = { kind: 'counter', unit: 'number', total: 'sum' } as const;

export const PAUSE_COUNTERS = {
  ACKS_PAUSED: {
    ...COUNT,
    help: 'I frames acknowledged over a pause of this program; their latency is unknown and in no figure',
    json: 'framesAcknowledgedOverPause',
    metric: 'ack_frames_over_pause_total',
    report: { part: 'traffic', field: 'framesAcknowledgedOverPause', column: 'Acknowledged over a pause' },
  },
  COMMANDS_PAUSED: {
    ...COUNT,
    help: 'commands answered over a pause of this program; their round trip is unknown and in no figure',
    json: 'commandsOverPause',
    metric: 'commands_over_pause_total',
    report: { part: 'traffic', field: 'commandsOverPause', column: 'Commands over a pause' },
  },
  DISCONNECTS_PAUSED: {
    ...COUNT,
    help: 'connections that their peer ended while this program stood still; whose fault it was is unknown',
    json: 'disconnectsInPause',
    metric: 'disconnects_in_pause_total',
    report: { part: 'traffic', field: 'disconnectsInPause', column: 'Ended in a pause' },
  },
} as const;
