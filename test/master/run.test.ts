import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControllingStation } from '../../src/master/controlling-station.js';
import { parseMaster } from '../../src/master/master-options.js';
import { run } from '../../src/master/run.js';
import { iFrame, RawListener, type RawPeer, sFrame } from '../support/raw-peer.js';

const STARTDT_ACT = '68 04 07 00 00 00';
const STARTDT_CON = '68 04 0B 00 00 00';
const STOPDT_ACT = '68 04 13 00 00 00';
const STOPDT_CON = '68 04 23 00 00 00';

let folder: string;
let listeners: RawListener[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'master-run-'));
  listeners = [await RawListener.listen(), await RawListener.listen()];
});

afterEach(() => {
  for (const listener of listeners) listener.close();
  rmSync(folder, { recursive: true });
});

function ini(...ports: number[]): string {
  const path = join(folder, 'iec104rs.csv');
  writeFileSync(path, ports.map((port, i) => `${i + 1},R${i + 1},${i + 1},${port},,12,60,io.csv\n`).join(''));
  return path;
}

/** Starts a run. Its output is collected as lists of lines; `interruption` ends it as SIGINT does. */
function begin(path: string, ...args: string[]) {
  const parsed = parseMaster(['-i', path, ...args], { out: process.stdout, err: process.stderr });
  if ('exitCode' in parsed) throw new Error('the options were refused');
  const out: string[] = [];
  const err: string[] = [];
  const interruption = new AbortController();
  const output = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  return { out, err, interruption, exitCode: run(parsed.options, output, interruption.signal) };
}

async function acceptStarted(listener: RawListener): Promise<RawPeer> {
  const rtu = await listener.accept();
  await rtu.expect(STARTDT_ACT);
  rtu.send(STARTDT_CON);
  return rtu;
}

/** Answers the interrogation of an RTU: con, one point, term. */
async function answerInterrogation(rtu: RawPeer, ca: string): Promise<void> {
  await rtu.expect(iFrame(0, 0, `64 01 06 00 ${ca} 00 00 00 00 14`));
  rtu.sendI(0, 1, `64 01 07 00 ${ca} 00 00 00 00 14`);
  rtu.sendI(1, 1, `01 01 14 00 ${ca} 00 64 00 00 01`);
  rtu.sendI(2, 1, `64 01 0A 00 ${ca} 00 00 00 00 14`);
}

describe('a run', () => {
  it('interrogates, counts, stops and prints a summary', async () => {
    const [one, two] = listeners;
    const running = begin(ini(one.port, two.port), '--gi', '-w', '3', '--json');
    const rtus = [await acceptStarted(one), await acceptStarted(two)];
    await Promise.all([answerInterrogation(rtus[0], '01'), answerInterrogation(rtus[1], '02')]);
    await Promise.all(rtus.map((rtu) => rtu.expect(sFrame(3))));
    running.interruption.abort();
    for (const rtu of rtus) {
      await rtu.expect(STOPDT_ACT);
      rtu.send(STOPDT_CON);
    }
    for (const rtu of rtus) await rtu.expectClosed();
    expect(await running.exitCode).toBe(0);
    expect(running.out.length).toBe(1);
    expect(JSON.parse(running.out[0])).toMatchObject({
      clean: true,
      rtus: 2,
      connected: 2,
      started: 2,
      failures: [],
      interrogations: { done: 2, refused: 0, unanswered: 0, objects: 2 },
      apdus: 6,
      signals: 2,
      byType: { 1: 2, 100: 4 },
      byCot: { 7: 2, 10: 2, 20: 2 },
      violations: 0,
    });
  });

  it('exits with 1 and the reason when an RTU does not listen or breaks a rule', async () => {
    const [one, two] = listeners;
    const gone = two.port;
    const path = ini(one.port, gone);
    two.close();
    const running = begin(path, '--gi');
    const rtu = await acceptStarted(one);
    await rtu.next();
    rtu.sendI(1, 1, '64 01 07 00 01 00 00 00 00 14');
    await rtu.expectClosed();
    running.interruption.abort();
    expect(await running.exitCode).toBe(1);
    const summary = running.out.join('\n');
    expect(summary).toContain('1 connected, 1 started, 2 failed, of 2');
    expect(summary).toContain(`R2-2-${gone}: connection refused`);
    expect(summary).toContain('0 done, 0 refused, 1 unanswered');
    expect(summary).toContain('SEND_NUMBER N(S) is 1, expected 0');
  });

  it('sends commands to the RTU of that CA and fails when none is started', async () => {
    const [one] = listeners;
    const running = begin(ini(one.port), '--command', '1:5000:45:1', '--command', '9:5000:45:1');
    const rtu = await acceptStarted(one);
    await rtu.expect(iFrame(0, 0, '2D 01 06 00 01 00 88 13 00 01'));
    rtu.sendI(0, 1, '2D 01 47 00 01 00 88 13 00 01');
    rtu.send('68 04 43 00 00 00');
    await rtu.expect('68 04 83 00 00 00');
    running.interruption.abort();
    await rtu.expect(sFrame(1));
    await rtu.expect(STOPDT_ACT);
    rtu.send(STOPDT_CON);
    expect(await running.exitCode).toBe(1);
    const summary = running.out.join('\n');
    expect(summary).toMatch(/command +1:5000:45:1: refused \(actcon\) after/);
    expect(summary).toMatch(/command +9:5000:45:1: no started RTU has this CA/);
  });

  it('can be interrupted while an RTU does not confirm STARTDT', async () => {
    const [one] = listeners;
    const running = begin(ini(one.port));
    const rtu = await one.accept();
    await rtu.expect(STARTDT_ACT);
    running.interruption.abort();
    await rtu.expectClosed();
    expect(await running.exitCode).toBe(1);
  });

  it('has nothing to do without RTUs', async () => {
    const running = begin(ini());
    expect(await running.exitCode).toBe(1);
    expect(running.err.at(-1)).toMatch(/has no RTU to open$/);
  });
});

