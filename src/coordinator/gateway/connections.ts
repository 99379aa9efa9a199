/** Who is connected, from the events of the links: the table has no addresses. */
import type { GatewayLinkEvent } from '../../channel/gateway/gateway-protocol.js';
import type { ConnectedMaster } from './gateway-api.js';

/** Of one group. */
interface Present {
  rtu: string;
  masters: readonly ConnectedMaster[];
}

export class Connections {
  private readonly groups: Present[];

  /** `portOf`: number of the port of a place, from 0. */
  constructor(
    groups: number,
    private readonly portOf: (slot: number, place: number) => number,
  ) {
    this.groups = Array.from({ length: groups }, () => ({ rtu: '', masters: [] }));
  }

  /** In the order of their coming. */
  masters(slot: number): readonly ConnectedMaster[] {
    return this.groups[slot]?.masters ?? [];
  }

  /** `address:port`; empty: the RTU is not connected. */
  rtu(slot: number): string {
    return this.groups[slot]?.rtu ?? '';
  }

  take({ slot, side, what, peer, place, connection, wallMs }: GatewayLinkEvent): void {
    const group = this.groups[slot];
    if (group === undefined || (what !== 'connect' && what !== 'disconnect')) return;
    if (side === 'rtu') group.rtu = what === 'connect' ? peer : '';
    if (side !== 'master') return;
    // A new list each time: whoever looks at one sees no change in it.
    const others = group.masters.filter((master) => master.connection !== connection);
    const port = this.portOf(slot, place);
    group.masters =
      what === 'disconnect' ? others : [...others, { place, connection, peer, port, connectedAt: wallMs }];
  }

  /** All links of a group are gone. */
  clear(slot: number): void {
    this.groups[slot] = { rtu: '', masters: [] };
  }
}
