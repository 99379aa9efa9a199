/** A whole site in one process: real stations (`fleet.ts`, with all its models), gateways that dial them, and masters of the gateways. */
import type { RtuDefinition } from '../../../src/channel/definitions.js';
import type { ShardEvent } from '../../../src/channel/shard-protocol.js';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import { type Database, pointKey } from '../definitions.js';
import { Fleet, type SimShard } from '../fleet.js';
import type { ClientEvents, SimConnection, SimNetwork, WireTap } from '../sim-network.js';
import { writeElements } from '../wire.js';
import type { World } from '../world.js';
import { Cable } from './cable.js';
import { type Behind, GatewayFleet, type RtuSide } from './gateway-fleet.js';
import { makeGroup } from './group-plan.js';
import { StationBook } from './station-book.js';

/** Measurands that commands set, and the types of their commands; every third IOA is one that commands may set. */
const MEASURAND = 13;
const SET_POINTS = [
  { status: 300, type: 50 },
  { status: 303, type: 50 },
  { status: 306, type: 63 },
] as const;
const COMMANDS_FROM = 10_000;
/** Reasons for which an RTU ends a link that nobody here gives it. */
const PROTOCOL_FAULT = /^(BAD_|FRAME_TOO_LONG|NS_|NR_|I_WHILE|S_WHILE|UNDEFINED_U)/;

/** Stations whose masters come through gateways. */
export class StationFleet extends Fleet {
  protected override addMasters(): void {}

  protected override pickMeasurands(): 'set' {
    return 'set';
  }

  /** Each file has set-points, for the commands of the gateways' masters. */
  protected override newDatabase(file: string): Database {
    const database = super.newDatabase(file);
    const lines: string[] = [];
    for (const { status: ioa, type } of SET_POINTS) {
      const value = this.world.random.int(-100, 100);
      const elements = writeElements(MEASURAND, value, 0);
      const groups = new Set<number>();
      const kind = { type: MEASURAND, plain: MEASURAND, ioa, elements };
      database.rows.push({ ...kind, index: 1, cot: 3, onlyRtu: 0, filter: undefined, waitMs: 0 });
      database.points.set(pointKey(MEASURAND, ioa), {
        ...{ plain: MEASURAND, ioa, first: elements, interrogated: true, groups },
        ...{ statusType: MEASURAND, isStatus: true },
      });
      database.commands.push({ type, ioa: COMMANDS_FROM + ioa, status: ioa });
      lines.push(`1,Y,${MEASURAND},${ioa},${value}`, `1,,${type},${COMMANDS_FROM + ioa},${ioa}`);
    }
    return { ...database, text: `${database.text}${lines.join('\n')}\n` };
  }

  protected override heard(sim: SimShard, event: ShardEvent): void {
    if (event.kind === 'link' && event.what === 'disconnect' && PROTOCOL_FAULT.test(event.detail))
      this.world.fail(`a station ends its link to the gateway: ${event.detail}`);
    super.heard(sim, event);
  }
}

export class Site implements Behind {
  readonly Book = StationBook;
  readonly stations: StationFleet;
  readonly gateways: GatewayFleet;
  readonly definitions: readonly GroupDefinition[];
  private lastPort = 20_000;

  constructor(readonly world: World) {
    this.stations = new StationFleet(world);
    this.definitions = this.stations.definitions.map((rtu) => this.group(rtu));
    this.gateways = new GatewayFleet(world, this);
  }

  rtu(definition: GroupDefinition, network: SimNetwork, tapOf: () => WireTap): RtuSide {
    const { port } = this.stations.definitions[definition.slot];
    const connect = (address: string, events: ClientEvents): SimConnection | undefined =>
      this.stations.network.connect(port, address, ++this.lastPort, events);
    return new Cable(this.world, network, definition.hosts, connect, tapOf);
  }

  commands(): { plain: number[]; timed: number[] } {
    const of = (wanted: number): number[] =>
      SET_POINTS.filter(({ type }) => type === wanted).map(({ status }) => COMMANDS_FROM + status);
    return { plain: of(50), timed: of(63) };
  }

  /** The group of an RTU. Both have the same windows and time-outs, so that neither ends a link for the other's leisure. */
  private group({ slot, rtuNumber, k, w, t1Ms, t2Ms }: RtuDefinition): GroupDefinition {
    const { random } = this.world;
    const group = makeGroup(random, slot);
    const bufferFrames = Math.max(group.bufferFrames, k);
    // Both the RTU's own end of initialization and the gateway's have COI 0: only one of the two may come.
    const eoi = group.eoi === 'rtu' ? 'never' : group.eoi;
    return { ...group, rtuNumber, k, w, t1Ms, t2Ms, bufferFrames, eoi, ca: 'own' };
  }
}
