/** JSON schemas of the HTTP API: they check requests, shape answers, and are the API's description. */
import type { SendTotals } from '../../channel/shard-protocol.js';
import { COUNTER_CATALOG } from '../../figures/counter-catalog.js';
import { API_COUNTERS, describeCounter, describeTotal, TOTAL_COUNTERS } from '../../figures/counter-rules.js';
import { SHARD_COUNTS } from '../../figures/shard-catalog.js';
import { DERIVED_FIELDS } from '../views/derived-fields.js';
import { PARAMETER_SHAPES } from '../views/rtu-parameters.js';
import { FAULT_SCHEMA } from './fault-schema.js';
import { MEASURE_SCHEMAS, RTU_MEASURES, TOTAL_MEASURES } from './measure-schemas.js';
import { REACTION_SCHEMA } from './reaction-schema.js';
import { RELOAD_SCHEMAS } from './reload-schema.js';
import { instant, listOf, maybe, number, object, ref, text, whole } from './schema-words.js';
import { NTP, sharedSchemas } from './shared-schemas.js';

/** Largest index: 12 digits. */
export const MOST_INDEX = 999_999_999_999;
/** Longest send, seconds: over 30 years. */
const MOST_DURATION_SEC = 1e9;
/** Signals per second and connection: from one in 11 days to far more than any link carries. */
const LEAST_RATE = 1e-6;
const MOST_RATE = 1e9;

const COUNTER_SHAPES: Record<string, object> = {
  ...Object.fromEntries(API_COUNTERS.map((counter) => [counter.json, number(describeCounter(counter))])),
  ...Object.fromEntries(DERIVED_FIELDS.map(({ name, description }) => [name, maybe('number', description)])),
};
const TOTAL_SHAPES: Record<string, object> = {
  ...Object.fromEntries(TOTAL_COUNTERS.map((counter) => [counter.json, number(describeTotal(counter))])),
  ...Object.fromEntries(
    DERIVED_FIELDS.map(({ name, totalDescription }) => [name, maybe('number', totalDescription)]),
  ),
};

const RTU = {
  no: whole('first cell of the row in the ini file; need not be unique'),
  number: whole('the same as `no`, under its former name'),
  slot: whole('place among the loaded RTUs, from 0; unique'),
  name: text('name, at most 16 characters'),
  ca: whole('RTU number, which is the common address, 1…65535', 1),
  port: whole('TCP port, 1…65535', 1),
  bind: text('address it listens on; empty: all addresses'),
  removed: {
    type: 'boolean',
    description: 'its row was taken out of the ini file: it is closed, its counts stay',
  },
  listening: { type: 'boolean', description: 'whether the port is open' },
  online: { type: 'boolean', description: 'whether a master has started data transfer' },
  connectedSince: maybe('string', 'when data transfer was started last (ISO 8601, UTC); null: offline'),
  lastIndex: text('last index send: `Sending N`, then `N`; `Missing N`: no such index; empty: none yet'),
  counters: ref('Counters'),
  ackLatency: ref('AckBrief'),
};

const TOTALS: Readonly<Record<keyof SendTotals, string>> = {
  running: 'RTUs that send, or have sent',
  missing: 'RTUs whose IOA file has no such index',
  notStarted: 'RTUs without a started connection',
  offered: COUNTER_CATALOG.SIGNALS_OFFERED.help,
  sent: COUNTER_CATALOG.SIGNALS_SENT.help,
  acknowledged: COUNTER_CATALOG.SIGNALS_ACKNOWLEDGED.help,
  unsentLink: COUNTER_CATALOG.UNSENT_LINK.help,
  unsentEnded: COUNTER_CATALOG.UNSENT_ENDED.help,
  unsentFilter: COUNTER_CATALOG.UNSENT_FILTER.help,
  unsentBuffer: COUNTER_CATALOG.UNSENT_BUFFER.help,
  held: COUNTER_CATALOG.HELD.help,
  spoiled: COUNTER_CATALOG.SPOILED.help,
};

/** The live page, or null. */
const LIVE = {
  type: ['object', 'null'],
  description: 'the live page; null: there is none',
  properties: {
    seq: whole('number of the last tick, from 1; 0: none yet'),
    open: whole('pages that are open now'),
    most: whole('the most at a time'),
    refused: whole('pages refused because the most were open'),
    tooSlow: whole('pages closed because they did not read what was sent'),
  },
};