describe('what is received', () => {
  /** M_SP_TB_1 of CA 1, IOA 100: ON and invalid, 2026-11-22 10:04:02.118; COT 3. */
  const EVENT = '1E 01 03 00 01 00 64 00 00 81 46 08 04 0A F6 0B 1A';
  /** M_ME_NC_1, IOA 200: 0.5 (00 00 00 3F), interrogated. */
  const ANSWER = '0D 01 14 00 01 00 C8 00 00 00 00 00 3F 00';

  async function receive(...args: string[]) {
    const [one] = listeners;
    const running = begin(ini(one.port), '-w', '1', ...args);
    const rtu = await acceptStarted(one);
    rtu.sendI(0, 0, EVENT);
    await rtu.expect(sFrame(1));
    rtu.sendI(1, 0, ANSWER);
    await rtu.expect(sFrame(2));
    running.interruption.abort();
    await rtu.expect(STOPDT_ACT);
    rtu.send(STOPDT_CON);
    expect(await running.exitCode).toBe(0);
    return running;
  }

  it('is shown, if that is wanted', async () => {
    const { out } = await receive('--show', 'all');
    expect(out[0]).toMatch(
      /^[\d:.]{12} R1 CA 1 IOA 100 M_SP_TB_1 = 1 IV \(spont\), tag 2026-11-22 10:04:02\.118$/,
    );
    expect(out[1]).toMatch(/^[\d:.]{12} R1 CA 1 IOA 200 M_ME_NC_1 = 0\.5 \(inrogen\)$/);
    listeners.unshift(await RawListener.listen());
    const { out: events } = await receive('--show', 'events');
    expect(events.filter((line) => line.includes(' IOA '))).toHaveLength(1);
  });

  it('goes to the event list, if nobody asked for it', async () => {
    const path = join(folder, 'events.csv');
    await receive('--event-list', path);
    const [header, row, ...more] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header).toBe('received,RTU,CA,IOA,type,COT,value,quality,time tag');
    expect(row).toMatch(/^\d{4}-\d\d-\d\d [\d:.]{12},R1,1,100,30,3,1,IV,2026-11-22 10:04:02\.118$/);
    expect(more).toEqual([]);
  });

  it('says so if the event list cannot be written', async () => {
    const [one] = listeners;
    const running = begin(ini(one.port), '-w', '1', '--event-list', join(folder, 'none', 'events.csv'));
    const failed = expect(running.exitCode).rejects.toMatchObject({ code: 'EVENT_LIST' });
    const rtu = await acceptStarted(one);
    rtu.sendI(0, 0, EVENT);
    await rtu.expect(sFrame(1));
    running.interruption.abort();
    await rtu.expect(STOPDT_ACT);
    rtu.send(STOPDT_CON);
    await failed;
    expect(running.out.join('\n')).toContain('1 connected, 1 started');
  });
});

