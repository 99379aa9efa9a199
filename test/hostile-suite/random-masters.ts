/** Masters that live at random: exact books, and on every link the sent list and what came agree signal for signal. */
import { strict as assert } from 'node:assert';
import { commandRows, indexRows, settled } from '../outside/books.js';
import { LinkClosed, Master } from '../outside/master.js';
import { type Program, pause } from '../outside/program.js';
import type { Random } from '../simulation/random.js';
import { writeTag } from '../simulation/wire.js';
import type { Scenario, Trial } from './trial.js';

const RTUS = 12;
const ROWS = new Map([
  [1, 120],
  [2, 40],
  [3, 7],
]);
const COMMANDS = 10;
const LIFE_MS = 6_000;
const SENDS = 25;

/** One connection and how it ended: in order, everything acknowledged; or in the middle. */
interface Past {
  master: Master;
  rtu: number;
  end: 'in order' | 'broken';
}

export const randomMasters: Scenario = {
  name: 'random-masters',
  promise: 'every signal is counted once, and each link carries what the sent list says, in order',
  kind: 'random',
  run: play,
};

async function play(trial: Trial): Promise<void> {
  const { random } = trial;
  const program = await trial.start({
    rtus: Array.from({ length: RTUS }, (_, i) => ({
      ca: i + 1,
      k: random.pick([1, 3, 12, 200]),
      options: [
        'eoi=never',
        ...(random.chance(0.3) ? ['objects=1'] : []),
        ...(random.chance(0.4) ? ['events=keep'] : []),
      ],
    })),
    files: {
      'd.csv': [
        ...[...ROWS].flatMap(([index, count]) => indexRows(index, count)),
        ...commandRows(1, COMMANDS),
      ],
    },
    words: ['--sent-list', 'sent.csv'],
  });
  const past: Past[] = [];
  const lives = program.ports.map((_, rtu) => live(program, rtu, trial.fork(), past));
  await sendAtRandom(program, random);
  await Promise.all(lives);
  const all = await settled(program);
  for (const { master, end } of past) if (end === 'in order') await master.close();
  const { code } = await program.stop();
  assert.equal(code, 0, program.said.slice(-2000));
  checkBooks(
    past,
    all.map(({ signalsAcknowledged }) => signalsAcknowledged),
  );
  checkSentList(program, past);
  const signals = past.reduce((sum, { master }) => sum + master.signals, 0);
  trial.note(`${past.length} connections, ${signals} signals received`);
}

async function sendAtRandom(program: Program, random: Random): Promise<void> {
  for (let i = 0; i < SENDS; i++) {
    await pause(random.interval(LIFE_MS / SENDS));
    const { status, body } = await program.post('/api/send', {
      index: random.int(0, 3),
      duration: random.pick([0, 0, 0.2, 1]),
      ...(random.chance(0.3) ? { rate: random.int(1, 500) } : {}),
      ...(random.chance(0.2) ? { rtuNumbers: [random.int(1, RTUS)] } : {}),
    });
    assert.equal(status, 202, JSON.stringify(body));
    if (random.chance(0.2)) await program.ask('DELETE', `/api/sends/${body.id}`);
  }
}

/** One master after the other on one RTU. The last of them stays and ends in order. */
async function live(program: Program, rtu: number, random: Random, past: Past[]): Promise<void> {
  const untilMs = performance.now() + LIFE_MS;
  while (performance.now() < untilMs) {
    const past1 = await meet(program, rtu, random, past);
    const leaves = random.interval(LIFE_MS / 4);
    const leaveMs = performance.now() + leaves;
    try {
      while (performance.now() < Math.min(leaveMs, untilMs)) await act(past1.master, rtu + 1, random);
      if (performance.now() >= untilMs) return;
      await leave(past1, random);
    } catch (error) {
      if (!(error instanceof LinkClosed)) throw error;
      past1.end = 'broken';
    }
  }
  await meet(program, rtu, random, past);
}

async function meet(program: Program, rtu: number, random: Random, past: Past[]): Promise<Past> {
  const one: Past = {
    master: await Master.started(program.ports[rtu], {
      ack: { w: random.int(1, 20), t2Ms: random.pick([0, 2, 10]) },
      k: 200,
      keepsEvents: true,
    }),
    rtu,
    end: 'in order',
  };
  past.push(one);
  return one;
}

async function act(master: Master, ca: number, random: Random): Promise<void> {
  await pause(random.interval(60));
  const dice = random.next();
  if (dice < 0.25) {
    const { objects } = await master.interrogate(ca);
    assert.equal(
      objects,
      [...ROWS.values()].reduce((sum, count) => sum + count),
    );
  } else if (dice < 0.5)
    await master.command(ca, 900_000 + random.int(0, COMMANDS - 1), random.chance(0.5) ? 1 : 0);
  else if (dice < 0.6) await master.synchronize(ca, writeTag(Date.now()));
  else if (dice < 0.8) await master.testLink();
  else if (dice < 0.85) {
    await master.stop();
    await pause(random.interval(30));
    await master.start();
  }
}

async function leave(one: Past, random: Random): Promise<void> {
  if (random.chance(0.5)) await one.master.close();
  else {
    one.end = 'broken';
    one.master.reset();
    await one.master.whenClosed;
  }
}

/** What the masters acknowledged against the program's count: equal, but for acknowledgements that a reset overtook. */
function checkBooks(past: readonly Past[], acknowledged: readonly number[]): void {
  for (const { master, rtu } of past) assert.deepEqual(master.faults, [], `RTU ${rtu + 1}`);
  for (let rtu = 0; rtu < RTUS; rtu++) {
    const mine = past.filter((one) => one.rtu === rtu);
    const sum = (wanted: Past['end']) =>
      mine.reduce((all, { master, end }) => all + (end === wanted ? master.acknowledgedSignals : 0), 0);
    const inOrder = sum('in order');
    assert.ok(
      acknowledged[rtu] >= inOrder,
      `RTU ${rtu + 1}: ${acknowledged[rtu]} of ${inOrder} acknowledged`,
    );
    const most = inOrder + sum('broken');
    assert.ok(
      acknowledged[rtu] <= most,
      `RTU ${rtu + 1}: ${acknowledged[rtu]} counted, ${most} acknowledged`,
    );
  }
}

/** Each connection's lines of the sent list, in order, begin with what its master received. */
function checkSentList(program: Program, past: readonly Past[]): void {
  const listed = new Map<string, { event: string; acknowledged: boolean }[]>();
  const [, ...lines] = program.read('sent.csv').trimEnd().split('\n');
  for (const line of lines) {
    const [, , , , ioa, , value, , , , acknowledged, connection] = line.split(',');
    const mine = listed.get(connection) ?? [];
    if (mine.length === 0) listed.set(connection, mine);
    mine.push({ event: `${ioa} 0${value}`, acknowledged: acknowledged !== '' });
  }
  for (const { master, rtu, end } of past) {
    const mine = listed.get(master.name) ?? [];
    const received = master.events.map((event) => event.split(' ').slice(0, 2).join(' '));
    const where = `RTU ${rtu + 1}, ${master.name}, ${end}`;
    assert.deepEqual(
      received,
      mine.slice(0, received.length).map(({ event }) => event),
      where,
    );
    const acknowledged = mine.filter((one) => one.acknowledged).length;
    if (end === 'in order') assert.equal(acknowledged, master.acknowledgedEvents, where);
    else assert.ok(acknowledged <= master.acknowledgedEvents, where);
    assert.deepEqual(
      mine.slice(0, acknowledged).every((one) => one.acknowledged),
      true,
      where,
    );
  }
}
