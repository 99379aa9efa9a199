/** A gateway made of nothing but its numbers, and keys as words. */
import { GatewayTable, placesOf } from '../../../src/channel/gateway/gateway-table.js';
import { LatencyTable } from '../../../src/channel/latency-table.js';
import {
  GROUP_COUNTER,
  type GroupCounterName,
  MASTER_COUNTER,
  type MasterCounterName,
} from '../../../src/gateway/counters.js';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import type { FileRequest } from '../../../src/tui/control/context.js';
import type { GatewayContext } from '../../../src/tui/gateway/control/gateway-context.js';
import { takeGatewayKey } from '../../../src/tui/gateway/control/gateway-control.js';
import { GatewayModel } from '../../../src/tui/gateway/model/gateway-model.js';
import type {
  ConnectedMaster,
  GatewayPort,
  GroupRestart,
} from '../../../src/tui/gateway/model/gateway-port.js';
import { drawGateway } from '../../../src/tui/gateway/view/gateway-screen.js';
import type { Canvas } from '../../../src/tui/view/canvas.js';
import { type Glyphs, UNICODE_GLYPHS } from '../../../src/tui/view/glyphs.js';
import { groupDefinition } from '../../support/groups.js';

/** 2026-11-22 10:03:11, local time. */
export const STARTED_AT = new Date(2026, 10, 22, 10, 3, 11).getTime();

/** Group `id` with port 2400 + id, and the RTU 10.0.0.id:2404 of this CA. */
export function group(id: number, changes: Partial<GroupDefinition> = {}): GroupDefinition {
  return groupDefinition(id - 1, {
    ports: [masterPort(2400 + id)],
    hosts: [{ host: `10.0.0.${id}`, port: 2404 }],
    rtuNumber: id,
    ...changes,
  });
}

/** A port that admits these. */
export function masterPort(port: number, filter: readonly string[] = []): GroupDefinition['ports'][number] {
  return { port, bind: '', name: '', filter, admitsNobody: false };
}

/** What was asked of the gateway, in order. */
export type Call = readonly [string, ...unknown[]];

/** The gateway and everything around a model of it. */
export interface GatewayBench {
  readonly model: GatewayModel;
  readonly context: GatewayContext;
  readonly calls: Call[];
  readonly groups: GroupDefinition[];
  hanging: { shard: number; forMs: number }[];
  time: { text: string; state: 'good' | 'bad' | 'busy'; beside?: string };
  /** What comes of a restart, and of closing a connection. */
  answer: GroupRestart | Error;
  closes: boolean | Error;
  /** Logs by slot; absent: the group has none. */
  readonly logs: Map<number, string>;
  /** Addresses of connected RTUs by slot. */
  readonly peers: Map<number, string>;
  /** Sets cells of a group. */
  set(slot: number, cells: Partial<Record<GroupCounterName, number>>): void;
  /** Connects a master to the next place of a group, and sets its cells. */
  connect(slot: number, peer: string, cells?: Partial<Record<MasterCounterName, number>>): ConnectedMaster;
  /** Ends the connection of a master. */
  end(slot: number, connection: number): void;
  /** Frames of a place were written after so many ms. */
  write(slot: number, place: number, ms: number, frames?: number): void;
  /** Lets time pass, then samples. */
  pass(ms: number): void;
  /** Presses keys: words for special ones, else each character of the text. */
  press(...keys: string[]): void;
  canvas(width?: number, height?: number, glyphs?: Glyphs): Canvas;
  /** The screen's lines. */
  screen(width?: number, height?: number, glyphs?: Glyphs): string[];
}

const SPECIAL =
  /^(up|down|left|right|home|end|pageup|pagedown|enter|escape|tab|S-tab|backspace|delete|f\d|C-.)$/;

