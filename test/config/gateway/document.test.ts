/** docs/gateway.md has the table of fields as the program has it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GROUP_CELLS } from '../../../src/config/gateway/group-cells.js';
import type { GroupField } from '../../../src/config/gateway/group-field.js';
import { GROUP_OPTIONS } from '../../../src/config/gateway/group-options.js';

const page = readFileSync(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');

function tableRow(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function defaultOf({ initial }: GroupField): string {
  if (initial === undefined) return '–';
  return initial === '' ? 'empty' : `\`${initial}\``;
}

const cells = GROUP_CELLS.map((field, i) =>
  tableRow(
    String(i + 2),
    field.label,
    `\`${field.name}\``,
    field.expected,
    field.name === 'name' ? 'empty' : defaultOf(field),
    field.means,
  ),
);
const options = GROUP_OPTIONS.map((field) =>
  tableRow(`\`${field.name}\``, field.expected, defaultOf(field), field.means),
);

describe('the page on the gateway', () => {
  it.each([
    ['cells', 'column', cells],
    ['options', 'option', options],
  ])('has the table of %s', (_, head, rows) => {
    const lines = page.split('\n');
    const from = lines.findIndex((line) => line.startsWith(`| ${head} |`));
    expect(from).toBeGreaterThan(0);
    const table = lines.slice(from + 2, from + 2 + rows.length);
    expect(table).toEqual(rows);
    expect(lines[from + 2 + rows.length]).toBe('');
  });
});
