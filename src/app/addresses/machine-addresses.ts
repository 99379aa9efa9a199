/** The addresses that this machine has, and on which interfaces. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { canonicalBind } from '../../config/addresses.js';
import { type BindAddress, findBindFault, withZone } from './bind-addresses.js';
import { searchPath } from './run-words.js';

/** An address on an interface. */
export interface MachineAddress {
  /** In its standard spelling, without a zone. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly interface: string;
  /** Length of its network's prefix, 1…32 or 1…128. */
  readonly prefix: number;
  /** Linux removes it together with the first address of its network. */
  readonly isSecondary: boolean;
}

/** What a machine has. */
export interface Machine {
  readonly interfaces: readonly { readonly name: string; readonly isLoopback: boolean }[];
  readonly addresses: readonly MachineAddress[];
}

/** This machine. Linux: by `ip`, which also knows interfaces without a link; where there is none, what Node.js knows. */
export async function readMachine(): Promise<Machine> {
  if (process.platform === 'linux') {
    const text = await ipText();
    const machine = text === undefined ? undefined : parseIpAddress(text);
    if (machine !== undefined) return machine;
  }
  return machineOf(networkInterfaces());
}

function ipText(): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: 'C', PATH: searchPath(process.env.PATH) };
  return new Promise((resolve) => {
    execFile(
      'ip',
      ['-j', 'address', 'show'],
      { env, timeout: 10_000, maxBuffer: 64 * 1024 * 1024 },
      (error, text) => resolve(error === null ? text : undefined),
    );
  });
}

/** One interface as `ip -j address show` writes it. */
interface IpInterface {
  ifname?: unknown;
  flags?: unknown;
  addr_info?: unknown;
}

/** What `ip -j address show` has written; `undefined`: it is none. */
export function parseIpAddress(text: string): Machine | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const interfaces: { name: string; isLoopback: boolean }[] = [];
  const addresses: MachineAddress[] = [];
  for (const { ifname, flags, addr_info: infos } of parsed as IpInterface[]) {
    if (typeof ifname !== 'string') continue;
    const name = ifname;
    interfaces.push({ name, isLoopback: Array.isArray(flags) && flags.includes('LOOPBACK') });
    for (const info of Array.isArray(infos) ? infos : []) {
      const { local, prefixlen: prefix, secondary } = info as Record<string, unknown>;
      if (typeof local !== 'string' || typeof prefix !== 'number' || isIP(local) === 0) continue;
      addresses.push({ ...standard(local), interface: name, prefix, isSecondary: secondary === true });
    }
  }
  return { interfaces, addresses };
}

/** What Node.js knows of the machine. */
export function machineOf(known: ReturnType<typeof networkInterfaces>): Machine {
  const interfaces = Object.entries(known).map(([name, infos = []]) => ({
    name,
    isLoopback: infos.some(({ internal }) => internal),
  }));
  const addresses = Object.entries(known).flatMap(([name, infos = []]) =>
    infos.map(({ address, cidr, family }) => ({
      ...standard(address),
      interface: name,
      prefix: Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128)),
      isSecondary: false,
    })),
  );
  return { interfaces, addresses };
}

function standard(address: string): Pick<MachineAddress, 'address' | 'family'> {
  const { family, address: spelt } = canonicalBind(address);
  return { address: spelt.split('%')[0], family: family === 'ipv4' ? 4 : 6 };
}

/** Addresses that are asked about at the same time. */
const AT_ONCE = 64;

/**
 * Those of the addresses that the machine can't listen on. It is asked by a UDP socket, which is closed at once: so an address counts
 * that a local route gives to the machine, and no TCP port is opened.
 */
export async function findMissing(binds: readonly BindAddress[]): Promise<BindAddress[]> {
  const { addresses } = machineOf(networkInterfaces());
  const known = new Set(addresses.map(({ address }) => address));
  const missing: BindAddress[] = [];
  const asked = binds.filter(
    (bind) => findBindFault(bind) !== undefined || bind.zone !== '' || !known.has(bind.address),
  );
  for (let i = 0; i < asked.length; i += AT_ONCE) {
    const some = asked.slice(i, i + AT_ONCE);
    const there = await Promise.all(some.map((bind) => findBindFault(bind) === undefined && canBind(bind)));
    missing.push(...some.filter((_, at) => !there[at]));
  }
  return missing;
}

/** Whether the machine lets a program have the address. Another fault than a missing address (too many open files) is no answer, and counts as yes. */
function canBind(bind: BindAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(bind.family === 4 ? 'udp4' : 'udp6');
    socket.on('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(!NOT_THERE.has(error.code ?? ''));
    });
    socket.bind({ address: withZone(bind), port: 0, exclusive: true }, () =>
      socket.close(() => resolve(true)),
    );
  });
}

/** `EINVAL`: a link-local address without its interface, or with one that is not there. `EAFNOSUPPORT`: the machine has no IPv6. */
const NOT_THERE = new Set(['EADDRNOTAVAIL', 'EINVAL', 'EAFNOSUPPORT', 'ENODEV', 'ENOTFOUND']);
