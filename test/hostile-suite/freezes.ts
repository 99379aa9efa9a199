/** The program stands still: stopped as a whole, or one of its threads. It must not be told as the masters' fault. */
import { strict as assert } from 'node:assert';
import { indexRows, orderFaults, settled } from '../outside/books.js';
import type { Master } from '../outside/master.js';
import { type Program, pause, until } from '../outside/program.js';
import type { Scenario, Trial } from './trial.js';

const RTUS = 8;
const ROWS = new Map([[1, 200]]);
/** The RTUs' t1, s; and how long the program stands still, ms. */
const T1_S = 2;
const STILL_MS = 3_000;

export const stoppedProcess: Scenario = {
  name: 'process-stopped',
  promise:
    'no link is closed by t1 for acknowledgements that lay in the sockets while the process was stopped',
  kind: 'fixed',
  run: async (trial) => {
    const { program, masters } = await avalanche(trial);
    program.signal('SIGSTOP');
    await pause(STILL_MS);
    program.signal('SIGCONT');
    await program.says(/ the program stood still for /);
    await checkNothingLost(program, masters);
  },
};

export const hangingShard: Scenario = {
  name: 'shard-hangs',
  promise: 'a shard that hangs is named while it hangs; no link is closed by t1; the other shard goes on',
  kind: 'fixed',
  run: async (trial) => {
    const { program, masters } = await avalanche(trial);
    const before = masters.map(({ signals }) => signals);
    await program.hang(0, STILL_MS);
    await until('the API names the shard', async () => {
      const { hangs } = (await program.get('/api/status')).body;
      return hangs.length === 1;
    });
    await program.says(/ shard \d+ has not answered for /);
    const went = masters.filter(({ signals }, i) => signals > before[i]).length;
    assert.ok(went >= RTUS / 2, `only ${went} of ${RTUS} links went on`);
    await checkNothingLost(program, masters);
  },
};

async function avalanche(trial: Trial): Promise<{ program: Program; masters: Master[] }> {
  const program = await trial.start({
    rtus: Array.from({ length: RTUS }, (_, i) => ({
      ca: i + 1,
      options: ['eoi=never', `t1=${T1_S}`, 't2=1'],
    })),
    files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
  });
  const masters = await Promise.all(
    program.ports.map((_, rtu) => trial.master(program, rtu, { keepsEvents: true })),
  );
  await program.post('/api/send', { index: 1, duration: 5 });
  await until('all RTUs send', () => masters.every(({ signals }) => signals > 0));
  return { program, masters };
}

/** Every link is still there, every signal was acknowledged, and came in order. */
async function checkNothingLost(program: Program, masters: readonly Master[]): Promise<void> {
  const all = await settled(program);
  const why = program.said.split('\n').filter((line) => line.includes('disconnect'));
  assert.deepEqual([masters.filter(({ closed }) => closed).length, why], [0, []]);
  for (const [i, { signalsAcknowledged, unsentLink }] of all.entries()) {
    const master = masters[i];
    assert.equal(unsentLink, 0);
    assert.equal(signalsAcknowledged, master.acknowledgedSignals);
    assert.deepEqual(orderFaults(master.events, ROWS), []);
    assert.deepEqual(master.faults, []);
  }
  assert.equal((await program.stop()).code, 0);
}
