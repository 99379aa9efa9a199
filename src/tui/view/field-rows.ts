/** The places of the fields of Compare: in rows, as wide as their texts where there is room. */
import type { TextInput } from '../model/text-input.js';
import { textWidth } from './text.js';

/** What the place of a field depends on. */
interface FieldShape {
  readonly name: string;
  readonly label: string;
  /** Usual screen columns of its input. */
  readonly width: number;
}

interface Entry<Shape> {
  readonly field: Shape;
  readonly input: TextInput;
}

/** A field and the place of its label; `width` is that of its input. */
export interface PlacedField<Shape = FieldShape> extends Entry<Shape> {
  readonly x: number;
  /** Row from 0. */
  readonly row: number;
  readonly width: number;
}

/** Screen columns of a field that are not its input's text: label, brackets, and the blank behind it. */
const around = ({ label }: FieldShape): number => textWidth(label) + 1 + 4 + 1;

/**
 * Puts the fields side by side into rows of `width` screen columns, with a place of `reserve` columns behind the last one (`end`). Inputs are as
 * wide as their texts, if that takes at most `mostRows`; else they have their usual width, and those whose text is longer share what their row has left.
 */
export function placeFields<Shape extends FieldShape>(
  fields: readonly Entry<Shape>[],
  width: number,
  reserve: number,
  mostRows: number,
): { placed: PlacedField<Shape>[]; end: { x: number; row: number } } {
  const whole = ({ field, input }: Entry<Shape>): number =>
    Math.min(Math.max(field.width, textWidth(input.text)), width + 1 - around(field));
  const usual = ({ field }: Entry<Shape>): number => Math.min(field.width, width + 1 - around(field));
  const wide = fillRows(fields, width, reserve, whole);
  const { rows, end } = wide.end.row < mostRows ? wide : fillRows(fields, width, reserve, usual);
  const placed: PlacedField<Shape>[] = [];
  rows.forEach((row, number) => {
    const inputs = row.map((entry) => (wide.rows === rows ? whole(entry) : usual(entry)));
    const taken = row.reduce((sum, { field }, i) => sum + around(field) + inputs[i], -1);
    let spare = width - taken - (number === end.row ? reserve + 1 : 0);
    let x = 0;
    row.forEach((entry, i) => {
      const more = Math.max(0, Math.min(spare, whole(entry) - inputs[i]));
      spare -= more;
      placed.push({ ...entry, x, row: number, width: inputs[i] + more });
      x += around(entry.field) + inputs[i] + more;
    });
    if (number === end.row) end.x = x;
  });
  return { placed, end };
}

function fillRows<Shape extends FieldShape>(
  fields: readonly Entry<Shape>[],
  width: number,
  reserve: number,
  inputWidth: (entry: Entry<Shape>) => number,
): { rows: Entry<Shape>[][]; end: { x: number; row: number } } {
  const rows: Entry<Shape>[][] = [[]];
  let used = 0;
  for (const entry of fields) {
    const needs = around(entry.field) + inputWidth(entry);
    // The blank behind the last field of a row needs no room.
    if (used + needs - 1 > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += needs;
  }
  const isOwnRow = used + reserve > width;
  return { rows, end: isOwnRow ? { x: 0, row: rows.length } : { x: used, row: rows.length - 1 } };
}
