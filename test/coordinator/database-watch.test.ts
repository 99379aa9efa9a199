/** When an edited IOA file is reported: on a fake clock, with real files. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DatabaseWatch } from '../../src/coordinator/databases/database-watch.js';

/** Pending calls to the file system. The fake clock waits for them, however busy the machine is. */
const { unanswered } = vi.hoisted(() => ({ unanswered: new Set<Promise<unknown>>() }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const stat = (...args: Parameters<typeof original.stat>) => {
    const answer = original.stat(...args);
    const done = (): void => void unanswered.delete(settled);
    const settled: Promise<void> = answer.then(done, done);
    unanswered.add(settled);
    return answer;
  };
  return { ...original, stat };
});

const REST_MS = 100;
const LONG_AGO_MS = 0;

let folder = '';
let watch: DatabaseWatch | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iec104rs-watch-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});

afterEach(() => {
  watch?.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** Moves the fake clock in steps of 10 ms; after each step it waits for all pending calls to the file system. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    await vi.advanceTimersByTimeAsync(10);
    do {
      await Promise.all(unanswered);
      await new Promise((resolve) => setImmediate(resolve));
    } while (unanswered.size > 0);
  }
}

/** Watches a file that has not changed for a long time; returns the list of reported rest times. */
async function watchFile(name: string): Promise<string[]> {
  const rests: string[] = [];
  writeFileSync(join(folder, name), 'first\n');
  watch = new DatabaseWatch(folder, (file) => {
    rests.push(file);
    return 'done';
  });
  await watch.add(name, LONG_AGO_MS);
  await pass(600);
  rests.length = 0;
  return rests;
}

it('reports a file once it has not changed for a while, and only once', async () => {
  const rests = await watchFile('d.csv');
  appendFileSync(join(folder, 'd.csv'), 'second\n');
  await pass(600);
  expect(rests).toEqual(['d.csv']);
  await pass(2000);
  expect(rests).toEqual(['d.csv']);
});

it('waits while a file is written in pieces', async () => {
  const rests = await watchFile('d.csv');
  for (let piece = 0; piece < 10; piece++) {
    appendFileSync(join(folder, 'd.csv'), `piece ${piece}\n`);
    await pass(REST_MS - 20);
    expect(rests).toEqual([]);
  }
  await pass(600);
  expect(rests).toEqual(['d.csv']);
});

it('reports a deleted file, and again when it is created', async () => {
  const rests = await watchFile('d.csv');
  rmSync(join(folder, 'd.csv'));
  await pass(600);
  expect(rests).toEqual(['d.csv']);
  writeFileSync(join(folder, 'd.csv'), 'back\n');
  await pass(600);
  expect(rests).toEqual(['d.csv', 'd.csv']);
});

it('reports nothing about a file that was removed from the watch', async () => {
  const rests = await watchFile('d.csv');
  watch?.remove('d.csv');
  appendFileSync(join(folder, 'd.csv'), 'second\n');
  await pass(600);
  expect(rests).toEqual([]);
});
