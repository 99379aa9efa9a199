/** Commands in the form of the command line. */

import type { ElementRecord } from '../codec/elements.js';
import { nvaFromFraction } from '../codec/elements.js';
import { findType, TYPES } from '../codec/types.js';
import { MasterError } from './master-error.js';
import type { CommandRequest } from './requests.js';
import { commandAsdu } from './requests.js';

/** A command and the CA that it goes to. */
export interface AddressedCommand {
  /** 1…65535. */
  ca: number;
  command: CommandRequest;
  /** Select first, then execute. */
  select: boolean;
  /** Text of the command line. */
  text: string;
}

const FORM = 'expected CA:IOA:TYPE:VALUE[:select]';

/**
 * Reads `CA:IOA:TYPE:VALUE[:select]`, for instance `32:5000:45:1:select` or `32:6000:C_SE_NA_1:-0.5`.
 * TYPE is a number or mnemonic; VALUE as in an IOA file: 0/1 for SCO, 1 OFF / 2 ON for DCO, 1 lower / 2 higher for RCO,
 * −1…1 for NVA. Throws `COMMAND_TEXT`.
 */
export function parseCommand(text: string): AddressedCommand {
  const refuse = (reason: string) => new MasterError('COMMAND_TEXT', `command "${text}": ${reason}`);
  const parts = text.split(':');
  if (parts.length < 4 || parts.length > 5 || (parts.length === 5 && parts[4] !== 'select'))
    throw refuse(FORM);
  const ca = Number(parts[0]);
  if (!/^\d+$/.test(parts[0]) || ca < 1 || ca > 65535) throw refuse(`CA is ${parts[0]}, expected 1…65535`);
  const type = /^\d+$/.test(parts[2])
    ? findType(Number(parts[2]))
    : TYPES.find((candidate) => candidate.mnemonic === parts[2]);
  if (type?.role !== 'command') throw refuse(`type is ${parts[2]}, expected 45–51 or 58–64`);
  const value = elementOf(type.elements[0], parts[3]);
  if (value === undefined) throw refuse(`value is "${parts[3]}", expected a number`);
  const select = parts.length === 5;
  if (select && !type.selectable) throw refuse(`${type.mnemonic} has no select`);
  const command: CommandRequest = { typeId: type.id, ioa: Number(parts[1]), value };
  try {
    commandAsdu(ca, command);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  return { ca, command, select, text };
}

function elementOf(element: string | undefined, text: string): ElementRecord | undefined {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) return undefined;
  switch (element) {
    case 'SCO':
      return { scs: value };
    case 'DCO':
      return { dcs: value };
    case 'RCO':
      return { rcs: value };
    case 'NVA':
      return Math.abs(value) <= 1 ? { nva: nvaFromFraction(value) } : undefined;
    case 'SVA':
      return { sva: value };
    case 'R32':
      return { r32: value };
    case 'BSI':
      return { bsi: value };
    default:
      return undefined;
  }
}
