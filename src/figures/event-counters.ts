/** The rows of the catalogue for events that outlive their connection (`docs/behaviour.md` §3). */

const COUNT = { kind: 'counter', unit: 'number', total: 'sum' } as const;

export const EVENT_COUNTERS = {
  UNSENT_BUFFER: {
    ...COUNT,
    help: 'signals not sent, because the event buffer was full',
    json: 'unsentBuffer',
    metric: 'unsent_buffer_total',
    report: { part: 'signals', field: 'unsentBuffer', column: 'Unsent: buffer full' },
    unsent: {
      word: 'buffer',
      short: 'buffer full',
      because: 'an event buffer was full',
      heading: 'Buffer full',
      meaning: 'Offered, never acknowledged: newer events had taken its place in the event buffer',
    },
  },
  HELD: {
    kind: 'gauge',
    unit: 'number',
    total: 'sum',
    help: 'signals in event buffers: they wait for a connection to start',
    json: 'held',
    metric: 'held',
  },
  RUNS_UNCONNECTED: {
    kind: 'gauge',
    unit: 'number',
    total: 'sum',
    help: 'index sends that go on without a connection: their signals wait in event buffers',
    json: 'runsUnconnected',
    metric: 'runs_unconnected',
  },
  PEERS_FORGOTTEN: {
    ...COUNT,
    help: 'peers whose events are no longer kept, because too many others came',
    json: 'peersForgotten',
    metric: 'peers_forgotten_total',
  },
} as const;