/** Makes a bench with these groups on two shards; no RTU is connected. */
export function gatewayBench(groups: GroupDefinition[]): GatewayBench {
  const table = GatewayTable.allocate(groups);
  const lags = LatencyTable.allocate(
    placesOf(groups).reduce((sum, count) => sum + count, 0),
    2,
  );
  const connected = new Map<number, ConnectedMaster[]>();
  let connections = 0;
  const calls: Call[] = [];
  const gateway: GatewayPort = {
    groups,
    table,
    lags,
    shards: 2,
    startedAt: STARTED_AT,
    masters: (slot) => connected.get(slot) ?? [],
    rtuPeer: (slot) => it.peers.get(slot) ?? '',
    async restartGroup(slot, wish) {
      calls.push(['restart', slot, wish]);
      if (it.answer instanceof Error) throw it.answer;
      return it.answer;
    },
    async closeMaster(slot, place, connection) {
      calls.push(['close', slot, place, connection]);
      if (it.closes instanceof Error) throw it.closes;
      return it.closes;
    },
    logFile: (slot) => it.logs.get(slot),
    hangs: () => it.hanging,
    timeStatus: () => ({ beside: '', ...it.time }),
    wallNow: () => STARTED_AT,
  };
  const model = new GatewayModel(gateway);
  const context: GatewayContext = {
    model,
    glyphs: UNICODE_GLYPHS,
    effects: {
      openFile: ({ how, path }: FileRequest) => void calls.push(['open', how, path]),
      interrupt: () => void calls.push(['interrupt']),
      redraw: () => {},
    },
  };
  const it: GatewayBench = {
    model,
    context,
    calls,
    groups,
    hanging: [],
    time: { text: '', state: 'busy' },
    answer: new Error('not expected'),
    closes: new Error('not expected'),
    logs: new Map(),
    peers: new Map(),
    set(slot, cells) {
      for (const [name, value] of Object.entries(cells))
        table.group(slot)[GROUP_COUNTER[name as GroupCounterName]] = value;
    },
    connect(slot, peer, cells = {}) {
      const all = connected.get(slot) ?? [];
      let place = 0;
      while (all.some((master) => master.place === place)) place++;
      const master = { place, connection: ++connections, peer, port: 0, connectedAt: STARTED_AT };
      connected.set(slot, [...all, master]);
      const row = table.master(slot, place).fill(0);
      const own = { CONNECTED: 1, STARTED: 1, CONNECTION: master.connection, ...cells };
      for (const [name, value] of Object.entries(own)) row[MASTER_COUNTER[name as MasterCounterName]] = value;
      count(slot);
      return master;
    },
    end(slot, connection) {
      const all = connected.get(slot) ?? [];
      for (const master of all)
        if (master.connection === connection) table.master(slot, master.place).fill(0);
      connected.set(
        slot,
        all.filter((master) => master.connection !== connection),
      );
      count(slot);
    },
    write(slot, place, ms, frames = 1) {
      lags.ownRtu(table.masterRow(slot, place)).record(ms, frames);
      table.group(slot)[GROUP_COUNTER.TO_MASTERS] += frames;
    },
    pass(ms) {
      model.sample(model.nowMs + ms, STARTED_AT + model.nowMs + ms);
    },
    press(...keys) {
      for (const key of keys) {
        if (SPECIAL.test(key)) takeGatewayKey(context, { name: key, char: '' });
        else for (const char of key) takeGatewayKey(context, { name: char, char });
      }
    },
    canvas: (width = 80, height = 24, glyphs = UNICODE_GLYPHS) => drawGateway(model, width, height, glyphs),
    screen: (...size) => it.canvas(...size).rows(),
  };
  const count = (slot: number): void => {
    const all = connected.get(slot) ?? [];
    const started = all.filter(({ place }) => table.getMaster(slot, place, 'STARTED') > 0).length;
    it.set(slot, { MASTERS: all.length, MASTERS_STARTED: started });
  };
  return it;
}

/** Group 1 works with two masters, of which one is started; the RTU of group 2 is there without one; that of group 3 is not. */
export function threeGroups(): GatewayBench {
  const b = gatewayBench([
    group(1, { name: 'ABB', rtuNumber: 32 }),
    group(2, { name: 'OSI', ports: [masterPort(2402, ['10.1.1.0/24', '::1'])] }),
    group(3, { name: '' }),
  ]);
  b.pass(200);
  const startedAt = new Date(2026, 10, 22, 10, 4, 2, 118).getTime();
  b.set(0, { RTU_CONNECTED: 1, RTU_STARTED: 1, RTU_STARTED_AT: startedAt, LISTENING: 1 });
  b.peers.set(0, '10.0.0.1:2404');
  b.set(0, { QUEUE: 3, QUEUE_MAX: 700, GI_ASKED: 5, GI_SENT: 2, UNDELIVERED: 4, AT_RISK: 2 });
  b.connect(0, '10.1.1.1:50001', { OA: 1, FRAMES: 1234, QUEUE: 3, QUEUE_MAX: 700, OUTSTANDING: 1 });
  b.connect(0, '10.1.1.2:50002', { STARTED: 0 });
  b.set(1, { RTU_CONNECTED: 1, LISTENING: 1 });
  b.peers.set(1, '10.0.0.2:2404');
  b.write(0, 0, 1.5, 100);
  b.set(0, { FROM_RTU: 50, TO_RTU: 3, FROM_MASTERS: 2 });
  b.pass(1000);
  return b;
}
