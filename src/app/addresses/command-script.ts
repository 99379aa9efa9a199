/**
 * The printed commands: lines to paste into a shell, or to save as a script. Pure.
 * Comments have no mark that means something to a shell: some shells read a comment that is pasted as a command.
 */
import { countOf } from '../../text/format.js';
import {
  addingWords,
  keepDhcpWords,
  lineOf,
  type Placement,
  removingWords,
  type System,
} from './address-commands.js';
import type { PlannedAddress } from './address-plan.js';

const COMMENT: Readonly<Record<System, string>> = { linux: '#', windows: 'rem' };

/** Lines that give the addresses to a machine, and in comments the opposite. */
export function addingScript(placements: readonly PlannedAddress[], system: System): string[] {
  const comment = (text: string): string => `${COMMENT[system]} ${text}`;
  if (placements.length === 0) return [comment('nothing is missing')];
  return [
    comment(`${countOf(placements.length, 'address', 'addresses')} for RTUs, until the machine is restarted`),
    ...(system === 'linux'
      ? [comment('as root, pasted into a shell or saved as a file for sudo sh')]
      : [comment('as administrator, pasted into cmd or saved as a file with the ending .cmd')]),
    ...keepDhcp(placements, system),
    ...placements.map((each) => lineOf(addingWords(each, system), system)),
    ...hints(placements, system).map(comment),
    comment('to take them away again'),
    ...placements.map((each) => comment(lineOf(removingWords(each, system), system))),
  ];
}

/** Lines that take the addresses away. */
export function removingScript(placements: readonly Placement[], system: System): string[] {
  if (placements.length === 0) return [`${COMMENT[system]} nothing was added`];
  return placements.map((each) => lineOf(removingWords(each, system), system));
}

/** Once for each interface that gets an IPv4 address. */
function keepDhcp(placements: readonly PlannedAddress[], system: System): string[] {
  if (system === 'linux') return [];
  const names = new Set(placements.filter(({ family }) => family === 4).map((each) => each.interface));
  if (names.size === 0) return [];
  return [
    'rem so that an address by DHCP is kept',
    ...[...names].map((name) => lineOf(keepDhcpWords(name), system)),
  ];
}

function hints(placements: readonly PlannedAddress[], system: System): string[] {
  const finding =
    system === 'windows'
      ? ['Windows looks for some seconds whether another machine has an address, before it can be used']
      : [];
  const outside = placements.filter(
    ({ isInNetwork, family, prefix }) => !isInNetwork && prefix === (family === 4 ? 32 : 128),
  );
  return [
    ...finding,
    'the machine answers for them on the wire at once, by ARP and neighbour discovery',
    'masters behind a router need a route there that leads to this machine',
    ...(outside.length === 0
      ? []
      : [
          `${countOf(outside.length, 'address', 'addresses')} outside the networks of the interface, as far as they are known here`,
          'masters on its wire need a route to them as well, or take --prefix with the length of their network',
        ]),
  ];
}
