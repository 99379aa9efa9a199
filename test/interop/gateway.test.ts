/** The gateway on the wire: both of its sides captured in one run, dissected by tshark, and judged by what the fields say. */
import { beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../program/free-ports.js';
import { groupRow, writeGateway } from '../program/gateway-kit.js';
import { Program } from '../program/program.js';
import { soon } from '../support/patience.js';
import { asduOf, RawPeer, STARTDT_ACT, STARTDT_CON, sFrame } from '../support/raw-peer.js';
import { type AtEnd, pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { Capture } from './capture.js';
import { type DissectedFrame, dissect, findMalformed } from './dissection.js';

const K = 5;
const POINTS = 60;
const STOPDT_ACT = '68 04 13 00 00 00';
const STOPDT_CON = '68 04 23 00 00 00';
/** OAs that the masters send, in the order of their connections; the gateway gives 1, 2, 3 towards the RTU. */
const OWN = [0, 5, 255];
const INTERROGATION = '64 01 06 OA 01 00 00 00 00 14';
const CLOCK = '67 01 06 OA 01 00 00 00 00 6E B2 3B 17 BF 0C 1B';
/** Single command: IOA 900000 + n (0D BB A0), on. */
const command = (n: number): string => `2D 01 06 OA 01 00 A${n} BB 0D 01`;

/** A master that takes and acknowledges whatever comes, one frame at a time. */
class TakingMaster {
  readonly asdus: string[] = [];
  state = '';
  private sent = 0;
  private received = 0;

  private constructor(
    private readonly peer: RawPeer,
    private readonly oa: number,
  ) {
    void this.take().catch(() => {});
  }

  static async connect(port: number, oa: number): Promise<TakingMaster> {
    return new TakingMaster(await RawPeer.connect(port), oa);
  }

  order(frame: string): void {
    this.peer.send(frame);
  }

  ask(asdu: string): void {
    const oa = this.oa.toString(16).padStart(2, '0');
    this.peer.sendI(this.sent++, this.received, asdu.replace('OA', oa));
  }

  close(): void {
    this.peer.close();
  }

  /** Waits until so many ASDUs of a type with a cause have come. */
  async got(count: number, typeId: string, cot: string): Promise<void> {
    await soon(() => {
      const found = this.asdus.filter((asdu) => asdu.startsWith(typeId) && asdu.slice(6, 8) === cot).length;
      if (found < count) throw new Error(`${found} of ${count} ASDUs of type ${typeId}, cause ${cot}`);
    });
  }

  async is(state: string): Promise<void> {
    await soon(() => expect(this.state).toBe(state));
  }

  private async take(): Promise<void> {
    for (;;) {
      const frame = await this.peer.next();
      if (frame === STARTDT_CON || frame === STOPDT_CON) this.state = frame;
      if ((Number.parseInt(frame.slice(6, 8), 16) & 1) !== 0) continue;
      this.asdus.push(asduOf(frame));
      this.peer.send(sFrame(++this.received));
    }
  }
}

interface Seen {
  /** Frames that tshark complains about. */
  malformed: readonly string[];
  /** Of the connection to the RTU, and of each master, in the order of their connections. */
  rtu: readonly DissectedFrame[];
  masters: readonly (readonly DissectedFrame[])[];
}

/** Three masters interrogate, command, set the clock, stop and start while the RTU sends its points. */
async function play(atEnd: AtEnd): Promise<Seen> {
  const [rtuPort, port] = await freePorts(2);
  const workspace = new Workspace(atEnd);
  workspace.write('rtus/iec104rs.csv', [
    'eoi,never',
    rtuRow({ port: rtuPort, k: K, options: ['objects=1'] }),
  ]);
  const commands = [0, 1, 2].map((n) => `7,,45,${900_000 + n},${1000 + n}`);
  workspace.write('rtus/data/d.csv', [...pointRows(1, POINTS), ...commands]);
  const options = ['eoi=never'];
  const row = groupRow({ id: 1, port, hosts: `127.0.0.1:${rtuPort}`, options });
  writeGateway(workspace, [row.replace(',8,12,1000,', `,3,${K},1000,`)]);
  const capture = await Capture.start([rtuPort, port], workspace.path('capture.pcapng'));
  atEnd(() => capture.stop());
  const words = ['--headless', '--shards', '1', '--api', '127.0.0.1:0'];
  const rtus = await Program.listening(words, workspace.path('rtus'), atEnd);
  const api = /HTTP API at (\S+),/.exec(await rtus.line(/HTTP API at /))?.[1] ?? '';
  const gateway = Program.start(['gateway', '--headless'], workspace.folder, atEnd);
  await gateway.line(/group 1 G1: listen/);
  const send = async (): Promise<void> => {
    const response = await fetch(`${api}/api/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ index: 1, duration: 0 }),
    });
    expect(response.status).toBe(202);
  };

  const masters: TakingMaster[] = [];
  // One after the other: the order of their connections is that of their OAs.
  for (const oa of OWN) {
    const master = await TakingMaster.connect(port, oa);
    master.order(STARTDT_ACT);
    await master.is(STARTDT_CON);
    masters.push(master);
  }
  const [first, second, third] = masters;
  const all = (what: (master: TakingMaster, at: number) => Promise<void> | void) =>
    Promise.all(masters.map(what));
  await all((master) => master.ask(INTERROGATION));
  await all((master) => master.got(1, '64', '0A'));
  await send();
  await all((master, at) => master.ask(command(at)));
  await all((master) => master.ask(CLOCK));
  await all((master) => master.got(1, '2D', '0A'));
  await all((master) => master.got(1, '67', '07'));
  third.order(STOPDT_ACT);
  await third.is(STOPDT_CON);
  await send();
  first.ask(INTERROGATION);
  await first.got(2, '64', '0A');
  third.order(STARTDT_ACT);
  await third.is(STARTDT_CON);
  // The second and the third interrogate together.
  second.ask(INTERROGATION);
  third.ask(INTERROGATION);
  await Promise.all([second.got(2, '64', '0A'), third.got(2, '64', '0A')]);
  await send();
  await soon(() => {
    expect(eventsOf(third.asdus).at(-1)).toBe(eventsOf(first.asdus).at(-1));
    expect(eventsOf(first.asdus)).toHaveLength(3 * POINTS);
    expect(eventsOf(second.asdus)).toHaveLength(3 * POINTS);
  });
  // Every capture ends with the ends of the connections.
  for (const master of masters) master.close();
  await gateway.line(/RTU 127\.0\.0\.1:\d+: stopdt/);
  gateway.kill('SIGTERM');
  await gateway.ended;
  await soon(async () => {
    const ends = (await dissect(capture.file, [rtuPort])).filter(({ text }) => text === 'STOPDT con');
    expect(ends).toHaveLength(1);
  });
  await capture.stop();
  const sides = await dissect(capture.file, [port]);
  const streams = [...new Set(sides.map(({ stream }) => stream))];
  return {
    malformed: await findMalformed(capture.file, [rtuPort, port]),
    rtu: await dissect(capture.file, [rtuPort]),
    masters: streams.map((stream) => sides.filter((frame) => frame.stream === stream)),
  };
}

/** ASDUs of type 30 with COT 3, one point each. */
function eventsOf(asdus: readonly string[]): string[] {
  return asdus.filter((asdu) => asdu.startsWith('1E 01') && asdu.slice(6, 8) === '03');
}

const textsOf = (frames: readonly DissectedFrame[], direction: '<' | '>', pattern: RegExp): string[] =>
  frames.filter((frame) => frame.direction === direction && pattern.test(frame.text)).map(({ text }) => text);

/** Most I frames of a direction that were under way at a time, by the N(R) of the other one. */
function mostUnderWay(frames: readonly DissectedFrame[], direction: '<' | '>'): number {
  let sent = 0;
  let acknowledged = 0;
  let most = 0;
  for (const frame of frames) {
    if (frame.direction === direction) {
      if (frame.format === 'I') sent++;
      most = Math.max(most, sent - acknowledged);
    } else if (frame.receiveNumber >= 0) acknowledged = frame.receiveNumber;
  }
  return most;
}

describe('the gateway between an RTU and three masters: tshark sees', () => {
  let seen: Seen;
  beforeAll(async () => {
    const ends: (() => void | Promise<void>)[] = [];
    try {
      seen = await play((action) => ends.unshift(action));
    } finally {
      for (const end of ends) await end();
    }
  });
  const links = (): (readonly DissectedFrame[])[] => [seen.rtu, ...seen.masters];

  it('no malformed frame', () => {
    expect(seen.malformed).toEqual([]);
    expect(seen.masters).toHaveLength(3);
  });

  it('numbers without a gap, and never more than k frames under way', () => {
    for (const frames of links()) {
      for (const direction of ['<', '>'] as const) {
        const numbers = frames
          .filter((frame) => frame.direction === direction && frame.format === 'I')
          .map(({ sendNumber }) => sendNumber);
        expect(numbers).toEqual(numbers.map((_, i) => i));
        expect(mostUnderWay(frames, direction)).toBeLessThanOrEqual(K);
      }
    }
    expect(mostUnderWay(seen.masters[0], '<')).toBeGreaterThan(0);
  });

  it("the RTU's events on every master's connection, in its order", () => {
    const events = /^30 cot (3|11) /;
    const sent = textsOf(seen.rtu, '<', events);
    expect(sent.length).toBeGreaterThanOrEqual(3 * POINTS);
    const [first, second, third] = seen.masters.map((frames) => textsOf(frames, '<', events));
    expect(first).toEqual(sent);
    expect(second).toEqual(sent);
    // It was stopped for a while: what it got before is the beginning, what it got later is the end.
    expect(third.length).toBeLessThan(sent.length);
    let before = 0;
    while (third[before] === sent[before]) before++;
    expect(before).toBeGreaterThan(0);
    expect(third.slice(before)).toEqual(sent.slice(sent.length - (third.length - before)));
  });

  it('requests with an OA for each master, and answers with that of its own', () => {
    const oaOf = (text: string): number => Number(/ oa (\d+)/.exec(text)?.[1] ?? 0);
    const asked = textsOf(seen.rtu, '>', /^45 cot 6 /);
    const byPoint = asked.map((text) => [oaOf(text), /: (\d+)/.exec(text)?.[1]]);
    expect(byPoint.sort()).toEqual([
      [1, '900000'],
      [2, '900001'],
      [3, '900002'],
    ]);
    for (const [at, frames] of seen.masters.entries()) {
      const answers = textsOf(frames, '<', /^(45|100|103) cot (7|10) /);
      expect(new Set(answers.map(oaOf))).toEqual(new Set([OWN[at]]));
      expect(answers.filter((text) => text.startsWith('45'))).toHaveLength(2);
      expect(answers.filter((text) => text.startsWith('103'))).toHaveLength(1);
      expect(answers.filter((text) => text.startsWith('100'))).toHaveLength(4);
    }
  });

  it('one interrogation at a time on the connection of the RTU, and fewer than were asked for', () => {
    let open = 0;
    let runs = 0;
    for (const { direction, text } of seen.rtu) {
      if (direction === '>' && text.startsWith('100 cot 6 ')) {
        expect(open).toBe(0);
        open++;
        runs++;
      }
      if (direction === '<' && text.startsWith('100 cot 10 ')) open--;
    }
    expect(open).toBe(0);
    // Three at once cost two at most, then one, then two at most.
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(runs).toBeLessThanOrEqual(5);
    for (const frames of seen.masters) {
      const data = textsOf(frames, '<', /^\d+ (?:oa \d+ )?cot 20 /);
      expect(data.length).toBeGreaterThan(0);
      expect(data.length % 2).toBe(0);
    }
  });

  it('STARTDT and STOPDT of each link for itself', () => {
    const U = /^(STARTDT|STOPDT) (act|con)$/;
    const both = (frames: readonly DissectedFrame[]): string[] =>
      frames.filter(({ text }) => U.test(text)).map(({ direction, text }) => `${direction} ${text}`);
    const start = ['> STARTDT act', '< STARTDT con'];
    const stop = ['> STOPDT act', '< STOPDT con'];
    expect(seen.masters.map(both)).toEqual([start, start, [...start, ...stop, ...start]]);
    expect(both(seen.rtu)).toEqual([...start, ...stop]);
  });
});
