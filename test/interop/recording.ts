/** Plays a scenario with the built program and real connections, captures it, and dissects it with tshark. */

import { vi } from 'vitest';
import { freePorts } from '../program/free-ports.js';
import { Program } from '../program/program.js';
import { HANG_MS } from '../support/patience.js';
import { type AtEnd, rtuRow, Workspace } from '../support/workspace.js';
import { Capture } from './capture.js';
import { type DissectedFrame, dissect, findMalformed } from './dissection.js';
import { type Exchange, GOLDEN_MS, type Scenario } from './exchange.js';
import { ScriptedMaster } from './scripted-master.js';
import { readAgain, type SecondReading } from './second-decoder.js';

/** Program and test share one clock; a frame may be built a little before it is written. */
const TOLERANCE_MS = 100;
const MINUTE_MS = 60_000;

/** The result of a scenario. */
export interface Recording {
  /** Every frame, in order. */
  frames: readonly DissectedFrame[];
  /** Every I frame as a second decoder reads it, in order within each direction of a connection. */
  again: readonly SecondReading[];
  /** Frames that tshark complains about. */
  malformed: readonly string[];
  /** Lines by exchange, in the scenario's order, and by connection. */
  seen: readonly Readonly<Record<string, readonly string[]>>[];
  /** `DissectedFrame.stream` by connection. */
  streams: Readonly<Record<string, number>>;
}

/** Plays a scenario. */
export async function record(scenario: Scenario, atEnd: AtEnd): Promise<Recording> {
  const workspace = new Workspace(atEnd);
  const names = Object.keys(scenario.rtus);
  const free = await freePorts(names.length);
  const ports = Object.values(scenario.rtus).map(
    ({ sharesPortOf }, i) => free[sharesPortOf === undefined ? i : names.indexOf(sharesPortOf)],
  );
  for (const [file, rows] of Object.entries(scenario.files)) workspace.write(`data/${file}`, rows);
  const rows = Object.values(scenario.rtus).map(({ no, file, k = 12, options = [] }, i) =>
    rtuRow({ no: i + 1, ca: no, port: ports[i], file, k, options: ['time=utc', ...options] }),
  );
  workspace.write('iec104rs.csv', rows);
  const capture = await Capture.start(ports, workspace.path('capture.pcapng'));
  atEnd(() => capture.stop());
  const strict = scenario.hasFindings ? [] : ['--strict'];
  const words = [...strict, '--api', '127.0.0.1:0'];
  const program = await Program.listening(words, workspace.folder, atEnd);
  const api = /HTTP API at (\S+),/.exec(await program.line(/HTTP API at /))?.[1] ?? '';

  const portOf = (link: string) => ports[names.indexOf(scenario.links[link])];
  const player = new Player(portOf, api);
  atEnd(() => player.closeAll());
  const fromMs = Date.now();
  for (const exchange of scenario.exchanges) await player.play(exchange);
  const untilMs = Date.now();
  // The capture file is complete once it holds the last separators.
  // A file that ends in the middle of a packet is an error for tshark; it is read again, too.
  await vi.waitFor(
    async () => {
      const separators = (await dissect(capture.file, ports)).filter(isSeparatorEnd).length;
      if (separators !== player.separators) throw new Error(`${separators} of ${player.separators} captured`);
    },
    { timeout: HANG_MS, interval: 200 },
  );
  await capture.stop();

  const { streams } = player;
  const frames = (await dissect(capture.file, ports)).map((frame) => nameTimes(frame, fromMs, untilMs));
  const malformed = await findMalformed(capture.file, ports);
  const again = (await readAgain(capture.file, ports)).map((frame) => nameTimes(frame, fromMs, untilMs));
  return { frames, again, malformed, streams, seen: splitByExchange(scenario.exchanges, frames, streams) };
}

/**
 * Replaces time tags by names: `now` for a time during the recording, `golden` for the time that masters send,
 * `golden+` for less than a minute after it.
 */
