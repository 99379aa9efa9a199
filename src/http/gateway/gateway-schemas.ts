/** JSON schemas of the gateway's API: they check requests, shape answers, and are the API's description. */
import { GROUP_FIELDS } from '../../config/gateway/group-fields.js';
import { describeCounter } from '../../figures/counter-rules.js';
import { instant, listOf, maybe, number, object, ref, text, whole } from '../schemas/schema-words.js';
import { FIGURES, NTP, sharedSchemas } from '../schemas/shared-schemas.js';
import { GATEWAY_SHARD_COUNTS, GROUP_JSON, MASTER_JSON, TOTAL_JSON } from './gateway-views.js';

const SAVED = number(
  'interrogations that masters asked for and that did not go to the RTU; those that wait are among them',
);

const TOTAL_SHAPES: Record<string, object> = {
  ...Object.fromEntries(
    TOTAL_JSON.map((counter) => [
      counter.json,
      number(`${counter.total === 'max' ? 'most of all groups' : 'all groups'}: ${describeCounter(counter)}`),
    ]),
  ),
  interrogationsSaved: SAVED,
  lag: ref('LagBrief'),
};

/** A list is a text with `;` between its parts. */
const VALUE = { type: ['string', 'number', 'array'], items: { type: 'string' } };

const SETTING_SHAPES: Record<string, object> = Object.fromEntries(
  GROUP_FIELDS.map(({ name, label, means, expected }) => [
    name,
    { ...VALUE, description: `${label}: ${means} (${expected})` },
  ]),
);

const GROUP = {
  id: whole('first cell of its row in the ini file; unique'),
  slot: whole('place among the loaded groups, from 0'),
  name: text('name of the system; may be empty'),
  rtuNumber: whole('RTU number, 1…65535', 1),
  ports: {
    type: 'array',
    description: 'ports for masters',
    items: {
      type: 'object',
      properties: {
        port: whole('TCP port'),
        bind: text('address it listens on; empty: all addresses'),
        name: text('of its master in a file of the older form; else empty'),
      },
    },
  },
  listening: whole('how many of the ports are open: none while the RTU is not connected'),
  rtu: {
    type: 'object',
    description: 'the link to the RTU',
    properties: {
      state: { type: 'string', enum: ['started', 'connected', 'lost'], description: 'of the link' },
      peer: text('address and port that it is connected to; empty: none'),
      host: text('host that is connected, or was tried last'),
      connectedSince: maybe('string', 'since when it is connected (ISO 8601, UTC); null: it is not'),
      startedSince: maybe('string', 'since when data transfer is started (ISO 8601, UTC); null: it is not'),
    },
  },
  counters: ref('GroupCounters'),
  lag: ref('LagBrief'),
};

/** All named shapes. */
export const GATEWAY_SCHEMAS: readonly { $id: string }[] = [
  ...sharedSchemas('groups', 'groups on it', GATEWAY_SHARD_COUNTS),
  object('LagBrief', 'From the read of an ASDU of the RTU to its write to a master; all masters together.', {
    count: whole('ASDUs that were written'),
    p50Ms: FIGURES.p50Ms,
    p99Ms: FIGURES.p99Ms,
    maxMs: FIGURES.maxMs,
  }),
  object('GroupCounters', 'What a group counts; counts go on when it is restarted.', {
    ...Object.fromEntries(GROUP_JSON.map((counter) => [counter.json, number(describeCounter(counter))])),
    interrogationsSaved: SAVED,
  }),
  object('MasterCounters', 'What is counted of a master, since its connection.', {
    ...Object.fromEntries(
      MASTER_JSON.map((counter) => [
        counter.json,
        maybe('number', `${describeCounter(counter)}; null: not known`),
      ]),
    ),
  }),
  object('Totals', 'Counters over all groups.', TOTAL_SHAPES),
  object('Group', 'An RTU and its masters.', GROUP),
  object('Master', 'A master that is connected.', {
    connection: whole('number of the connection in its group, from 1', 1),
    place: whole('place in the group, from 0; a later connection may have it again'),
    peer: text('address and port'),
    port: whole('port of the group that it came to'),
    name: text('of that port in a file of the older form; else empty'),
    started: { type: 'boolean', description: 'whether its data transfer is started' },
    connectedSince: instant('since when it is connected (ISO 8601, UTC)'),
    startedSince: maybe('string', 'since when data transfer is started (ISO 8601, UTC); null: it is not'),
    counters: ref('MasterCounters'),
    lag: ref('Latency'),
  }),
  object('Settings', 'Settings of a group, named as in the ini file.', SETTING_SHAPES),
  object('GroupDetail', 'One group with its settings and its masters.', {
    ...GROUP,
    settings: ref('Settings'),
    logFile: maybe('string', 'path of the log that it writes; null: it writes none'),
    masters: listOf('Master', 'masters that are connected, in the order of their coming'),
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
    groups: whole('groups loaded'),
    listening: whole('groups with an open port'),
    heldBack: whole('groups whose RTU gets no acknowledgements now'),
    rtusConnected: whole('RTUs that are connected'),
    rtusStarted: whole('RTUs with data transfer started'),
    ntp: NTP,
    totals: ref('Totals'),
  }),
  object('GroupRestart', 'What a restart has done.', {
    group: ref('GroupDetail'),
    changed: {
      type: 'array',
      items: { type: 'string' },
      description: 'settings with another value than before',
    },
    warnings: listOf('Problem', 'probable mistakes'),
  }),
];

/** Body of `POST /api/groups/:id/restart`. */
export const GROUP_RESTART_BODY = {
  type: 'object',
  description: 'only the settings to change; none: the group restarts unchanged',
  additionalProperties: false,
  properties: SETTING_SHAPES,
};

/** Paths of a group and of a connection. */
export const ID_PARAMS = {
  type: 'object',
  properties: { id: { type: 'string', description: 'number of the group, the first cell of its row' } },
};
export const CONNECTION_PARAMS = {
  type: 'object',
  properties: {
    ...ID_PARAMS.properties,
    connection: { type: 'string', description: 'number of the connection in its group' },
  },
};
