/** The record of the addresses that `--add` has given to this machine: `--remove` takes away these and no others. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { uptime } from 'node:os';
import { systemReason } from '../../text/system-errors.js';
import type { Placement } from './address-commands.js';

/** An address that was added, and since which start of which machine it has been there. */
interface AddedAddress extends Placement {
  readonly machine: string;
  /** The run of the program that noted it: two at one time may note the same address, and one of them adds it. */
  readonly by?: string;
}

/** A record can't be read or written; its message is a sentence. */
export class RecordFault extends Error {}

/** Says to a reader what the file is. */
const ABOUT =
  'Addresses that "iec104rs addresses --add" has given to this machine. With "--remove" it takes them away, and this file with them.';

/** Starts of a machine without a number of its own are told apart by their time, which is known to so many seconds. */
const START_S = 120;

/** The record of one ini file. */
export class AddedRecord {
  /** `machine`: this start of this machine. Addresses that were added before it are gone with it. */
  constructor(
    readonly path: string,
    private readonly machine = machineStart(),
    private readonly run = randomUUID(),
  ) {}

  /** The addresses that were added since the machine was started, in the order in which they were. Throws `RecordFault`. */
  read(): Placement[] {
    const all = this.readAll()
      .filter(({ machine }) => isSameStart(machine, this.machine))
      .map(({ machine: _, by: __, ...placement }) => placement);
    return all.filter((each, at) => all.findIndex((one) => isSame(one, each)) === at);
  }

  /** Notes addresses before they are added: if the program is cut off, none stays unknown. Throws `RecordFault`. */
  note(placements: readonly Placement[]): void {
    const { machine, run: by } = this;
    const noted = placements.map(({ address, family, interface: name, prefix }) => ({
      ...{ address, family, interface: name, prefix, machine, by },
    }));
    this.write([...this.without(placements, 'own'), ...noted]);
  }

  /** Takes addresses out, or only what this run has noted of them; without any the file goes. Throws `RecordFault`. */
  forget(placements: readonly Placement[], whose: 'all' | 'own' = 'all'): void {
    this.write(this.without(placements, whose));
  }

  /** What else may still be there: also in other network namespaces since this start. */
  private without(placements: readonly Placement[], whose: 'all' | 'own'): AddedAddress[] {
    const { machine, run } = this;
    return this.readAll().filter((each) => {
      const isMeant = whose === 'all' || each.by === run;
      const isNamed =
        isMeant && isSameStart(each.machine, machine) && placements.some((one) => isSame(one, each));
      return !isNamed && (isSameStart(each.machine, machine) || startOf(each.machine) === startOf(machine));
    });
  }

  private readAll(): AddedAddress[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
      if (process.geteuid?.() === 0 && statSync(this.path).uid !== 0) {
        throw new RecordFault(
          `${this.path}: another user has written it, and root does not follow it; move it away`,
        );
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      if (error instanceof RecordFault) throw error;
      throw new RecordFault(`${this.path}: ${systemReason(error, 'read')}`);
    }
    const all = parseRecord(text);
    if (all === undefined) {
      throw new RecordFault(
        `${this.path}: found something else, expected the record of added addresses; move the file away`,
      );
    }
    return all;
  }

  private write(all: readonly AddedAddress[]): void {
    try {
      if (all.length === 0) {
        rmSync(this.path, { force: true });
        return;
      }
      const beside = `${this.path}.${process.pid}.new`;
      // Root writes here, maybe in a folder of others: a file of its own, never through a link that somebody has put there.
      rmSync(beside, { force: true });
      const text = `${JSON.stringify({ about: ABOUT, addresses: all }, undefined, 1)}\n`;
      writeFileSync(beside, text, { flag: 'wx' });
      renameSync(beside, this.path);
    } catch (error) {
      throw new RecordFault(`${this.path}: ${systemReason(error, 'write')}`);
    }
  }
}

/** The entries of a record; `undefined`: the text is none. */
export function parseRecord(text: string): AddedAddress[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { addresses } = (parsed ?? {}) as { addresses?: unknown };
  return Array.isArray(addresses) && addresses.every(isEntry) ? addresses : undefined;
}

/** Who may write the file is not trusted with more than this. */
function isEntry(entry: unknown): entry is AddedAddress {
  const { address, family, interface: name, prefix, machine } = (entry ?? {}) as Record<string, unknown>;
  if (typeof address !== 'string' || typeof name !== 'string' || typeof machine !== 'string') return false;
  if (isIP(address) !== family || address === '::1' || address.startsWith('127.')) return false;
  return Number.isInteger(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128);
}

function isSame(a: Placement, b: Placement): boolean {
  return a.address === b.address && a.interface === b.interface;
}

/** Names this start of this machine; Linux: and the network namespace. */
function machineStart(): string {
  try {
    const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${start} ${readlinkSync('/proc/self/ns/net')}`;
  } catch {
    return `started ${Math.round(Date.now() / 1000 - uptime())}`;
  }
}

/** The start alone, without the network namespace. */
function startOf(machine: string): string {
  return machine.split(' ')[0];
}

/** Whether both name one start of one machine, and one network namespace. */
export function isSameStart(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => Number(/^started (\d+)$/.exec(text)?.[1] ?? Number.NaN));
  return a === b || Math.abs(one - other) <= START_S;
}
