/** A log disk that is full: the protocol goes on, and lines that are lost are counted. */
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { indexRows, orderFaults, settled } from '../outside/books.js';
import { type Program, until } from '../outside/program.js';
import { smallDisk } from './mounts.js';
import type { Scenario, Trial } from './trial.js';

const RTUS = 4;
const ROWS = new Map([[1, 200]]);
const SMALL_KB = 512;

export function diskSetup(logs: string, words: readonly string[] = []) {
  return {
    rtus: Array.from({ length: RTUS }, (_, i) => ({ ca: i + 1, options: ['eoi=never'] })),
    files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
    logs,
    words,
  };
}

/** A send of a second whose signals are all acknowledged, in order; returns how many there were. */
export async function sendAll(trial: Trial, program: Program): Promise<number> {
  const masters = await Promise.all(
    program.ports.map((_, rtu) => trial.master(program, rtu, { keepsEvents: true })),
  );
  const { body } = await program.post('/api/send', { index: 1, duration: 1 });
  await until('the send is over', async () => {
    const sends = (await program.get('/api/sends')).body as { id: number; state: string }[];
    return sends.some(({ id, state }) => id === body.id && state === 'settled');
  });
  const all = await settled(program);
  for (const [i, { signalsAcknowledged }] of all.entries()) {
    assert.ok(signalsAcknowledged > 0);
    assert.equal(signalsAcknowledged, masters[i].acknowledgedSignals);
    assert.deepEqual(orderFaults(masters[i].events, ROWS), []);
    assert.deepEqual(masters[i].faults, []);
    assert.equal((await masters[i].interrogate(i + 1)).objects, ROWS.get(1));
  }
  return masters.reduce((sum, { events }) => sum + events.length, 0);
}

async function linesLost(program: Program): Promise<{ log: number; sentList: number }> {
  const { totals } = (await program.get('/api/status')).body;
  return { log: totals.logLinesLost, sentList: totals.sentListLinesLost };
}

export const fullDisk: Scenario = {
  name: 'disk-full',
  promise: 'with a full log disk no signal is lost, and the lost lines are counted',
  kind: 'fixed',
  run: async (trial) => {
    const disk = smallDisk(trial, SMALL_KB);
    const program = await trial.start(diskSetup(join(disk, 'log'), ['--sent-list', join(disk, 'sent.csv')]));
    await sendAll(trial, program);
    await until('lost lines are counted', async () => {
      const { log, sentList } = await linesLost(program);
      return log > 0 && sentList > 0;
    });
    const { log, sentList } = await linesLost(program);
    trial.note(`${log} log lines and ${sentList} lines of the sent list lost, all counted`);
    assert.equal((await program.stop()).code, 0);
  },
};