describe('the address that it comes from', () => {
  it('is that of --from', async () => {
    const [one] = listeners;
    const running = begin(ini(one.port), '--from', '127.0.0.2');
    const rtu = await acceptStarted(one);
    expect(rtu.remoteAddress).toBe('127.0.0.2');
    running.interruption.abort();
    await running.exitCode;
  });

  it('must be one of this machine', async () => {
    // 192.0.2.1 is for documents; no machine has it.
    const running = begin(ini(listeners[0].port), '--from', '192.0.2.1', '--seconds', '0.001');
    expect(await running.exitCode).toBe(1);
    expect(running.out.join('\n')).toContain(
      'the address to connect from is not one of this machine, or has no free port',
    );
  });
});

describe('a script', () => {
  it('requests at its seconds, and its answers are in the summary', async () => {
    const path = join(folder, 'script.csv');
    writeFileSync(path, '# second,CA,request\n0,1,read,100\n0,,test\n0,7,clock\n3600,,gi\n');
    const [one] = listeners;
    const running = begin(ini(one.port), '--script', path);
    const rtu = await acceptStarted(one);
    await rtu.expect(iFrame(0, 0, '66 01 05 00 01 00 64 00 00'));
    rtu.sendI(0, 1, '01 01 05 00 01 00 64 00 00 01');
    const test = Buffer.from((await rtu.next()).replaceAll(' ', ''), 'hex');
    // C_TS_TA_1: type 107, COT 6, TSC 0x55AA, low octet first.
    expect(test.subarray(6, 17).toString('hex')).toBe('6b0106000100000000aa55');
    const answer = Buffer.from(test.subarray(6));
    answer[2] = 7;
    rtu.sendI(1, 2, answer.toString('hex').replace(/(..)(?=.)/g, '$1 '));
    rtu.send('68 04 43 00 00 00');
    await rtu.expect('68 04 83 00 00 00');
    running.interruption.abort();
    await rtu.expect(sFrame(2));
    await rtu.expect(STOPDT_ACT);
    rtu.send(STOPDT_CON);
    expect(await running.exitCode).toBe(1);
    const lines = running.out
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('script'));
    expect(lines).toEqual([
      'script      0 s, CA 1, read 100: 1 done',
      'script      0 s, every RTU, test: 1 done',
      'script      0 s, CA 7, clock: no started RTU has this CA',
    ]);
  });
});

