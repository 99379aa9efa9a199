/** What `compare` shows of its work: each piece is begun, goes on, and is ended, also where a file can't be read. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCompare } from '../../src/compare/compare.js';
import { Workspace } from '../support/workspace.js';
import { type SentRow, sentText } from './lists.js';

/** Runs the command in a folder with these files; returns every piece of work with the shares that it told. */
async function work(files: Readonly<Record<string, string>>): Promise<Map<string, readonly number[]>> {
  const workspace = new Workspace();
  for (const [name, text] of Object.entries(files)) writeFileSync(workspace.path(name), text);
  const told = new Map<string, number[]>();
  const ended = new Set<string>();
  const [sent, events, out] = ['sent.csv', 'events.csv', 'out.csv'].map((name) => workspace.path(name));
  const silent = { write: () => {} };
  await runCompare([sent, events, '--out', out], silent, silent, {
    begin: (what) => {
      const name = what.replaceAll(`${workspace.folder}/`, '');
      const shares: number[] = [];
      told.set(name, shares);
      return { at: (share) => shares.push(share), end: () => ended.add(name) };
    },
  });
  expect([...ended]).toEqual([...told.keys()]);
  return told;
}

const ROWS: readonly SentRow[] = Array.from({ length: 6000 }, (_, i) => ({
  ioa: 1 + (i % 60),
  time: `10:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.000`,
}));
const EVENTS = 'ca,ioa,value,time\n101,1,0,2026-11-22 10:00:00.000\n';

it('both lists, the comparison and the differences', async () => {
  const told = await work({ 'sent.csv': sentText(ROWS), 'events.csv': EVENTS });
  expect([...told.keys()]).toEqual([
    'reading sent.csv',
    'reading events.csv',
    'comparing',
    'writing out.csv',
  ]);
  for (const shares of told.values()) {
    expect(shares.length).toBeGreaterThan(0);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  }
  expect(told.get('reading sent.csv')?.at(-1)).toBe(1);
});

it('is ended where a file cannot be read', async () => {
  const told = await work({ 'sent.csv': sentText(ROWS.slice(0, 2)) });
  expect([...told.keys()]).toEqual(['reading sent.csv', 'reading events.csv']);
});
