/** Addresses of the ini file: where masters may connect from, and where RTUs listen. Source: `docs/behaviour.md` §1. */
import { isIP, SocketAddress } from 'node:net';

const PREFIX = /^\d{1,3}$/;

/** An IPv4 or IPv6 address, or a network `address/prefix` (0…32, 0…128); host bits may be set. */
export function isHostEntry(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return isIP(text) !== 0;
  const prefix = text.slice(slash + 1);
  const family = isIP(text.slice(0, slash));
  return family !== 0 && PREFIX.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** The entries of a hosts cell, separated by `;`; blanks around them and empty entries are dropped. */
export function splitHosts(text: string): string[] {
  return text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The groups of a `group` option: entries have blanks or commas between them, groups `;`. An empty group is none. */
export function splitGroups(text: string): string[][] {
  return splitHosts(text)
    .map((group) => group.split(/[\s,]+/).filter((entry) => entry !== ''))
    .filter((group) => group.length > 0);
}

export type BindFamily = 'all' | 'ipv4-all' | 'ipv4' | 'ipv6';

/** The family and the standard spelling of an address to listen on, without brackets, with its zone; `::` listens on IPv4 too, so it means all addresses, like empty text. */
export function canonicalBind(bind: string): { family: BindFamily; address: string } {
  if (bind === '' || bind === '0.0.0.0') {
    return bind === '' ? { family: 'all', address: '' } : { family: 'ipv4-all', address: bind };
  }
  if (isIP(bind) !== 6) return { family: 'ipv4', address: bind };
  const [plain, zone] = bind.split('%');
  const address = new SocketAddress({ address: plain, family: 'ipv6' }).address;
  if (address === '::') return { family: 'all', address: '' };
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (mapped !== null) return canonicalBind(mapped[1]);
  return { family: 'ipv6', address: zone === undefined ? address : `${address}%${zone}` };
}

/** Whether two addresses to listen on are the same, perhaps in another spelling. */
export function isSameAddress(a: string, b: string): boolean {
  const [one, other] = [canonicalBind(a), canonicalBind(b)];
  return one.family === other.family && one.address === other.address;
}

/** Listening addresses and ports with their owners; `T` is an owner (an RTU). */
export interface ListenerRegistry<T> {
  /** The owner whose address and port overlap with these, or `undefined`. "All addresses" overlaps with each address. */
  find(bind: string, port: number): T | undefined;
  /** Adds an owner, whether or not it overlaps with another. */
  add(bind: string, port: number, owner: T): void;
}

interface PortOwners<T> {
  /** The first owner of each family, wrapped because an owner may be `undefined`. */
  firstBy: Partial<Record<BindFamily, { owner: T }>>;
  byAddress: Map<string, T>;
}

/** An empty registry. `bind` is an address or empty for all addresses, port 1…65535. */
export function createListenerRegistry<T>(): ListenerRegistry<T> {
  const ports = new Map<number, PortOwners<T>>();
  return {
    find(bind, port) {
      const owners = ports.get(port);
      if (owners === undefined) return undefined;
      const { family, address } = canonicalBind(bind);
      for (const other of OVERLAPS[family]) {
        const first = owners.firstBy[other];
        if (first !== undefined) return first.owner;
      }
      return owners.byAddress.get(address);
    },
    add(bind, port, owner) {
      const { family, address } = canonicalBind(bind);
      let owners = ports.get(port);
      if (owners === undefined) {
        owners = { firstBy: {}, byAddress: new Map() };
        ports.set(port, owners);
      }
      owners.firstBy[family] ??= { owner };
      if (!owners.byAddress.has(address)) owners.byAddress.set(address, owner);
    },
  };
}

/** Other families that overlap for any of their addresses; within one family only the same address does. */
const OVERLAPS: Readonly<Record<BindFamily, readonly BindFamily[]>> = {
  all: ['ipv4-all', 'ipv4', 'ipv6'],
  'ipv4-all': ['all', 'ipv4'],
  ipv4: ['all', 'ipv4-all'],
  ipv6: ['all'],
};
