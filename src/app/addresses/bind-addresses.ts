/** The addresses of their own that RTUs, or ports of a gateway, listen on. Pure. */
import { canonicalBind } from '../../config/addresses.js';

/** Who listens on an address. */
export interface Listening {
  /** Address to listen on; empty: all addresses. */
  readonly bind: string;
  /** `RTU 3 Northfield`. */
  readonly who: string;
  /** Line of the ini file, from 1. */
  readonly line: number;
}

/**
 * `ordinary`: the machine must have been given it. `loopback`: Linux and Windows listen on all of 127.0.0.0/8 and on ::1 without being
 * told. `impossible`: an address of many machines or of none (multicast, broadcast, 0.0.0.0/8). `incomplete`: a link-local address
 * without its interface.
 */
export type BindKind = 'ordinary' | 'loopback' | 'impossible' | 'incomplete';

/** One address, however often it is in the file. */
export interface BindAddress {
  /** In its standard spelling, without a zone. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Interface of a link-local address (`eth0` of `fe80::1%eth0`); empty: none is named. */
  readonly zone: string;
  readonly kind: BindKind;
  /** Those that listen on it, in file order; at least one. */
  readonly users: readonly Listening[];
}

/** Every address once, in file order; without "all addresses", which every machine has. */
export function collectBinds(listening: readonly Listening[]): BindAddress[] {
  const found = new Map<string, BindAddress & { users: Listening[] }>();
  for (const each of listening) {
    const { family, address } = canonicalBind(each.bind);
    if (family === 'all' || family === 'ipv4-all') continue;
    const before = found.get(address);
    if (before !== undefined) {
      before.users.push(each);
      continue;
    }
    const [plain, zone = ''] = address.split('%');
    const number = family === 'ipv4' ? 4 : 6;
    found.set(address, { address: plain, family: number, zone, kind: kindOf(plain, zone), users: [each] });
  }
  return [...found.values()];
}

function kindOf(address: string, zone: string): BindKind {
  if (address.includes(':')) {
    if (address === '::1') return 'loopback';
    if (address.startsWith('ff')) return 'impossible';
    return zone === '' && /^fe[89ab]/.test(address) ? 'incomplete' : 'ordinary';
  }
  const first = Number(address.split('.')[0]);
  if (first === 127) return 'loopback';
  return first === 0 || first >= 224 ? 'impossible' : 'ordinary';
}

/** Why no machine can be given the address, or `undefined`. */
export function findBindFault(bind: BindAddress): string | undefined {
  const place = `${bind.address} (${usersOf(bind)})`;
  if (bind.kind === 'impossible') return `${place} is no address that a machine can have; mend the ini file`;
  if (bind.kind !== 'incomplete') return undefined;
  return `${place} needs its interface, as in ${bind.address}%eth0; mend the ini file`;
}

/** `fe80::1%eth0`: the address with its zone, to listen on. */
export function withZone({ address, zone }: Pick<BindAddress, 'address' | 'zone'>): string {
  return zone === '' ? address : `${address}%${zone}`;
}

/** `RTU 3 Northfield and 2 more`. */
export function usersOf({ users }: BindAddress): string {
  const [{ who }] = users;
  return users.length === 1 ? who : `${who} and ${users.length - 1} more`;
}
