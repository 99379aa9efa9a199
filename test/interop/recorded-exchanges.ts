/** Tests of a scenario: the frames of every exchange as tshark sees them, and rules that hold for all exchanges. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Exchange, Scenario } from './exchange.js';
import { type Recording, record } from './recording.js';

/** Types that scapy doesn't know: they aren't in the standard, or the program doesn't have them (file transfer). */
const UNKNOWN: ReadonlySet<number> = new Set([41, 120, 122, 200]);

/** Declares the tests; the recording is available when they run. */
export function itSees(scenario: Scenario): () => Recording {
  const cleanups: (() => void | Promise<void>)[] = [];
  let recording: Recording;

  beforeAll(async () => {
    recording = await record(scenario, (action) => cleanups.push(action));
  });

  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const rows = scenario.exchanges.map((exchange, i) => [exchange.name, exchange.link, exchange, i] as const);
  it.each(rows)('%s (%s)', (_, __, exchange, i) => {
    const seen = recording.seen[i];
    const expected = expectedLines(exchange, Object.keys(seen));
    if (exchange.anyOrder) expect(sorted(seen)).toEqual(sorted(expected));
    else expect(seen).toEqual(expected);
  });

  it('nothing malformed', () => {
    expect(recording.malformed).toEqual([]);
  });

  it('every I frame alike with a second decoder, of all types that it knows', () => {
    const { frames, again, streams } = recording;
    const unknown = again.filter(({ text }) => text.startsWith('?'));
    expect(unknown.map(({ text }) => Number(text.slice(2))).filter((type) => !UNKNOWN.has(type))).toEqual([]);
    for (const stream of Object.values(streams))
      for (const direction of ['>', '<']) {
        const isHere = (one: { stream: number; direction: string }) =>
          one.stream === stream && one.direction === direction;
        const first = frames.filter((one) => isHere(one) && one.format === 'I').map(({ text }) => text);
        const second = again.filter(isHere).map(({ text }) => text);
        const known = second.map((text, i) => (text.startsWith('?') ? first[i] : text));
        expect(known).toEqual(first);
      }
  });

  it('N(S) from 0 without a gap, both ways on every connection', () => {
    for (const stream of Object.values(recording.streams)) {
      for (const direction of ['>', '<']) {
        const numbers = recording.frames
          .filter((frame) => frame.stream === stream && frame.direction === direction && frame.format === 'I')
          .map(({ sendNumber }) => sendNumber);
        expect(numbers).toEqual(numbers.map((_, i) => i));
      }
    }
  });

  return () => recording;
}

function expectedLines({ link, seen, elsewhere = {} }: Exchange, links: readonly string[]) {
  const byLink: Readonly<Record<string, readonly string[]>> = { ...elsewhere, [link]: seen };
  return Object.fromEntries(links.map((name) => [name, byDirection(byLink[name] ?? [])]));
}

/** Each direction keeps its order; the two directions may interleave in any way. */
function byDirection(lines: readonly string[]): string[] {
  return [...lines.filter((line) => line.startsWith('>')), ...lines.filter((line) => line.startsWith('<'))];
}

function sorted(seen: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(seen).map(([link, lines]) => [link, [...lines].sort()]));
}
