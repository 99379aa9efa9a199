/** The places of the parameters of tab 2: in rows, as wide as their texts where there is room. */
import type { Parameter } from '../model/parameters.js';
import type { TextInput } from '../model/text-input.js';
import { textWidth } from './text.js';

/** A parameter and the place of its label; `width` is that of its input. */
export interface PlacedField {
  readonly parameter: Parameter;
  readonly input: TextInput;
  readonly x: number;
  /** Row from 0. */
  readonly row: number;
  readonly width: number;
}

/** Screen columns of a field that are not its input's text: label, brackets, and the blank behind it. */
const around = ({ label }: Parameter): number => textWidth(label) + 1 + 4 + 1;

interface Field {
  readonly parameter: Parameter;
  readonly input: TextInput;
}

/**
 * Puts the fields side by side into rows of `width` screen columns, with a place of `reserve` columns behind the last one (`end`). Inputs are as
 * wide as their texts, if that takes at most `mostRows`; else they have their usual width, and those whose text is longer share what their row has left.
 */
export function placeFields(
  fields: readonly Field[],
  width: number,
  reserve: number,
  mostRows: number,
): { placed: PlacedField[]; end: { x: number; row: number } } {
  const whole = ({ parameter, input }: Field): number =>
    Math.min(Math.max(parameter.width, textWidth(input.text)), width + 1 - around(parameter));
  const usual = ({ parameter }: Field): number => parameter.width;
  const wide = fillRows(fields, width, reserve, whole);
  const { rows, end } = wide.end.row < mostRows ? wide : fillRows(fields, width, reserve, usual);
  const placed: PlacedField[] = [];
  rows.forEach((row, number) => {
    const inputs = row.map((field) => (wide.rows === rows ? whole(field) : usual(field)));
    const taken = row.reduce((sum, { parameter }, i) => sum + around(parameter) + inputs[i], -1);
    let spare = width - taken - (number === end.row ? reserve + 1 : 0);
    let x = 0;
    row.forEach((field, i) => {
      const more = Math.max(0, Math.min(spare, whole(field) - inputs[i]));
      spare -= more;
      placed.push({ ...field, x, row: number, width: inputs[i] + more });
      x += around(field.parameter) + inputs[i] + more;
    });
    if (number === end.row) end.x = x;
  });
  return { placed, end };
}

function fillRows(
  fields: readonly Field[],
  width: number,
  reserve: number,
  inputWidth: (field: Field) => number,
): { rows: Field[][]; end: { x: number; row: number } } {
  const rows: Field[][] = [[]];
  let used = 0;
  for (const field of fields) {
    const needs = around(field.parameter) + inputWidth(field);
    // The blank behind the last field of a row needs no room.
    if (used + needs - 1 > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(field);
    used += needs;
  }
  const isOwnRow = used + reserve > width;
  return { rows, end: isOwnRow ? { x: 0, row: rows.length } : { x: used, row: rows.length - 1 } };
}
