/** The gateway as built, with real threads and sockets: its RTUs and masters are those of the test. */
import { onTestFinished } from 'vitest';
import type { Gateway, GatewayEvent } from '../../src/coordinator/gateway/gateway-api.js';
import type * as EngineModule from '../../src/coordinator/gateway/gateway-engine.js';
import type { GroupDefinition } from '../../src/gateway/definition.js';
import type * as LogThreadModule from '../../src/log-writer/log-thread.js';
import { groupDefinition } from './groups.js';
import { HANG_MS, soon } from './patience.js';
import { RawListener, RawPeer } from './raw-peer.js';
import { importBuilt, Threads } from './test-engine.js';
import { Workspace } from './workspace.js';

const { startGateway } = await importBuilt<typeof EngineModule>('coordinator/gateway/gateway-engine.js');
const { LogThread } = await importBuilt<typeof LogThreadModule>('log-writer/log-thread.js');

/** A gateway whose masters have the address of their RTU; each port is chosen by the system unless the group names one. */
export class TestGateway {
  private readonly peers: RawPeer[] = [];

  private constructor(
    readonly gateway: Gateway,
    readonly events: GatewayEvent[],
    readonly workspace: Workspace,
    private readonly threads: Threads,
  ) {}

  /** Starts one that is closed when the test is over. `groups`: what is not a default, by slot. */
  static async start(
    groups: readonly Partial<GroupDefinition>[],
    { shards = 1, signalLog = 'none' }: { shards?: number; signalLog?: 'all' | 'none' } = {},
  ): Promise<TestGateway> {
    const workspace = new Workspace();
    const logThread = new LogThread();
    // Node.js tells of a new thread a little later; this one is not to be among the shards' threads.
    await new Promise(setImmediate);
    const threads = new Threads();
    const events: GatewayEvent[] = [];
    const definitions = groups.map((changes, slot) => groupDefinition(slot, { rtuIp: 'allow', ...changes }));
    const options = { groups: definitions, shards, logFolder: workspace.path('log'), signalLog, logThread };
    const gateway = await startGateway(options, (event) => events.push(event));
    const made = new TestGateway(gateway, events, workspace, threads);
    onTestFinished(async () => {
      for (const peer of made.peers) peer.reset();
      threads.close();
      await gateway.close();
      await logThread.close(HANG_MS);
    });
    return made;
  }

  /** Port for the masters of a group, when it is open. */
  port(slot = 0): Promise<number> {
    return soon(() => {
      const { groups, table } = this.gateway;
      const [{ port }] = groups[slot].ports;
      if (port === 0 || table.get(slot, 'LISTENING') === 0) throw new Error(`group ${slot} does not listen`);
      return port;
    });
  }

  /** A bare connection of a master; `from`: its address. */
  async master(slot = 0, from = '127.0.0.1'): Promise<RawPeer> {
    const peer = await RawPeer.connect(await this.port(slot), '127.0.0.1', HANG_MS, from);
    this.peers.push(peer);
    return peer;
  }

  /** The link events of a group so far, as `side what: detail`. */
  links(slot = 0): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'link' && event.slot === slot ? [`${event.side} ${event.what}: ${event.detail}`] : [],
    );
  }

  /** Waits for an event of this kind. */
  event<K extends GatewayEvent['kind']>(kind: K): Promise<Extract<GatewayEvent, { kind: K }>> {
    return soon(() => {
      const found = this.events.find((event) => event.kind === kind);
      if (found === undefined) throw new Error(`no ${kind} among ${this.events.map((event) => event.kind)}`);
      return found as Extract<GatewayEvent, { kind: K }>;
    });
  }

  /** Ends a thread from outside, as a crash would; 0 is the oldest. */
  killThread(thread: number): Promise<void> {
    return this.threads.kill(thread);
  }
}

/** An RTU that the test plays: it listens, and has the host of a group. */
export async function openRtu(port = 0): Promise<{ rtu: RawListener; hosts: GroupDefinition['hosts'] }> {
  const rtu = await RawListener.listen(port);
  onTestFinished(() => rtu.close());
  return { rtu, hosts: [{ host: '127.0.0.1', port: rtu.port }] };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const listener = await RawListener.listen();
  const { port } = listener;
  listener.close();
  return port;
}

/** Whether the system refuses a connection. */
export function isRefused(port: number): Promise<boolean> {
  return RawPeer.connect(port).then(
    (peer) => {
      peer.reset();
      return false;
    },
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
}
