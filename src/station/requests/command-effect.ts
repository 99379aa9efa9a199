/**
 * What a command does to a status point: SCO, DCO, RCO, set-points and bitstrings on every kind of point that can take them.
 * Source: `docs/behaviour.md` §3 (commands), `docs/protocol.md` §4 and §5.
 */
import { readElements, writeElements } from '../../codec/asdu.js';
import { type ElementRecord, fractionFromNva, nvaFromFraction } from '../../codec/elements.js';
import { typeOf } from '../../codec/types.js';

/** New elements of the status point, or why the command can't be carried out on it. */
export type CommandEffect = { elements: Uint8Array } | { refused: string };

/** A step of a regulating command on a normalized value (`docs/behaviour.md` §3). */
const NORMALIZED_STEP = 0.01;

/** Why the command is refused for any status point, or `undefined`. `commandId` is untimed. */
export function commandFault(commandId: number, value: ElementRecord): string | undefined {
  const double = value.dcs ?? value.rcs;
  if (double === 0 || double === 3) return `value ${double} is not permitted`;
  if (commandId === 50 && !Number.isFinite(value.r32 ?? 0)) return `set-point ${value.r32} is no number`;
  return undefined;
}

/**
 * Elements of a point of untimed type `pointType` after the command; `current`: its elements before.
 * Quality flags do not change.
 */
export function applyCommand(
  commandId: number,
  value: ElementRecord,
  pointType: number,
  current: Uint8Array,
): CommandEffect {
  const type = typeOf(pointType);
  const state = readElements(type, current, 0);
  const changed = CHANGES[commandId]?.(type.elements[0] ?? '', value, state);
  if (changed === undefined) {
    return { refused: `${typeOf(commandId).mnemonic} has no effect on ${type.mnemonic}` };
  }
  if (typeof changed === 'string') return { refused: changed };
  const elements = new Uint8Array(type.elementOctets);
  writeElements(type, elements, 0, { ...state, ...changed });
  return { elements };
}

type Change = (
  element: string,
  value: ElementRecord,
  state: ElementRecord,
) => ElementRecord | string | undefined;

const CHANGES: Readonly<Record<number, Change>> = {
  45: (element, value) => switched(element, value.scs === 1),
  46: (element, value) => switched(element, value.dcs === 2),
  47: (element, value, state) => stepped(element, value.rcs === 2 ? 1 : -1, state),
  48: (element, value) => setPoint(element, fractionFromNva(value.nva ?? 0)),
  49: (element, value) => setPoint(element, value.sva ?? 0),
  50: (element, value) => setPoint(element, value.r32 ?? 0),
  51: (element, value) => (element === 'BSI' ? { bsi: value.bsi ?? 0 } : undefined),
};

function switched(element: string, on: boolean): ElementRecord | undefined {
  if (element === 'SIQ') return { spi: on ? 1 : 0 };
  if (element === 'DIQ') return { dpi: on ? 2 : 1 };
  return undefined;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A regulating step; on a two-state point higher is ON and lower is OFF. */
function stepped(element: string, step: 1 | -1, state: ElementRecord): ElementRecord | undefined {
  switch (element) {
    case 'VTI':
      return { vti: clamp((state.vti ?? 0) + step, -64, 63) };
    case 'NVA':
      return { nva: nvaFromFraction(clamp(fractionFromNva(state.nva ?? 0) + step * NORMALIZED_STEP, -1, 1)) };
    case 'SVA':
      return { sva: clamp((state.sva ?? 0) + step, -32768, 32767) };
    case 'R32':
      return { r32: Math.fround((state.r32 ?? 0) + step) };
    default:
      return switched(element, step > 0);
  }
}

/** Ties away from zero, as for normalized values (`docs/protocol.md` §4, NVA). */
function roundAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value)) + 0;
}

/** A set-point on a measurand of any kind, as far as its range goes. */
function setPoint(element: string, value: number): ElementRecord | string | undefined {
  switch (element) {
    case 'NVA':
      return value >= -1 && value <= 1
        ? { nva: nvaFromFraction(value) }
        : `set-point ${value} is outside −1…1`;
    case 'SVA': {
      const whole = roundAwayFromZero(value);
      return whole >= -32768 && whole <= 32767
        ? { sva: whole }
        : `set-point ${value} is outside −32768…32767`;
    }
    case 'R32':
      return { r32: Math.fround(value) };
    case 'VTI': {
      const whole = roundAwayFromZero(value);
      return whole >= -64 && whole <= 63 ? { vti: whole } : `set-point ${value} is outside −64…63`;
    }
    default:
      return undefined;
  }
}