function nameTimes<F extends { text: string }>(frame: F, fromMs: number, untilMs: number): F {
  const text = frame.text.replaceAll(/time=(\S+?)(?=[ ;]|$)/g, (whole, iso: string) => {
    const timeMs = Date.parse(iso);
    if (timeMs === GOLDEN_MS) return 'golden';
    if (timeMs > GOLDEN_MS && timeMs < GOLDEN_MS + MINUTE_MS) return 'golden+';
    return timeMs >= fromMs - TOLERANCE_MS && timeMs <= untilMs + TOLERANCE_MS ? 'now' : whole;
  });
  return { ...frame, text };
}

function isSeparatorEnd({ direction, text }: DissectedFrame): boolean {
  return direction === '<' && text === 'TESTFR con';
}

/** The masters' side. */
class Player {
  /** By connection, in the order in which they were opened. */
  readonly streams: Record<string, number> = {};
  separators = 0;
  private readonly masters = new Map<string, ScriptedMaster>();

  constructor(
    private readonly portOf: (link: string) => number,
    private readonly api: string,
  ) {}

  async play(exchange: Exchange): Promise<void> {
    const { link, seen, octets, asdus = [], send, closes, loses } = exchange;
    if (!(link in this.streams)) {
      this.streams[link] = Object.keys(this.streams).length;
      this.masters.set(link, await ScriptedMaster.connect(this.portOf(link)));
    }
    const master = this.master(link);
    master.holds = exchange.holds === true;
    for (const asdu of asdus) master.sendAsdu(asdu);
    if (octets !== undefined) master.sendOctets(octets);
    if (send !== undefined) await this.send(send);
    else if (octets === undefined && asdus.length === 0) master.acknowledge();
    const expected = Object.entries({ ...exchange.elsewhere, [link]: seen });
    for (const [name, lines] of expected) {
      // Missing frames are found when the lines are compared.
      await this.master(name)
        .receive(lines.filter((line) => line.startsWith('<')).length)
        .catch(() => {});
    }
    if (exchange.answer !== undefined) master.sendOctets(exchange.answer);
    if (closes !== undefined) this.master(closes).close();
    for (const over of [closes, loses]) {
      if (over === undefined) continue;
      await this.master(over).isOver();
      this.masters.delete(over);
    }
    for (const each of this.masters.values()) {
      await each.separate();
      this.separators++;
    }
  }

  closeAll(): void {
    for (const master of this.masters.values()) master.close();
  }

  private master(link: string): ScriptedMaster {
    const master = this.masters.get(link);
    if (master === undefined) throw new Error(`no connection ${link}`);
    return master;
  }

  private async send(index: number): Promise<void> {
    const response = await fetch(`${this.api}/api/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ index, duration: 0 }),
    });
    if (response.status !== 202) throw new Error(`send ${index}: ${response.status}`);
  }
}

/** Splits each direction's lines at the separators, on each open connection; the master's lines come first. */
function splitByExchange(
  exchanges: readonly Exchange[],
  frames: readonly DissectedFrame[],
  streams: Readonly<Record<string, number>>,
): Record<string, string[]>[] {
  const open = new Map<string, { asked: string[]; answered: string[] }>();
  return exchanges.map(({ link, closes, loses }) => {
    if (!open.has(link)) open.set(link, linesOf(frames, streams[link]));
    const seen: Record<string, string[]> = {};
    for (const [name, { asked, answered }] of open) {
      const isOver = name === closes || name === loses;
      seen[name] = [
        ...(isOver ? asked.splice(0) : takeUpTo(asked, '> TESTFR act')),
        ...(isOver ? answered.splice(0) : takeUpTo(answered, '< TESTFR con')),
      ];
      if (isOver) open.delete(name);
    }
    return seen;
  });
}

function linesOf(frames: readonly DissectedFrame[], stream: number) {
  const way = (direction: '>' | '<') =>
    frames
      .filter((frame) => frame.stream === stream && frame.direction === direction)
      .filter(({ format }) => format !== 'S' || direction === '<')
      .map(({ text }) => `${direction} ${text}`);
  return { asked: way('>'), answered: way('<') };
}

function takeUpTo(lines: string[], separator: string): string[] {
  const end = lines.indexOf(separator);
  if (end < 0) return [...lines.splice(0), `no ${separator}`];
  return lines.splice(0, end + 1).slice(0, -1);
}