/** All named shapes. */
export const SCHEMAS: readonly { $id: string }[] = [
  ...sharedSchemas('rtus', 'RTUs on it', SHARD_COUNTS),
  ...MEASURE_SCHEMAS,
  object('Counters', 'What an RTU has counted since the program started.', COUNTER_SHAPES),
  object('Totals', 'Counters and measures over all RTUs.', { ...TOTAL_SHAPES, ...TOTAL_MEASURES }),
  object('Rtu', 'One RTU.', RTU),
  object('Parameters', 'Parameters of an RTU, named as in the ini file.', { ...PARAMETER_SHAPES }),
  object('RtuDetail', 'One RTU with its parameters.', {
    ...RTU,
    parameters: ref('Parameters'),
    database: {
      type: 'object',
      description: 'the IOA file in use',
      properties: {
        file: text('file name'),
        version: whole('counts the loads of the file, from 1'),
        rows: whole('monitored signals in it'),
      },
    },
    ...RTU_MEASURES,
  }),
  object('Points', 'Points of an RTU.', {
    total: whole('points of the RTU in all'),
    from: whole('how many were left out before the first'),
    points: {
      type: 'array',
      description: 'in the order of the IOA file',
      items: {
        type: 'object',
        properties: {
          ioa: whole('IOA, 0…16777215'),
          type: whole('type id of its changes', 1),
          interrogated: {
            type: 'boolean',
            description: 'whether a station or general counter interrogation reports it',
          },
          value: text('as in logs and lists'),
          quality: text('quality words; empty: good'),
          comment: text('of the row that gives its first value'),
        },
      },
    },
  }),
  object('PointSet', 'A point that was set by hand.', {
    ioa: whole('IOA, 0…16777215'),
    type: whole('type id of its changes, as in the list of points', 1),
    value: text('as it is now'),
    quality: text('as it is now'),
    connections: whole('started connections that it goes out on, of all ports of the station'),
  }),
  REACTION_SCHEMA,
  ...RELOAD_SCHEMAS,
  FAULT_SCHEMA,
  object('Send', 'An index send.', {
    id: whole('number of the send, from 1', 1),
    index: whole('index number; 0: every signal'),
    duration: number('seconds for which the file is passed again and again; 0: one pass'),
    rate: maybe('number', 'signals per second on each connection; null: as fast as the window lets'),
    rtuNumbers: {
      type: 'array',
      description: 'only RTUs of these numbers send; empty: all',
      items: { type: 'integer' },
    },
    cot: maybe(
      'string',
      'periodic or background: the cause of signals whose type may have it; null: causes as in the IOA file',
    ),
    withoutWaits: {
      type: 'boolean',
      description: 'whether rows are sent without the waits and filters of the file',
    },
    startedAt: instant('common start of all RTUs (ISO 8601, UTC)'),
    settledAt: maybe('string', 'when the last signal was accounted for (ISO 8601, UTC); null: not yet'),
    state: {
      type: 'string',
      enum: ['running', 'finished', 'settled'],
      description: 'finished: nothing more is sent; settled: and every signal is accounted for',
    },
    totals: {
      type: 'object',
      description: 'counts of the send; those of signals are complete once it is settled',
      properties: Object.fromEntries(Object.entries(TOTALS).map(([name, what]) => [name, whole(what)])),
    },
    firstFrameMs: maybe('number', 'from the request to the first frame of the first RTU, ms; null: not yet'),
    lastFirstFrameMs: maybe(
      'number',
      'from the request to the first frame of the last RTU, ms; null: not yet',
    ),
    shardsLost: {
      type: 'array',
      description: 'worker threads that died during the send; their RTUs did not send to its end',
      items: { type: 'integer' },
    },
  }),
  object('Status', 'The program as a whole.', {
    version: text('version of the program'),
    package: text('what was installed: win-zip, win-msi, deb, tar, npm, container or source'),
    node: text('version of Node.js that runs it'),
    system: text('operating system and architecture'),
    startedAt: instant("the program's start (ISO 8601, UTC)"),
    shards: listOf('Shard', 'worker threads'),
    coordinator: ref('Coordinator'),
    hangs: listOf('Hang', 'worker threads that hang now; empty: all of them answer'),
    api: ref('Api'),
    live: LIVE,
    rtus: whole('RTUs loaded'),
    listening: whole('RTUs whose port is open'),
    online: whole('RTUs with a started connection'),
    ntp: NTP,
    sendsRunning: listOf('Send', 'index sends that are not settled yet'),
    totals: ref('Totals'),
  }),
  object('Restart', 'What a restart has done.', {
    rtu: ref('RtuDetail'),
    changed: {
      type: 'array',
      items: { type: 'string' },
      description: 'parameters with another value than before',
    },
    warnings: listOf('Problem', 'probable mistakes'),
    findings: listOf('Finding', 'about an IOA file that was read for it'),
  }),
];

/** Body of `POST /api/send`. */
export const SEND_BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['index'],
  properties: {
    index: {
      type: 'integer',
      minimum: 0,
      maximum: MOST_INDEX,
      description: `index number 0…${MOST_INDEX}; 0: every signal`,
    },
    duration: {
      type: 'number',
      minimum: 0,
      maximum: MOST_DURATION_SEC,
      default: 0,
      description: 'seconds, decimals allowed; 0 or none: one pass of the file',
    },
    rate: {
      type: 'number',
      minimum: LEAST_RATE,
      maximum: MOST_RATE,
      description:
        'signals per second on each connection, decimals allowed; none: as fast as the window lets',
    },
    rtuNumbers: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'integer', minimum: 1, maximum: 65_535 },
      description: 'only RTUs of these numbers send, each number must exist; none: all RTUs',
    },
    cot: {
      type: 'string',
      enum: ['periodic', 'background'],
      description: 'cause of the signals whose type may have it; none: causes as in the IOA file',
    },
    withoutWaits: {
      type: 'boolean',
      default: false,
      description: 'true: rows are sent without the waits and filters of the file',
    },
  },
};

/** Body of `POST /api/rtus/:no/restart`. */
export const RESTART_BODY = {
  type: 'object',
  description: 'only the parameters to change; none: the RTU restarts unchanged',
  additionalProperties: false,
  properties: PARAMETER_SHAPES,
};

/** The path of an RTU. */
export const NO_PARAMS = {
  type: 'object',
  properties: { no: { type: 'string', description: "the RTU's number, the first cell of its row" } },
};

/** `?slot=` for RTUs that share a number. */
export const SLOT_QUERY = {
  type: 'object',
  properties: {
    slot: {
      type: 'string',
      pattern: '^\\d{1,9}$',
      description: 'slot of the RTU, if several have this number',
    },
  },
};
