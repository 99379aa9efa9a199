/** Values and qualities as text, in IOA files and logs. Source: `docs/behaviour.md` §2 and §8. */
import { readElements } from './asdu.js';
import {
  COUNTER_WORDS,
  type ElementRecord,
  formatQuality,
  fractionFromNva,
  VALUE_FIELDS,
} from './elements.js';
import { typeOf } from './types.js';

/**
 * The value of an object of a monitored or command type: `2`, `0.83`, `-5 T` (a step in transition), `4294967295`; empty for
 * other types. NVA is a fraction with up to six decimals, R32 has the fewest digits that give the same binary32.
 */
export function formatValue(typeId: number, value: ElementRecord): string {
  const { role, elements } = typeOf(typeId);
  const [element] = elements;
  switch (element) {
    case 'NVA':
      return String(Number(fractionFromNva(value.nva ?? 0).toFixed(6)));
    case 'R32':
      return formatBinary32(value.r32 ?? 0);
    case 'VTI':
      return value.transient === 1 ? `${value.vti ?? 0} T` : String(value.vti ?? 0);
    default: {
      const field = role === 'monitor' || role === 'command' ? VALUE_FIELDS[element] : undefined;
      return field === undefined ? '' : String(value[field] ?? 0);
    }
  }
}

/** Value and quality of element octets (no IOA, no time tag) of a type. */
export function formatElements(typeId: number, elements: Uint8Array): { value: string; quality: string } {
  const record = readElements(typeOf(typeId), elements, 0);
  return { value: formatValue(typeId, record), quality: formatObjectQuality(record) };
}

/** The quality words of an object: `IV NT`; for counters `IV CA CY`. Empty if no flag is set. */
export function formatObjectQuality(value: ElementRecord): string {
  let words = formatQuality(value.quality ?? 0);
  for (const [word, field] of COUNTER_FLAGS) {
    if (value[field] === 1) words = words === '' ? word : `${words} ${word}`;
  }
  return words;
}

const COUNTER_FLAGS = Object.entries(COUNTER_WORDS);

/** The shortest decimal that rounds to the same binary32: `-10.456`, not `-10.456000328063965`. */
export function formatBinary32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return String(single);
  if (Object.is(single, -0)) return '-0';
  // Nine digits distinguish any two binary32 numbers.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return String(short);
  }
  return String(Number(single.toPrecision(9)));
}
