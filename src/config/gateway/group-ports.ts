/** Which groups may listen where. Source: `docs/gateway.md` §2. */
import type { GroupDefinition } from '../../gateway/definition.js';
import { createListenerRegistry, isSameAddress } from '../addresses.js';
import type { GroupProblem } from './group-settings.js';

/** A port as a row has it. */
interface RowPort {
  readonly line: number;
  readonly bind: string;
  readonly port: number;
}

/** The ports of the rows that were read, in file order. */
export class GroupPorts {
  private readonly listeners = createListenerRegistry<RowPort>();

  /** Takes the port of a row that loads; says what was expected if another row has it, and takes nothing then. */
  take(row: RowPort): string | undefined {
    const other = this.listeners.find(row.bind, row.port);
    if (other !== undefined) return `a port of its own; row ${other.line} listens on ${wordsOf(other)}`;
    this.listeners.add(row.bind, row.port, row);
    return undefined;
  }
}

/**
 * Why a changed group (`definition`) can't listen beside the other groups, of which `groups` has the running one of the same slot too;
 * `undefined`: it can.
 */
export function findTakenPort(
  groups: readonly GroupDefinition[],
  definition: GroupDefinition,
): GroupProblem | undefined {
  const registry = createListenerRegistry<{ group: GroupDefinition; bind: string }>();
  for (const group of groups) {
    if (group.slot === definition.slot) continue;
    for (const { bind, port } of group.ports) registry.add(bind, port, { group, bind });
  }
  const before = groups.find(({ slot }) => slot === definition.slot);
  for (const [i, { bind, port }] of definition.ports.entries()) {
    const other = port === 0 ? undefined : registry.find(bind, port);
    if (other === undefined) {
      registry.add(bind, port, { group: definition, bind });
      continue;
    }
    const { id, name } = other.group;
    const listener = `${id} ${name}`.trimEnd();
    const expected = `a port of its own; group ${listener} listens on ${wordsOf({ bind: other.bind, port })}`;
    const old = before?.ports[i];
    const isBind = old !== undefined && old.port === port && !isSameAddress(old.bind, bind);
    return {
      severity: 'error',
      field: isBind ? 'bind' : 'port',
      found: isBind ? bind : String(port),
      expected,
    };
  }
  return undefined;
}

function wordsOf({ bind, port }: Pick<RowPort, 'bind' | 'port'>): string {
  return `${port} of ${bind === '' ? 'all addresses' : bind}`;
}
