/** The gateway killed under load and started again: nothing is sent again, and what is lost is what was at risk (`docs/gateway.md` §6). */
import { expect, it, onTestFinished } from 'vitest';
import { soon } from '../support/patience.js';
import {
  asduOf,
  fromHex,
  RawListener,
  RawPeer,
  STARTDT_ACT,
  STARTDT_CON,
  sFrame,
} from '../support/raw-peer.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { groupRow, writeGateway } from './gateway-kit.js';
import { Program } from './program.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point of CA 1, COT 3; single command, on: IOA `n`. */
const event = (n: number): string => `01 01 03 00 01 00 ${hex(n & 255)} ${hex(n >> 8)} 00 01`;
const command = (n: number): string => `2D 01 06 00 01 00 ${hex(n & 255)} ${hex(n >> 8)} 01 01`;

/** IOA of an ASDU, its lower two octets. */
function ioaOf(asdu: string): number {
  const octets = fromHex(asdu);
  return octets[6] + 256 * octets[7];
}

/** One end that is played here: it takes and acknowledges every I frame until the connection ends. */
class Player {
  readonly asdus: string[] = [];
  readonly other: string[] = [];
  /** N(R) that came last. */
  acknowledged = 0;
  received = 0;
  sent = 0;
  readonly ended: Promise<void>;

  constructor(readonly peer: RawPeer) {
    this.ended = this.take().catch(() => {});
  }

  get open(): number {
    return this.sent - this.acknowledged;
  }

  sendAsdu(asdu: string): void {
    this.peer.sendI(this.sent++, this.received, asdu);
  }

  private async take(): Promise<void> {
    for (;;) {
      const frame = await this.peer.next();
      const octets = fromHex(frame);
      if ((octets[2] & 3) === 3) {
        this.other.push(frame);
        if (frame === STARTDT_ACT) this.peer.send(STARTDT_CON);
        continue;
      }
      this.acknowledged = (octets[4] >> 1) + (octets[5] << 7);
      if ((octets[2] & 1) === 1) continue;
      this.asdus.push(asduOf(frame));
      this.peer.send(sFrame(++this.received));
    }
  }
}

it('no command is sent again, RTU and masters come back, and no more is lost than was at risk', async () => {
  const [port] = await freePorts(1);
  const rtu = await RawListener.listen();
  onTestFinished(() => rtu.close());
  const workspace = new Workspace();
  const options = ['eoi=never', 'retry=0.1..0.2'];
  writeGateway(workspace, [groupRow({ id: 1, port, hosts: `127.0.0.1:${rtu.port}`, options })]);
  const words = ['gateway', '--headless'];

  /** Starts the gateway, with two masters that are started. */
  async function start(): Promise<{ gateway: Program; station: Player; masters: Player[] }> {
    const gateway = Program.start(words, workspace.folder);
    const station = new Player(await rtu.accept());
    await gateway.line(/group 1 G1: listen/);
    const masters: Player[] = [];
    for (let i = 0; i < 2; i++) {
      const master = new Player(await RawPeer.connect(port));
      onTestFinished(() => master.peer.reset());
      master.peer.send(STARTDT_ACT);
      masters.push(master);
    }
    await gateway.line(/RTU 127\.0\.0\.1:\d+: startdt/);
    await soon(() => expect(masters.map(({ other }) => other)).toEqual([[STARTDT_CON], [STARTDT_CON]]));
    return { gateway, station, masters };
  }

  const before = await start();
  let commands = 0;
  let isOver = false;
  // Events as the RTU's window lets, and a command for each turn, until the gateway is gone.
  const load = (async () => {
    while (!isOver && before.station.sent < 30_000) {
      while (before.station.open < 12) before.station.sendAsdu(event(before.station.sent & 0xffff));
      if (commands < 2000) before.masters[commands % 2].sendAsdu(command(commands++));
      await new Promise(setImmediate);
    }
  })();
  await soon(() => expect(before.station.acknowledged).toBeGreaterThan(2000));
  before.gateway.kill('SIGKILL');
  await before.gateway.ended;
  isOver = true;
  await load;
  await Promise.all([before.station.ended, ...before.masters.map(({ ended }) => ended)]);

  const sent = before.station.asdus.map(ioaOf);
  expect(sent.length).toBeGreaterThan(10);
  expect(new Set(sent).size).toBe(sent.length);
  // What the RTU had an acknowledgement for, and no master has got: a buffer and two windows at most.
  const events = (asdus: string[]): number[] => asdus.filter((asdu) => asdu.startsWith('01')).map(ioaOf);
  const got = before.masters.map(({ asdus }) => events(asdus));
  for (const ioas of got) expect(ioas).toEqual(ioas.map((_, i) => i));
  const best = Math.max(...got.map(({ length }) => length));
  const lost = before.station.acknowledged - best;
  expect(lost).toBeLessThanOrEqual(1000 + 2 * 12);

  const after = await start();
  after.station.sendAsdu(event(9));
  await soon(() => {
    for (const { asdus } of after.masters) expect(asdus).toEqual([event(9)]);
  });
  expect(after.station.asdus).toEqual([]);
  after.masters[0].sendAsdu(command(5));
  await soon(() => expect(after.station.asdus.map(ioaOf)).toEqual([5]));
});
