/** File transfer is between one master and the RTU (`docs/gateway.md` §4). */
import type { Recipients } from './asdu-ring.js';
import type { AsduView } from './asdu-view.js';
import type { Master } from './parties.js';

/** Call directory, select, call: who asks so owns the transfer. */
const CALL = 122;
/** Transfers that are known at once; the oldest is forgotten. */
const MOST_FILES = 64;

/** Who has called which file, by CA and IOA. */
export class FileOwners {
  private readonly owners = new Map<number, { master: Master; oa: number }>();

  /** An ASDU of file transfer goes to the RTU; `oa`: that of the master. */
  note(master: Master, sent: AsduView, oa: number): void {
    const key = keyOf(sent);
    if (sent.typeId !== CALL && this.owners.has(key)) return;
    this.owners.delete(key);
    this.owners.set(key, { master, oa });
    const [oldest] = this.owners.keys();
    if (this.owners.size > MOST_FILES && oldest !== undefined) this.owners.delete(oldest);
  }

  /** Who gets an ASDU of file transfer; `undefined`: nobody has called the file. */
  find(answer: AsduView): Recipients<Master> | undefined {
    const owner = this.owners.get(keyOf(answer));
    return owner === undefined ? undefined : [owner];
  }

  leave(master: Master): void {
    for (const [key, owner] of this.owners) if (owner.master === master) this.owners.delete(key);
  }

  clear(): void {
    this.owners.clear();
  }
}

function keyOf({ ca, ioa }: AsduView): number {
  return ca * 0x1000000 + ioa;
}
