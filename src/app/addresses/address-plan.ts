/** Which address goes to which interface, and which of those that were added may be taken away. Pure. */
import { BlockList } from 'node:net';
import type { Placement } from './address-commands.js';
import type { BindAddress } from './bind-addresses.js';
import type { Machine, MachineAddress } from './machine-addresses.js';

/** What the command line says of places. */
export interface PlaceWish {
  /** Name of the interface; `undefined`: as the networks of the machine say. */
  readonly interface: string | undefined;
  /** Of IPv4, 1…32. */
  readonly prefix: number;
  /** Of IPv6, 1…128. */
  readonly prefix6: number;
}

/** An address with its place. */
export interface PlannedAddress extends Placement {
  /** It lies in a network that the interface has already, so masters of that network reach it. */
  readonly isInNetwork: boolean;
}

/** What is to be added; `unplaced`: no interface can be told for these. */
export interface AddingPlan {
  readonly placements: readonly PlannedAddress[];
  readonly unplaced: readonly BindAddress[];
  /** Interfaces to choose from. */
  readonly candidates: readonly string[];
}

/**
 * Finds the interface of each address: its zone; else the wish; else the one with a network that the address lies in, the smallest
 * first; else the only one beside loopback.
 */
export function planAdding(missing: readonly BindAddress[], wish: PlaceWish, machine: Machine): AddingPlan {
  const networks = networksOf(machine);
  const candidates = machine.interfaces.filter(({ isLoopback }) => !isLoopback).map(({ name }) => name);
  const only = candidates.length === 1 ? candidates[0] : undefined;
  const placements: PlannedAddress[] = [];
  const unplaced: BindAddress[] = [];
  for (const bind of missing) {
    const { address, family, zone } = bind;
    const around = networks.filter((network) => network.has(address, family));
    const name = zone !== '' ? zone : (wish.interface ?? around[0]?.interface ?? only);
    const prefix = family === 4 ? wish.prefix : wish.prefix6;
    if (name === undefined) unplaced.push(bind);
    else {
      const isInNetwork = around.some((network) => network.interface === name);
      placements.push({ address, family, interface: name, prefix, isInNetwork });
    }
  }
  return { placements, unplaced, candidates };
}

interface Network {
  readonly interface: string;
  readonly prefix: number;
  has(address: string, family: 4 | 6): boolean;
}

/** The networks of the interfaces beside loopback, the smallest first. */
function networksOf({ interfaces, addresses }: Machine): Network[] {
  const loopbacks = new Set(interfaces.filter(({ isLoopback }) => isLoopback).map(({ name }) => name));
  return addresses
    .filter((each) => !loopbacks.has(each.interface) && each.prefix < (each.family === 4 ? 32 : 128))
    .map((each) => ({
      interface: each.interface,
      prefix: each.prefix,
      has: (address: string, family: 4 | 6) => family === each.family && isInNetworkOf(each, address),
    }))
    .sort((a, b) => b.prefix - a.prefix);
}

function isInNetworkOf(
  { address, family, prefix }: Omit<MachineAddress, 'interface' | 'isSecondary'>,
  other: string,
): boolean {
  const list = new BlockList();
  list.addSubnet(address, prefix, `ipv${family}`);
  return list.check(other, `ipv${family}`);
}

/** What is to be taken away, the last added first, and what stays though it was added. */
export interface RemovingPlan {
  readonly removals: readonly Placement[];
  /** Not on the machine any more: nothing is left to do. */
  readonly gone: readonly Placement[];
  /** It is on the machine, but not as it was added, so it is somebody else's now. */
  readonly others: readonly Placement[];
  /** Linux would remove addresses of others with it: those of its network that came after it. */
  readonly needed: readonly Placement[];
}

/** Looks for each address that was added, in the order in which it was, on the machine as it is now. */
export function planRemoving(added: readonly Placement[], { addresses }: Machine): RemovingPlan {
  const isSame = (a: Placement, b: Placement): boolean =>
    a.address === b.address && a.interface === b.interface && a.prefix === b.prefix;
  const strangers = addresses.filter((each) => !added.some((own) => isSame(own, each)));
  const plan = { removals: [], gone: [], others: [], needed: [] } as Record<keyof RemovingPlan, Placement[]>;
  for (const own of [...added].reverse()) {
    const there = addresses.filter(({ address }) => address === own.address);
    const itself = there.find((each) => isSame(own, each));
    if (there.length === 0) plan.gone.push(own);
    else if (itself === undefined) plan.others.push(own);
    else if (!itself.isSecondary && strangers.some((each) => dependsOn(each, itself))) plan.needed.push(own);
    else plan.removals.push(own);
  }
  return plan;
}

function dependsOn(each: MachineAddress, first: MachineAddress): boolean {
  const { family, prefix } = first;
  if (!each.isSecondary || each.interface !== first.interface || each.family !== family) return false;
  return each.prefix === prefix && isInNetworkOf(first, each.address);
}
