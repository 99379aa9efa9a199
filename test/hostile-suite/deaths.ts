/** Shards that die, in the middle of sends: what went with them is counted, and the others are not disturbed. */
import { strict as assert } from 'node:assert';
import { indexRows, openSignals, orderFaults, settled } from '../outside/books.js';
import { Master } from '../outside/master.js';
import { type Program, pause, until } from '../outside/program.js';
import type { Scenario } from './trial.js';

const RTUS = 6;
const ROWS = new Map([[1, 100]]);
const DEATHS = 3;

export const killedShards: Scenario = {
  name: 'shards-die',
  promise:
    'a shard that dies is started again, its signals are counted as lost, the other shard loses nothing',
  kind: 'random',
  run: async (trial) => {
    const program = await trial.start({
      rtus: Array.from({ length: RTUS }, (_, i) => ({ ca: i + 1, options: ['eoi=never'] })),
      files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
    });
    for (let death = 0; death < DEATHS; death++) {
      const masters = await Promise.all(
        program.ports.map((port) => Master.started(port, { keepsEvents: true })),
      );
      const { body } = await program.post('/api/send', { index: 1, duration: 600 });
      await until('all RTUs send', () => masters.every(({ signals }) => signals > 0));
      await pause(trial.random.interval(100));
      await program.endThread(trial.random.int(0, 1));
      await until('the shard is back', async () => {
        const { listening, rtus } = (await program.get('/api/status')).body;
        return listening === rtus && count(program, / shard \d+ is back,/) > death;
      });
      assert.equal((await program.ask('DELETE', `/api/sends/${body.id}`)).status, 202);
      await settled(program);
      await checkSend(program, body.id, masters);
      for (const master of masters) if (!master.closed) await master.close();
      for (const { faults, events } of masters) {
        assert.deepEqual(faults, []);
        assert.deepEqual(orderFaults(events, ROWS), []);
      }
    }
    const all = await settled(program);
    assert.deepEqual(all.map(openSignals), Array(RTUS).fill(0));
    assert.equal((await program.stop()).code, 0);
  },
};

function count(program: Program, what: RegExp): number {
  return program.said.split('\n').filter((line) => what.test(line)).length;
}

/** The send says which shard it lost; links of the other shard have every signal. */
async function checkSend(program: Program, id: number, masters: readonly Master[]): Promise<void> {
  const sends = (await program.get('/api/sends')).body as {
    id: number;
    shardsLost: number[];
    state: string;
  }[];
  const send = sends.find((one) => one.id === id);
  assert.equal(send?.shardsLost.length, 1, JSON.stringify(send));
  const left = () => masters.filter(({ closed }) => !closed);
  await until('the links of the dead shard are gone', () => left().length <= RTUS / 2);
  assert.equal(left().length, RTUS / 2, 'links of the other shard');
  for (const master of left()) assert.equal(master.acknowledgedSignals, master.signals);
}
