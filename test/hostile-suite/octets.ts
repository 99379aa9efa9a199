/** Octets by grammar on many links at once, in segments of any size; a neighbour on the same shard is served all the time. */
import { strict as assert } from 'node:assert';
import { commandRows, indexRows, settled } from '../outside/books.js';
import { LinkClosed, Master } from '../outside/master.js';
import { HANG_MS, type Program, pause, until } from '../outside/program.js';
import type { Random } from '../simulation/random.js';
import { type Attack, nextAttack } from './octet-grammar.js';
import type { Scenario, Trial } from './trial.js';

const VICTIMS = 4;
const ROWS = 60;
const ATTACKERS = 8;
/** Links of each attacker, one after the other. */
const LINKS = 40;
const MOST_ATTACKS = 25;
/** Bits of the cause: P/N and T. */
const NEGATIVE = 0x40;
const TEST = 0x80;

export const hostileOctets: Scenario = {
  name: 'octets',
  promise: 'each breach has its reaction, and only its own link ends',
  kind: 'random',
  run: play,
};

interface Tally {
  attacks: number;
  closed: number;
  negatives: number;
}

async function play(trial: Trial): Promise<void> {
  const program = await trial.start({
    rtus: Array.from({ length: VICTIMS + 1 }, (_, i) => ({
      ca: i + 1,
      // No reply may wait for a window that the attack keeps closed.
      k: 2_000,
      options: ['eoi=never', 'connections=50', 'group=each', 't1=250', 't2=100'],
    })),
    files: { 'd.csv': [...indexRows(1, ROWS), ...commandRows(1, 10)] },
    shards: 1,
  });
  const neighbour = await trial.master(program, VICTIMS);
  let over = false;
  const tally: Tally = { attacks: 0, closed: 0, negatives: 0 };
  const attackers = Array.from({ length: ATTACKERS }, async () => {
    // Of its own, so that it does not depend on what the others are at.
    const own = trial.fork();
    for (let link = 0; link < LINKS; link++) await attackOneLink(program, own, tally);
  });
  const attacked = Promise.all(attackers).finally(() => {
    over = true;
  });
  attacked.catch(() => {});
  let interrogations = 0;
  do {
    const { objects } = await neighbour.interrogate(VICTIMS + 1);
    assert.equal(objects, ROWS);
    interrogations++;
    await pause(2);
  } while (!over);
  await attacked;
  assert.deepEqual(neighbour.faults, []);
  assert.equal(neighbour.byCot.get(20), interrogations * ROWS);
  await settled(program);
  const { body } = await program.get('/api/status');
  // Only the neighbour is still there.
  await until('all attacked links are gone', async () => {
    const { totals } = (await program.get('/api/status')).body;
    return totals.connections === 1;
  });
  assert.equal(body.online, 1);
  const { code } = await program.stop();
  assert.equal(code, 0, program.said.slice(-2000));
  const { attacks, closed, negatives } = tally;
  trial.note(
    `${attacks} attacks on ${ATTACKERS * LINKS} links, ${closed} of them closed by the RTU, ${negatives} negative replies; ${interrogations} interrogations of the neighbour`,
  );
}

async function attackOneLink(program: Program, random: Random, tally: Tally): Promise<void> {
  const rtu = random.int(0, VICTIMS - 1);
  /** Negative replies with COT 44 to 47, in order, hex; and those that are due. */
  const replies: string[] = [];
  const wanted: string[] = [];
  const master = await Master.started(program.ports[rtu], {
    k: 2_000,
    // An S frame would fall into a frame that is sent in pieces; I frames acknowledge.
    ack: { w: 10_000, t2Ms: 2 * HANG_MS },
    onAsdu: (octets) => {
      const cause = octets[2] & 0x7f;
      if (cause >= (44 | NEGATIVE) && cause <= (47 | NEGATIVE)) replies.push(octets.toString('hex'));
    },
  });
  const count = random.int(1, MOST_ATTACKS);
  const said: string[] = [];
  for (let i = 0; i < count; i++) {
    const attack = nextAttack({ ca: rtu + 1, vs: master.sendState, vr: master.receiveState }, random);
    said.push(attack.what);
    tally.attacks++;
    await writeInPieces(master, attack, random);
    const { reaction } = attack;
    if (typeof reaction === 'number') wanted.push(mirror(attack.octets, reaction));
    const where = `RTU ${rtu + 1}, ${master.name}: ${said.join(', ')}`;
    if (reaction === 'closes') {
      await ends(master, where);
      tally.closed++;
      break;
    }
    if (reaction === 'open') {
      master.reset();
      break;
    }
  }
  if (!master.closed && !master.resetByUs) await lasts(program, master, said, wanted, replies);
  master.reset();
  await master.whenClosed;
  // An ASDU of a type without a list mirrors octets that no decoder knows.
  assert.deepEqual(
    master.faults.filter((fault) => !fault.startsWith('no ASDU')),
    [],
    said.join(', '),
  );
  tally.negatives += replies.length;
}

/** One octet a segment, halves, or all at once. */
async function writeInPieces(master: Master, { octets, frames }: Attack, random: Random): Promise<void> {
  const size = random.pick([1, 3, octets.length, octets.length, octets.length]);
  if (octets.length / size > 40) {
    master.write(octets, frames);
    return;
  }
  for (let at = 0; at < octets.length; at += size) {
    const last = at + size >= octets.length;
    master.write(octets.subarray(at, at + size), last ? frames : 0);
    if (size < octets.length) await new Promise(setImmediate);
  }
}

async function ends(master: Master, where: string): Promise<void> {
  await until(`the RTU closes ${where}`, () => master.closed, HANG_MS);
}

/** The request itself with another cause and P/N = 1. */
function mirror(frame: Uint8Array, cause: number): string {
  const asdu = Buffer.from(frame.subarray(6));
  asdu[2] = (asdu[2] & TEST) | NEGATIVE | cause;
  return asdu.toString('hex');
}

/** The link answers, and each faulty request had one negative reply: its own octets with the cause. */
async function lasts(
  program: Program,
  master: Master,
  said: readonly string[],
  wanted: readonly string[],
  replies: readonly string[],
): Promise<void> {
  const where = `${master.name}: ${said.join(', ')}`;
  try {
    await master.testLink();
    await until(`${wanted.length} negative replies`, () => replies.length >= wanted.length, HANG_MS);
  } catch (error) {
    const what = error instanceof LinkClosed ? 'the RTU closed' : (error as Error).message;
    throw new Error(`${what} ${where}; due ${wanted}; came ${replies}\n${saysOf(program, master)}`);
  }
  assert.deepEqual(replies, wanted, where);
}

/** What the program said of a link. */
function saysOf(program: Program, master: Master): string {
  return program.said
    .split('\n')
    .filter((line) => line.includes(master.name))
    .join('\n');
}
