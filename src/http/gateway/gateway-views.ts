/** The gateway's state in the form of the HTTP API. `gateway-schemas.ts` describes the shapes. */
import { monotonicMs } from '../../channel/clock.js';
import { GROUP_FIELDS } from '../../config/gateway/group-fields.js';
import { groupTexts } from '../../config/gateway/group-settings.js';
import type { ConnectedMaster, Gateway } from '../../coordinator/gateway/gateway-api.js';
import {
  GROUP_COUNTERS,
  type GroupCounter,
  MASTER_COUNTERS,
  type MasterCounter,
  masterValue,
} from '../../figures/gateway-catalog.js';
import {
  groupTotalOf,
  interrogationsSaved,
  lagOfAll,
  lagOfGroup,
  lagOfMaster,
} from '../../figures/gateway-figures.js';
import type { LatencyHistogram } from '../../figures/latency-histogram.js';
import { SHARD_COUNTS } from '../../figures/shard-catalog.js';
import { known, summaryOf } from '../../figures/summary.js';
import { GROUP_COUNTER } from '../../gateway/counters.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import type { Installed } from '../api-server.js';
import {
  type ApiContext,
  instant,
  type ThreadSource,
  viewApi,
  viewPauses,
  viewShards,
} from '../views/thread-views.js';

/** The counters of the API, by their name in JSON. */
export const GROUP_JSON = GROUP_COUNTERS.filter(
  (row): row is GroupCounter & { json: string } => row.json !== undefined,
);
export const MASTER_JSON = MASTER_COUNTERS.filter(
  (row): row is MasterCounter & { json: string } => row.json !== undefined,
);
/** Those that have a total over all groups. */
export const TOTAL_JSON = GROUP_JSON.filter(({ total }) => total !== 'none');

/** What its shards count: there is no list of sent signals. */
export const GATEWAY_SHARD_COUNTS = SHARD_COUNTS.filter(({ name }) => name === 'LOG_LINES_GONE');

const instantOrNull = (wallMs: number): string | null => (wallMs === 0 ? null : instant(wallMs));

/** The worker threads of the gateway. */
export function gatewayThreads(gateway: Gateway): ThreadSource {
  const { shards, shardCounters, lags, pauses } = gateway;
  const owned = {
    name: 'groups',
    help: 'groups',
    count: (shard: number) => gateway.placement[shard]?.length ?? 0,
  };
  return {
    shards,
    shardCounters,
    latencies: lags,
    pauses,
    counts: GATEWAY_SHARD_COUNTS,
    hangs: () => gateway.hangs(),
    owned,
  };
}

/** The whole program. */
export function viewGatewayStatus(
  context: ApiContext & { gateway: Gateway },
  program: Partial<Installed> & { readonly version: string },
) {
  const { gateway } = context;
  const { table, groups } = gateway;
  const { text, state, beside } = gateway.timeStatus();
  const count = (column: 'LISTENING' | 'HELD_BACK') =>
    groups.filter(({ slot }) => table.get(slot, column) > 0).length;
  const totals = Object.fromEntries(
    TOTAL_JSON.map((counter) => [counter.json, groupTotalOf(table, counter)]),
  );
  return {
    ...program,
    startedAt: instant(gateway.startedAt),
    shards: viewShards(gatewayThreads(gateway)),
    coordinator: viewPauses(gateway.pauses.coordinator),
    hangs: gateway.hangs(),
    api: viewApi(context),
    groups: groups.length,
    listening: count('LISTENING'),
    heldBack: count('HELD_BACK'),
    rtusConnected: table.total('RTU_CONNECTED'),
    rtusStarted: table.total('RTU_STARTED'),
    ntp: { text, state: text === '' ? 'off' : state, detail: beside },
    totals: {
      ...totals,
      interrogationsSaved: groups.reduce((sum, { slot }) => sum + interrogationsSaved(table, slot), 0),
      lag: brief(lagOfAll(gateway)),
    },
  };
}

/** One group of the list. */
export function viewGroup(gateway: Gateway, group: GroupDefinition) {
  const { table } = gateway;
  const { slot, hosts } = group;
  const host = hosts[table.get(slot, 'RTU_HOST')] ?? hosts[0];
  const cells = table.group(slot);
  return {
    id: group.id,
    slot,
    name: group.name,
    rtuNumber: group.rtuNumber,
    ports: group.ports.map(({ port, bind, name }) => ({ port, bind, name })),
    listening: table.get(slot, 'LISTENING'),
    rtu: {
      state: rtuState(gateway, slot),
      peer: gateway.rtuPeer(slot),
      host: formatHost(host.host, host.port),
      connectedSince: instantOrNull(table.get(slot, 'RTU_CONNECTED_AT')),
      startedSince: instantOrNull(table.get(slot, 'RTU_STARTED_AT')),
    },
    counters: {
      ...Object.fromEntries(GROUP_JSON.map(({ json, name }) => [json, cells[GROUP_COUNTER[name]]])),
      interrogationsSaved: interrogationsSaved(table, slot),
    },
    lag: brief(lagOfGroup(gateway, slot)),
  };
}

/** One group with its settings and its masters. */
export function viewGroupDetail(gateway: Gateway, group: GroupDefinition) {
  const { slot } = group;
  return {
    ...viewGroup(gateway, group),
    settings: viewSettings(group),
    logFile: gateway.logFile(slot) ?? null,
    masters: gateway.masters(slot).map((master) => viewMaster(gateway, group, master)),
  };
}

function viewMaster(gateway: Gateway, { slot, ports }: GroupDefinition, master: ConnectedMaster) {
  const { table } = gateway;
  const { place, connection, peer, port } = master;
  const row = table.master(slot, place);
  const nowMs = monotonicMs();
  const started = table.getMaster(slot, place, 'STARTED') === 1;
  return {
    connection,
    place,
    peer,
    port: ports[port]?.port ?? 0,
    name: ports[port]?.name ?? '',
    started,
    connectedSince: instant(master.connectedAt),
    startedSince: started ? instantOrNull(table.getMaster(slot, place, 'STARTED_AT')) : null,
    counters: Object.fromEntries(
      MASTER_JSON.map(({ json, name }) => [json, known(masterValue(row, name, nowMs))]),
    ),
    lag: summaryOf(lagOfMaster(gateway, slot, place).figures()),
  };
}

/** A text that is a number, as JSON has numbers. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** The settings by the names of the ini file, in the form of a restart's body. */
function viewSettings(group: GroupDefinition): Record<string, string | number> {
  const texts = groupTexts(group);
  return Object.fromEntries(
    GROUP_FIELDS.map(({ name, isText }) => {
      const text = texts[name];
      return [name, isText === undefined && NUMBER.test(text) ? Number(text) : text];
    }),
  );
}

function rtuState({ table }: Gateway, slot: number): 'started' | 'connected' | 'lost' {
  if (table.get(slot, 'RTU_STARTED') === 1) return 'started';
  return table.get(slot, 'RTU_CONNECTED') === 1 ? 'connected' : 'lost';
}

/** The few figures of lists. */
function brief(histogram: LatencyHistogram) {
  const { count, p50Ms, p99Ms, maxMs } = summaryOf(histogram.figures());
  return { count, p50Ms, p99Ms, maxMs };
}

function formatHost(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
