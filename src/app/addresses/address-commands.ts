/** The commands of Linux and Windows that give an address to an interface or take it away. Pure. */
import { isPlain } from '../../text/outside-text.js';
import { shellWord } from '../../text/shell-word.js';

export type System = 'linux' | 'windows';

/** An address, and where it belongs. */
export interface Placement {
  /** Without a zone. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly interface: string;
  /** Length of the prefix that it gets: 32 or 128, unless it shall bring a network with it. */
  readonly prefix: number;
}

/** A program and its words, as it is started without a shell. */
export type Words = readonly string[];

/** Gives the address to the interface until the machine is restarted. The machine goes on using its own address for its own connections. */
export function addingWords({ address, family, interface: name, prefix }: Placement, system: System): Words {
  if (system === 'linux') {
    const place = ['ip', 'address', 'add', `${address}/${prefix}`, 'dev', name];
    // IPv6: usable at once, and never chosen by the machine as the source of its own connections.
    return family === 4 ? place : [...place, 'nodad', 'preferred_lft', '0'];
  }
  const end = ['store=active', 'skipassource=true'];
  return family === 4
    ? [
        'netsh',
        'interface',
        'ipv4',
        'add',
        'address',
        `name=${name}`,
        `address=${address}`,
        `mask=${maskOf(prefix)}`,
        ...end,
      ]
    : [
        'netsh',
        'interface',
        'ipv6',
        'add',
        'address',
        `interface=${name}`,
        `address=${address}/${prefix}`,
        ...end,
      ];
}

/** Takes the address away again. */
export function removingWords(
  { address, family, interface: name, prefix }: Placement,
  system: System,
): Words {
  if (system === 'linux') return ['ip', 'address', 'delete', `${address}/${prefix}`, 'dev', name];
  const key = family === 4 ? 'name' : 'interface';
  return [
    'netsh',
    'interface',
    `ipv${family}`,
    'delete',
    'address',
    `${key}=${name}`,
    `address=${address}`,
    'store=active',
  ];
}

/** Windows: lets an interface keep the address that DHCP has given it beside those that are added; without it that address would go. */
export function keepDhcpWords(name: string): Words {
  return [
    'netsh',
    'interface',
    'ipv4',
    'set',
    'interface',
    `interface=${name}`,
    'dhcpstaticipcoexistence=enabled',
    'store=active',
  ];
}

/** The words as one line for a shell; Windows: for cmd and PowerShell. The name of the interface has no fault. */
export function lineOf(words: Words, system: System): string {
  return words.map((word) => (system === 'linux' ? shellWord(word, 'posix') : windowsWord(word))).join(' ');
}

/** `name="Ethernet 2"`: quotation marks around the value. */
function windowsWord(word: string): string {
  if (/^[\w.:/=-]+$/.test(word)) return word;
  const at = word.indexOf('=') + 1;
  return `${word.slice(0, at)}"${word.slice(at)}"`;
}

/** Marks that cmd or PowerShell would read as something else, within quotation marks too; curly ones end a text of PowerShell. */
const NEVER_QUOTED = /["%$`!\\\u201c-\u201f]/;

/** Why this can't be the name of an interface in a command, or `undefined`. */
export function findNameFault(name: string, system: System): string | undefined {
  if (name === '' || !isPlain(name)) return 'it is empty, or has characters that are not shown';
  if (system === 'linux') {
    const isName = Buffer.byteLength(name) <= 15 && !/[\s/:]/.test(name) && name !== '.' && name !== '..';
    return isName ? undefined : 'the name of an interface has at most 15 octets, no blank, slash or colon';
  }
  return NEVER_QUOTED.test(name)
    ? 'it has a mark that cmd or PowerShell would change; give the number of the interface (netsh interface ipv4 show interfaces)'
    : undefined;
}

/** `255.255.255.0` of 24; 0…32. */
export function maskOf(prefix: number): string {
  return [0, 8, 16, 24].map((before) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - before)))).join('.');
}
