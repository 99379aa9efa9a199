/** Too few descriptors, and outputs that nobody reads. */
import { strict as assert } from 'node:assert';
import { connect, type Socket } from 'node:net';
import { indexRows, orderFaults, settled } from '../outside/books.js';
import { Master } from '../outside/master.js';
import { type Program, pause, residentOctets, until, withTimeout } from '../outside/program.js';
import type { Scenario, Trial } from './trial.js';

export const ROWS = new Map([[1, 200]]);
/** Descriptors that the program may have open; it takes about 60 for itself. */
const FEW = 96;
const STORM = 200;

export const fewDescriptors: Scenario = {
  name: 'few-descriptors',
  promise: 'when descriptors run out, links that are there lose nothing, and masters get in again afterwards',
  kind: 'fixed',
  run: async (trial) => {
    const program = await trial.start({
      rtus: [1, 2].map((ca) => ({ ca, options: ['eoi=never', 'connections=1000', 'group=each'] })),
      files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
      shards: 1,
      wrap: (command) => ['sh', '-c', `ulimit -n ${FEW}; exec "$@"`, 'sh', ...command],
    });
    const master = await trial.master(program, 0, { keepsEvents: true });
    await program.post('/api/send', { index: 1, duration: 2 });
    const sockets: Socket[] = [];
    trial.atEnd(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (let i = 0; i < STORM; i++) {
      const socket = connect(program.ports[1], '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      if (i % 20 === 0) await pause(1);
    }
    assert.equal((await master.interrogate(1)).objects, ROWS.get(1));
    for (const socket of sockets) socket.destroy();
    // Until the program has closed its ends of these, a new connection of the API may find no descriptor.
    await until('the API answers again', () =>
      program.get('/api/status').then(
        () => true,
        () => false,
      ),
    );
    await checkBooks(program, master);
    const late = await Master.started(program.ports[1]);
    assert.equal((await late.interrogate(2)).objects, ROWS.get(1));
    await late.close();
    assert.equal((await program.stop()).code, 0);
  },
};

async function checkBooks(program: Program, master: Master, sends = 1): Promise<void> {
  const [first] = await settled(program);
  assert.equal(first.signalsAcknowledged, first.signalsOffered);
  assert.equal(first.signalsAcknowledged, master.acknowledgedSignals);
  assert.deepEqual(orderFaults(master.events, ROWS, sends), []);
  assert.deepEqual(master.faults, []);
}

/** Connects and closes, so that the program has lines to say. */
async function chatter(program: Program, connects: number): Promise<void> {
  for (let i = 0; i < connects; i++) {
    const master = await Master.connect(program.ports[1]);
    await master.testLink();
    master.reset();
    await master.whenClosed;
  }
}

/**
 * A send, an interrogation, the API and the end, while nobody reads what the program says.
 * @param fill Makes the program say more than its output holds
 * @param sendsOfFill Sends that `fill` has begun and ended
 */
export async function goesOn(
  trial: Trial,
  program: Program,
  fill: () => Promise<void>,
  sendsOfFill = 0,
): Promise<void> {
  const pid = await program.processId();
  const master = await trial.master(program, 0, { keepsEvents: true });
  const before = residentOctets(pid) ?? 0;
  await fill();
  const { status } = await program.post('/api/send', { index: 1, duration: 1 });
  assert.equal(status, 202);
  await until('the send has begun', () => master.signals > 0);
  assert.equal((await master.interrogate(1)).objects, ROWS.get(1));
  await checkBooks(program, master, 1 + sendsOfFill);
  trial.note(`memory grew by ${(((residentOctets(pid) ?? 0) - before) / 2 ** 20).toFixed(0)} MB`);
  process.kill(pid, 'SIGTERM');
  await withTimeout('the link closes after SIGTERM', master.whenClosed);
}

export const PAIR = {
  rtus: [1, 2].map((ca) => ({ ca, options: ['eoi=never'] })),
  files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
};

export const stalledPipe: Scenario = {
  name: 'pipe-unread',
  promise: 'with outputs that nobody reads, sends, interrogations, the API and SIGTERM go on',
  kind: 'fixed',
  run: async (trial) => {
    const program = await trial.start({ ...PAIR, outputs: 'unread' });
    // About 250 octets a connect: more than a pipe holds.
    await goesOn(trial, program, () => chatter(program, 600));
    await withTimeout('the program ends', program.ended);
  },
};
