/** The addresses of an ini file, of the simulator or of the gateway. */
import { type Finding, formatFinding, type RtuDefinition } from '../../channel/definitions.js';
import { loadGatewayFile } from '../../config/gateway/load-gateway.js';
import { loadIni } from '../../config/load.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { countOf } from '../../text/format.js';
import type { AddressForm } from '../../text/octet-address.js';
import { type BindAddress, collectBinds, type Listening } from './bind-addresses.js';

/** What was read. */
export interface ReadBinds {
  readonly binds: readonly BindAddress[];
  /** `153 RTUs`, `20 groups`; none: the file can't be used. */
  readonly what: string;
  readonly isEmpty: boolean;
  /** Errors of the file, in its order: what a row with one says is not among the addresses. */
  readonly errors: readonly string[];
}

/** Reads a file; a file that says that it is one of the gateway is read as such. Never throws. */
export function readBinds(file: string, program: 'simulator' | 'gateway', form: AddressForm): ReadBinds {
  if (program === 'simulator') {
    const { rtus, findings, isOfGateway } = loadIni(file, form);
    if (!isOfGateway) return result(listeningRtus(rtus), countOf(rtus.length, 'RTU'), findings);
  }
  const { groups, findings } = loadGatewayFile(file, { addresses: form });
  return result(listeningGroups(groups), countOf(groups.length, 'group'), findings);
}

function result(listening: readonly Listening[], what: string, findings: readonly Finding[]): ReadBinds {
  const errors = findings.filter(({ severity }) => severity === 'error').map(formatFinding);
  return { binds: collectBinds(listening), what, isEmpty: listening.length === 0, errors };
}

/** Where RTUs listen. */
export function listeningRtus(
  rtus: readonly Pick<RtuDefinition, 'no' | 'name' | 'bind' | 'line'>[],
): Listening[] {
  return rtus.map(({ no, name, bind, line }) => ({ bind, who: `RTU ${no} ${name}`, line }));
}

/** Where groups listen, port by port. */
export function listeningGroups(groups: readonly GroupDefinition[]): Listening[] {
  return groups.flatMap(({ id, name, line, ports }) =>
    ports.map(({ bind }) => ({ bind, who: `group ${id} ${name}`, line })),
  );
}