describe('the controlling station', () => {
  it('opens links again that end, and keeps what they had counted', async () => {
    const [one] = listeners;
    const rtu = { no: 1, name: 'R', ca: 1, port: one.port, bind: '', k: 12, line: 1, sharers: [] };
    const station = new ControllingStation([rtu]);
    expect(await station.connectAll()).toEqual([]);
    const starting = station.startAll();
    const first = await acceptStarted(one);
    expect(await starting).toEqual([]);
    const reopened: string[] = [];
    const stop = station.keepOpen((link) => reopened.push(link.label), { pauseMs: 0 });
    first.sendI(0, 0, '01 01 03 00 01 00 64 00 00 01');
    await station.until('one signal', () => station.totals().traffic.signals === 1, 20_000);
    first.close();
    const second = await acceptStarted(one);
    await station.until('started again', () => station.totals().started === 1, 20_000);
    second.sendI(0, 0, '01 01 03 00 01 00 64 00 00 00');
    await station.until('two signals', () => station.totals().traffic.signals === 2, 20_000);
    expect(reopened).toEqual([`R-1-${one.port}`]);
    expect(station.totals()).toMatchObject({ links: 1, connected: 1, started: 1, reconnects: 1 });
    stop();
    second.close();
    await station.until('closed', () => station.totals().connected === 0, 20_000);
    station.closeAll();
  });

  describe('with a second connection', () => {
    const rtuOn = (port: number) => ({
      no: 1,
      name: 'R',
      ca: 1,
      port,
      bind: '',
      k: 12,
      line: 1,
      sharers: [],
    });

    it('as a standby starts it when the first ends, and takes the first as the standby when it is open again', async () => {
      const [one] = listeners;
      const station = new ControllingStation([rtuOn(one.port)], { second: 'standby' });
      const switched: string[] = [];
      station.onStartedLater = ({ label }) => switched.push(label);
      const connecting = station.connectAll();
      const first = await one.accept();
      const second = await one.accept();
      expect(await connecting).toEqual([]);
      const starting = station.startAll();
      await first.expect(STARTDT_ACT);
      first.send(STARTDT_CON);
      expect(await starting).toEqual([]);
      expect(station.totals()).toMatchObject({ links: 2, rtus: 1, connected: 1, started: 1, switches: 0 });

      station.keepOpen(() => {}, { pauseMs: 0 });
      first.close();
      await second.expect(STARTDT_ACT);
      second.send(STARTDT_CON);
      const standby = await one.accept();
      const isBack = () => station.totals().reconnects === 1 && station.totals().switches === 1;
      await station.until('switched, and open again', isBack, 20_000);
      expect(switched).toEqual([`R-1-${one.port}`]);
      expect(station.links.map(({ state }) => state)).toEqual(['stopped', 'started']);
      expect(station.links.map((link) => station.isServed(link))).toEqual([true, false]);

      station.switchAll();
      await standby.expect(STARTDT_ACT);
      standby.send(STARTDT_CON);
      await station.until('switched back', () => station.totals().switches === 2, 20_000);
      station.closeAll();
    });

    it('as a standby starts it at once if the first cannot be started', async () => {
      const [one] = listeners;
      const station = new ControllingStation([rtuOn(one.port)], { second: 'standby' });
      const connecting = station.connectAll();
      const first = await one.accept();
      const second = await one.accept();
      expect(await connecting).toEqual([]);
      first.close();
      await second.expect(STARTDT_ACT);
      second.send(STARTDT_CON);
      await station.until('started', () => station.totals().started === 1, 20_000);
      station.closeAll();
    });

    it('that is started like the first counts what comes on both', async () => {
      const [one] = listeners;
      const station = new ControllingStation([rtuOn(one.port)], { second: 'started' });
      expect(await station.connectAll()).toEqual([]);
      const starting = station.startAll();
      const both = [await acceptStarted(one), await acceptStarted(one)];
      expect(await starting).toEqual([]);
      for (const rtu of both) rtu.sendI(0, 0, '01 01 03 00 01 00 64 00 00 01');
      await station.until('two signals', () => station.totals().traffic.signals === 2, 20_000);
      expect(station.totals()).toMatchObject({ links: 2, rtus: 1, connected: 1, started: 1 });
      station.closeAll();
    });
  });

  it('repeats refused connections for the given time', async () => {
    const taken = await RawListener.listen();
    const { port } = taken;
    taken.close();
    const rtu = { no: 1, name: 'R', ca: 1, port, bind: '', k: 12, line: 1, sharers: [] };
    const impatient = new ControllingStation([rtu]);
    expect((await impatient.connectAll()).map(({ reason }) => reason)).toEqual(['connection refused']);
    const patient = new ControllingStation([rtu]);
    const connecting = patient.connectAll(5000);
    const late = await RawListener.listen(port);
    expect(await connecting).toEqual([]);
    expect(patient.totals().connected).toBe(1);
    patient.closeAll();
    late.close();
  });

  it('waits for conditions', async () => {
    const rtu = { no: 1, name: 'R', ca: 1, port: listeners[0].port, bind: '', k: 12, line: 1, sharers: [] };
    const station = new ControllingStation([rtu]);
    expect(await station.connectAll()).toEqual([]);
    const starting = station.startAll();
    const peer = await acceptStarted(listeners[0]);
    expect(await starting).toEqual([]);
    const two = station.until('two signals', () => station.totals().traffic.signals === 2, 2000);
    peer.sendI(0, 0, '01 01 03 00 01 00 64 00 00 01');
    peer.sendI(1, 0, '01 01 03 00 01 00 64 00 00 00');
    await two;
    await expect(station.until('three', () => false, 20)).rejects.toMatchObject({ code: 'TIMEOUT' });
    station.closeAll();
    expect(station.totals()).toMatchObject({ links: 1, connected: 0, started: 0, violations: 0 });
  });
});
