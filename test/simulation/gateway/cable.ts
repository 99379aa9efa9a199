/** Joins the network in front of a gateway's RTUs to the one of the stations: passes all octets on, until it is cut. */
import type { ClientEvents, SimConnection, SimHost, SimNetwork, WireTap } from '../sim-network.js';
import type { World } from '../world.js';
import type { RtuSide } from './gateway-fleet.js';

/** After a cut without a word the station hears of it in so many ms, if its own time-outs are longer. */
const LONG_CUT_MS = 15_000;
/** Addresses at the ends of cables, as stations see them. */
const ADDRESS = '10.1.0.1';

/** The way from a gateway to one RTU of a station. */
export class Cable implements SimHost, RtuSide {
  private joint: Joint | undefined;
  private readonly closers: (() => void)[] = [];
  private isSilent = false;

  constructor(
    readonly world: World,
    private readonly network: SimNetwork,
    private readonly addresses: readonly { readonly host: string; readonly port: number }[],
    /** Connects to the station; `undefined`: its port is closed. */
    private readonly connect: (address: string, events: ClientEvents) => SimConnection | undefined,
    private readonly tapOf: () => WireTap,
  ) {}

  get isConnected(): boolean {
    return this.joint !== undefined;
  }

  begin(state: 'up' | 'silent' = 'up'): void {
    this.stop();
    this.isSilent = state === 'silent';
    for (const { host, port } of this.addresses) this.closers.push(this.network.serve(host, port, this));
  }

  die(how: 'fin' | 'reset' | 'silence'): void {
    this.stop();
    this.world.trace(() => `a cable is cut by ${how}`);
    this.joint?.cut(how);
    this.joint = undefined;
  }

  /** Stations send by themselves. */
  burst(): void {}

  /** Stations keep the protocol; their connections do not last. */
  misbehave(): void {
    this.joint?.cut('reset');
  }

  finish(): void {}

  accept(): ReturnType<SimHost['accept']> {
    if (this.isSilent) return undefined;
    const joint = new Joint(this.world, () => {
      if (this.joint === joint) this.joint = undefined;
    });
    this.joint = joint;
    return {
      events: joint.gateway,
      tap: this.tapOf(),
      begun: (connection) => joint.begin(connection, this.connect(ADDRESS, joint.station)),
    };
  }

  private stop(): void {
    for (const close of this.closers.splice(0)) close();
  }
}

/** Two connections of which each gets what the other has. */
class Joint {
  /** What comes from the gateway, and from the station. */
  readonly gateway: ClientEvents;
  readonly station: ClientEvents;
  private toGateway: SimConnection | undefined;
  private toStation: SimConnection | undefined;
  private isCut = false;

  constructor(
    private readonly world: World,
    private readonly over: () => void,
  ) {
    this.gateway = this.passing(() => this.toStation);
    this.station = this.passing(() => this.toGateway);
  }

  begin(toGateway: SimConnection, toStation: SimConnection | undefined): void {
    this.toGateway = toGateway;
    this.toStation = toStation;
    if (toStation === undefined) toGateway.reset();
  }

  cut(how: 'fin' | 'reset' | 'silence'): void {
    const both = [this.toGateway, this.toStation];
    if (how === 'fin') for (const one of both) one?.endSending();
    else if (how === 'reset') for (const one of both) one?.reset();
    else this.world.after(LONG_CUT_MS, () => this.cut('reset'));
    this.isCut = true;
  }

  private passing(other: () => SimConnection | undefined): ClientEvents {
    let hasEnded = false;
    return {
      received: (octets) => {
        if (!this.isCut) other()?.send(octets);
      },
      ended: () => {
        hasEnded = true;
        if (!this.isCut) other()?.endSending();
      },
      gone: () => {
        this.over();
        if (!this.isCut && !hasEnded) other()?.reset();
      },
    };
  }
}
