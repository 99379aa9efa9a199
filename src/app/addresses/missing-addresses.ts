/** Addresses to listen on that this machine does not have, told by the programs that need them. */
import type { Finding } from '../../channel/definitions.js';
import { collectFindings } from '../../config/findings.js';
import { countOf, firstNames } from '../../text/format.js';
import { type Typist, typed, typist } from '../typist.js';
import { collectBinds, findBindFault, type Listening, usersOf, withZone } from './bind-addresses.js';
import { findMissing } from './machine-addresses.js';

/** Addresses that a sentence names, of many. */
const NAMED = 3;

/** `iec104rs addresses -i FILE --print`: the command with an option at its end, to be typed. */
export function addressesCommand(
  ini: string,
  program: 'simulator' | 'gateway',
  end: string,
  who: Typist = typist(),
): string {
  const kind = program === 'gateway' ? '--gateway ' : '';
  return `${who.program} addresses ${kind}-i ${typed(ini, who)} ${end}`;
}

/** What to do about addresses that this machine does not have; it ends a sentence. */
export function addressAdvice(ini: string, program: 'simulator' | 'gateway', count: number): string {
  const them = count === 1 ? 'it' : 'them';
  return `${addressesCommand(ini, program, '--print')} prints the commands that give ${them} to this machine`;
}

/** A warning, at most one, for the addresses of a file that this machine does not have. */
export async function findMissingAddresses(
  ini: string,
  program: 'simulator' | 'gateway',
  listening: readonly Listening[],
): Promise<readonly Finding[]> {
  const missing = await findMissing(collectBinds(listening));
  if (missing.length === 0) return [];
  const findings = collectFindings(ini);
  const [first] = missing;
  const advice = addressAdvice(ini, program, missing.length);
  if (missing.length === 1) {
    const fault = findBindFault(first);
    const expected = fault ?? `an address of this machine for ${usersOf(first)}; ${advice}`;
    findings.warning(first.users[0].line, '', withZone(first), expected);
  } else {
    const names = firstNames(missing, NAMED, withZone);
    const found = countOf(missing.length, 'address', 'addresses');
    findings.warning(0, '', `${found} to listen on: ${names}`, `addresses of this machine; ${advice}`);
  }
  return findings.list;
}
