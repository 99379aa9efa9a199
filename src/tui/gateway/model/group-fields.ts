/** The five fields of a group that can be edited in Compare, and the words about a restart. */
import type { GroupDefinition, RtuHost } from '../../../gateway/definition.js';
import { changeLines, changesIn, type Field, type FieldChange, problemLines } from '../../model/fields.js';
import type { PaneUi } from '../../model/ui.js';
import type { GroupRestart } from './gateway-port.js';

/** `address:port`; an IPv6 address has brackets. */
export function hostText({ host, port }: RtuHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** In the order of the screen. Of a group with several ports each has a port and a filter of its own. */
export const GROUP_FIELDS: readonly Field<GroupDefinition>[] = [
  {
    name: 'name',
    label: 'System',
    width: 16,
    most: 16,
    help: 'System: the name of the station; its first 16 characters count.',
    text: ({ name }) => name,
  },
  {
    name: 'port',
    label: 'Port',
    width: 5,
    most: 200,
    help: 'Port: where its masters connect to, 1 to 65535; several: separated by ;',
    text: ({ ports }) => ports.map(({ port }) => port).join(';'),
  },
  {
    name: 'rtuNumber',
    label: 'RTU',
    width: 5,
    most: 5,
    help: 'RTU: the common address (CA) of the RTU, 1 to 65535.',
    text: ({ rtuNumber }) => String(rtuNumber),
  },
  {
    name: 'hosts',
    label: 'Slave IP:Port',
    width: 19,
    most: 1000,
    help: 'Slave IP:Port: where the RTU is; several, tried in this order: separated by ;',
    text: ({ hosts }) => hosts.map(hostText).join(';'),
  },
  {
    name: 'filter',
    label: 'Filter',
    width: 12,
    most: 1000,
    help: 'Filter: masters that may connect, such as 10.1.1.0/24;10.2.0.7  empty: any.',
    text: ({ ports }) => ports.map(({ filter }) => filter.join(';')).join('|'),
  },
];

/** `Group 7 ABB`. */
export function groupWords({ id, name }: GroupDefinition): string {
  return name === '' ? `Group ${id}` : `Group ${id} ${name}`;
}

/** The changes in a pane, in the order of the screen. */
export function changesOf(pane: PaneUi, group: GroupDefinition): FieldChange[] {
  return changesIn(pane, GROUP_FIELDS, group);
}

/** The effects of a restart, one line each. */
export function describeRestart(
  group: GroupDefinition,
  changes: readonly FieldChange[],
  masters: number,
  arrow: string,
): string[] {
  const links =
    masters === 0
      ? 'The connection to its RTU is closed; it has no master now.'
      : `The connections to its RTU and its ${masters === 1 ? 'master' : `${masters} masters`} are closed.`;
  return [`${groupWords(group)} restarts.`, ...changeLines(changes, arrow), links];
}

/** Why a restart was refused, or warnings after it, one line each. */
export function describeProblems({ problems }: GroupRestart): string[] {
  return problemLines(problems, GROUP_FIELDS);
}

/** Labels of the fields that a restart has changed. */
export function changedLabels(changed: readonly string[]): string {
  return changed.map((name) => GROUP_FIELDS.find((field) => field.name === name)?.label ?? name).join(', ');
}
