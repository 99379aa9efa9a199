/** Kit of the hostile tests: an attacked RTU and a control RTU on one shard, misbehaving masters, and the final checks. */

import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { describeMisfit, findMisfits } from '../../src/figures/books.js';
import { signalFields } from '../../src/figures/counter-rules.js';
import { HANG_MS, soon } from '../support/patience.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows, type RtuRow } from '../support/workspace.js';

export { STARTDT_ACT, STARTDT_CON, TESTFR_ACT, TESTFR_CON } from '../support/raw-peer.js';

/** ASDUs for CA 1. */
export const GI = '64 01 06 00 01 00 00 00 00 14';
export const GI_END = '64 01 08 00 01 00 00 00 00 14';
export const CLOCK = '67 01 06 00 01 00 00 00 00 00 00 00 0C 01 01 1A';

export const VICTIM = 0;
export const CONTROL = 1;
/** Index of the attacked RTU's rows and of the control RTU's. */
export const ATTACKED = 1;
export const CONTROLLED = 9;
export const CONTROL_ROWS = 500;
const COMMANDS = 50;

/** Starts an attacked RTU (CA 1, with the options `more`) and a control RTU (CA 2) on one shard. */
export function startPair(more: RtuRow = {}, rows = 200): Promise<TestEngine> {
  const commands = Array.from({ length: COMMANDS }, (_, i) => `7,,45,${900_000 + i},${1000 + i}`);
  return TestEngine.start({
    rtus: [
      { name: 'VICTIM', ca: 1, file: 'victim.csv', ...more },
      { name: 'CONTROL', ca: 2, file: 'control.csv' },
    ],
    databases: {
      'victim.csv': [...pointRows(ATTACKED, rows), ...commands],
      'control.csv': pointRows(CONTROLLED, CONTROL_ROWS),
    },
  });
}

/** A single command ON or OFF for one of the attacked RTU's points. */
export function commandAsdu(i: number): string {
  const ioa = 900_000 + (i % COMMANDS);
  const octets = [ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16, i % 2];
  return `2D 01 06 00 01 00 ${octets.map((octet) => octet.toString(16).padStart(2, '0')).join(' ')}`;
}

/** Runs an attack while a master interrogates the control RTU again and again and an index send runs there; both must succeed. */
export async function besideControl(test: TestEngine, attack: () => Promise<void>): Promise<void> {
  const control = await test.started(CONTROL, { ack: { kind: 'eager' } });
  let over = false;
  const attacked = attack().finally(() => {
    over = true;
  });
  // A failure of the attack is thrown below, after the current round.
  attacked.catch(() => {});
  const send = test.engine.send(CONTROLLED, 0);
  let interrogated = 0;
  do {
    const report = await control.interrogate(20, HANG_MS);
    expect([report.outcome, report.dataObjects]).toEqual(['done', CONTROL_ROWS]);
    interrogated++;
  } while (!over);
  await attacked;
  const { totals } = await test.engine.settled(send.id);
  expect(totals.offered).toBe(CONTROL_ROWS);
  expect(totals.acknowledged).toBe(CONTROL_ROWS);
  expect(control.state).toBe('started');
  expect(control.violations.details).toEqual([]);
  expect(control.traffic.objectsByCot().get(3)).toBe(CONTROL_ROWS);
  expect(control.traffic.objectsByCot().get(20)).toBe(interrogated * CONTROL_ROWS);
}

/** Waits until every offered signal of every RTU is acknowledged or unsent. */
export async function expectAccounted(test: TestEngine): Promise<void> {
  await soon(() => expect(open(test)).toEqual([]));
}

function open({ engine }: TestEngine): string[] {
  const { stats } = engine;
  const busy = engine.rtus.flatMap(({ name, slot }) =>
    (['OUTSTANDING', 'SIGNALS_OUTSTANDING', 'RUNS', 'INTERROGATING'] as const)
      .filter((column) => stats.get(slot, column) !== 0)
      .map((column) => `${name}: ${column} ${stats.get(slot, column)}`),
  );
  const misfits = findMisfits({
    whole: signalFields(({ name }) => stats.total(name)),
    sends: engine.sends().map(({ id, totals, state }) => ({
      name: `send ${id}`,
      signals: totals,
      state: state === 'settled' ? 'settled' : 'open',
    })),
    rtus: engine.rtus.map(({ name, slot }) => ({
      name,
      signals: signalFields((counter) => stats.get(slot, counter.name)),
    })),
  });
  return [...busy, ...misfits.map(describeMisfit)];
}

/** Waits until the attacked RTU's link was closed for this reason. */
export async function expectClosedFor(test: TestEngine, code: string): Promise<void> {
  const isEnd = (what: string, detail: string) => what === 'disconnect' && detail.startsWith(code);
  await test.event('link', ({ rtu, what, detail }) => rtu.slot === VICTIM && isEnd(what, detail));
}

/** A master that writes and never reads. */
export class DeafMaster {
  private ns = 0;
  private isOver = false;

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isOver = true;
    });
  }

  static connect(port: number): Promise<DeafMaster> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.pause();
        resolve(new DeafMaster(socket));
      });
    });
  }

  get closed(): boolean {
    return this.isOver;
  }

  send(hex: string, times = 1): void {
    const one = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    this.socket.write(times === 1 ? one : Buffer.alloc(one.length * times, one));
  }

  /** Sends I frames in sequence, in one write; N(R) 0 acknowledges nothing. */
  sendI(asdus: readonly string[]): void {
    this.socket.cork();
    for (const asdu of asdus) {
      const octets = Buffer.from(asdu.replaceAll(' ', ''), 'hex');
      const head = [0x68, octets.length + 4, (this.ns << 1) & 0xfe, this.ns >> 7, 0, 0];
      this.ns = (this.ns + 1) & 0x7fff;
      this.socket.write(Buffer.concat([Buffer.from(head), octets]));
    }
    this.socket.uncork();
  }

  /** Closes only the direction to the RTU (FIN). */
  halfClose(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
