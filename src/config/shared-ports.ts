/** Which rows of the ini file may listen where: alone, or on a port that rows with other RTU numbers share (`docs/behaviour.md` §1). */
import { addressWords, type RtuDefinition } from '../channel/definitions.js';
import { createListenerRegistry, isSameAddress } from './addresses.js';

/** Why a row can't listen on its port: the field, and what was expected of it. */
export interface PortProblem {
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** What is of the connection and not of an RTU number, as texts by field: rows that share a port have to agree in it. */
const CONNECTION_FIELDS: Readonly<Record<string, (rtu: RtuDefinition) => string>> = {
  hosts: ({ hosts, admitsNobody }) => (admitsNobody ? 'nobody' : hosts.join('; ')),
  k: ({ k }) => String(k),
  idleTime: ({ idleMs }) => seconds(idleMs),
  w: ({ w }) => String(w),
  t1: ({ t1Ms }) => seconds(t1Ms),
  t2: ({ t2Ms }) => seconds(t2Ms),
  t3: ({ t3Ms }) => seconds(t3Ms),
  testfr: ({ testfr }) => testfr,
  connections: ({ connections }) => String(connections),
  group: ({ group }) => (typeof group === 'string' ? group : group.map((one) => one.join(' ')).join('; ')),
};

const seconds = (ms: number): string => String(ms / 1000);

/** The ports of the rows that were read, in file order. */
export class SharedPorts {
  private readonly listeners = createListenerRegistry<RtuDefinition[]>();
  private readonly shared = new Set<readonly RtuDefinition[]>();

  /**
   * Why a row can't listen where it wants to; empty if it can. One that shares a port takes the spelling of the address from the first row:
   * `bind` is changed.
   */
  check(rtu: RtuDefinition): PortProblem[] {
    const sharers = this.listeners.find(rtu.bind, rtu.port);
    if (sharers === undefined) return [];
    const [first] = sharers;
    const port = { field: 'port', found: String(rtu.port) };
    if (!isSameAddress(first.bind, rtu.bind)) {
      return [{ ...port, expected: `a port of its own; row ${first.line} ${listensOn(first)}` }];
    }
    const same = sharers.find(({ rtuNumber }) => rtuNumber === rtu.rtuNumber);
    if (same !== undefined) {
      const expected = `a port of its own, or another RTU number; row ${same.line} ${listensOn(same)} with RTU number ${same.rtuNumber}`;
      return [{ ...port, expected }];
    }
    rtu.bind = first.bind;
    return Object.entries(CONNECTION_FIELDS).flatMap(([field, textOf]) => {
      const [found, expected] = [textOf(rtu), textOf(first)];
      if (found === expected) return [];
      const shown = expected === '' ? 'nothing' : expected;
      return [{ field, found, expected: `${shown}, as in row ${first.line}, whose connections it shares` }];
    });
  }

  /** Adds a row that can listen. */
  add(rtu: RtuDefinition): void {
    const sharers = this.listeners.find(rtu.bind, rtu.port);
    if (sharers === undefined) this.listeners.add(rtu.bind, rtu.port, [rtu]);
    else {
      sharers.push(rtu);
      this.shared.add(sharers);
    }
  }

  /** A sentence for each port that rows share. */
  describe(): string[] {
    return [...this.shared].map((sharers) => {
      const [first] = sharers;
      const rows = sharers.map(({ line }) => line).join(', ');
      const numbers = sharers.map(({ rtuNumber }) => rtuNumber).join(', ');
      return `rows ${rows} share port ${first.port} of ${addressWords(first)}: one connection for the RTU numbers ${numbers}`;
    });
  }
}

function listensOn(rtu: RtuDefinition): string {
  return `listens on ${rtu.port} of ${addressWords(rtu)}`;
}
