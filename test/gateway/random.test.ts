/**
 * Groups under random traffic, judged by rules of their own: what a master may get follows from what the RTU has sent and what was
 * asked, not from how the gateway keeps its books. A seed that fails is printed.
 */
import { describe, expect, it } from 'vitest';
import {
  type End,
  type GroupKit,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  startedGroup,
  TESTFR_ACT,
  TESTFR_CON,
} from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();

/** mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Player {
  end: End;
  state: 'started' | 'stopping' | 'stopped';
  /** IOAs of the events that it got, in their order. */
  events: number[];
  /** Answers that may still come, by IOA of its commands. */
  commanded: Map<number, number>;
  interrogations: number;
  /** It reads, but acknowledges only now and then. */
  isSlow: boolean;
}

/** A run of random steps; returns what breaks a rule. */
function play(seed: number, steps: number): string[] {
  const random = randomFrom(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const echoes = random() < 0.5;
  const conflict = (['refuse', 'queue'] as const)[pick(2)];
  const k = 1 + pick(12);
  const {
    kit,
    rtu: firstRtu,
    masters,
  } = startedGroup(3, {
    k,
    w: 1 + pick(k),
    bufferFrames: 20 + pick(60),
    connections: 5,
    conflict,
    commandHoldMs: 1000,
  });
  const faults: string[] = [];
  const fault = (what: string): void => void faults.push(`seed ${seed}: ${what}`);
  let rtu = firstRtu;
  let rtuStarted = true;
  let nextEvent = 1;
  /** The event that the RTU sent after another. */
  const following = new Map<number, number>();
  let lastSent: number | undefined;
  const seenCommands = new Map<number, number>();
  const interrogating = new Set<string>();
  /** What the RTU will answer, in order. */
  let answers: string[] = [];
  /** I frames of the RTU without acknowledgement: it keeps its own window. */
  let sent = 0;
  let acknowledged = 0;
  const players: Player[] = masters.map((end) => newPlayer(end));
  let commandIoa = 1000;

  function newPlayer(end: End): Player {
    return {
      end,
      state: 'started',
      events: [],
      commanded: new Map(),
      interrogations: 0,
      isSlow: random() < 0.3,
    };
  }

  function fromRtu(...asdus: string[]): void {
    answers.push(...asdus);
  }

  function serveRtu(): void {
    for (const frame of rtu.take()) {
      if (frame === STARTDT_ACT) {
        rtuStarted = true;
        rtu.send(STARTDT_CON);
      } else if (frame === STOPDT_ACT) {
        rtuStarted = false;
        rtu.send(STOPDT_CON);
      } else if (frame === TESTFR_ACT) rtu.send(TESTFR_CON);
      else if (frame.startsWith('68 04 01')) noteAcknowledged(frame);
      else if (frame.startsWith('68 04')) continue;
      else {
        noteAcknowledged(frame);
        if (!rtuStarted) fault(`I frame to a stopped RTU: ${frame}`);
        request(frame.slice(18));
      }
    }
    while (rtuStarted && answers.length > 0 && sent - acknowledged < k) {
      const asdu = answers.shift() as string;
      sent++;
      if (asdu.startsWith('01 01 03')) {
        const ioa = Number.parseInt(asdu.slice(18, 20), 16) + 256 * Number.parseInt(asdu.slice(21, 23), 16);
        if (lastSent !== undefined) following.set(lastSent, ioa);
        lastSent = ioa;
      }
      rtu.sendAsdus(asdu);
      if (rtu.ending !== undefined) break;
    }
  }

  function noteAcknowledged(frame: string): void {
    const nr = Number.parseInt(frame.slice(12, 14), 16) / 2 + Number.parseInt(frame.slice(15, 17), 16) * 128;
    acknowledged = nr;
  }

  function request(asdu: string): void {
    const [type, , cot, oa] = asdu.split(' ');
    const answerOa = echoes ? oa : '00';
    const as = (cause: number): string => `${asdu.slice(0, 6)}${hex(cause)} ${answerOa}${asdu.slice(11)}`;
    if (type === '2D') {
      const ioa = Number.parseInt(asdu.slice(18, 20), 16) + 256 * Number.parseInt(asdu.slice(21, 23), 16);
      const times = (seenCommands.get(ioa) ?? 0) + 1;
      seenCommands.set(ioa, times);
      if (times > 1 && ioa >= 1000) fault(`command to IOA ${ioa} twice`);
      const isOther = (answer: string): boolean =>
        answer.startsWith('2D') && answer.slice(18, 20) === asdu.slice(18, 20) && answer.slice(9, 11) !== oa;
      if (echoes && answers.some(isOther)) fault(`two masters command IOA ${ioa} at once`);
      fromRtu(as(7), as(10));
    } else if (type === '64' && cot === '06') {
      if (interrogating.size > 0) fault('two interrogations at once');
      interrogating.add(asdu.slice(-2));
      fromRtu(as(7), `01 01 14 ${answerOa} 20 00 FF FF 00 01`, as(10));
      interrogating.delete(asdu.slice(-2));
    } else if (type === '64') fromRtu(as(9));
  }

  function serve(player: Player): void {
    for (const frame of player.end.take()) {
      if (frame === TESTFR_ACT) player.end.send(TESTFR_CON);
      if (frame === STOPDT_CON) player.state = 'stopped';
      if ((Number.parseInt(frame.slice(6, 8), 16) & 1) !== 0) continue;
      const asdu = frame.slice(18);
      const [type, , cot] = asdu.split(' ');
      const ioa = Number.parseInt(asdu.slice(18, 20), 16) + 256 * Number.parseInt(asdu.slice(21, 23), 16);
      if (type === '01' && cot === '03') {
        const last = player.events.at(-1);
        if (last !== undefined && ioa !== following.get(last)) fault(`event ${ioa} after ${last}`);
        player.events.push(ioa);
      } else if (type === '2D') {
        const open = player.commanded.get(ioa);
        if (open === undefined) fault(`answer to a command that this master did not give: ${asdu}`);
        // A confirmation and an end for each, or one refusal.
        else if (open === 0) fault(`one answer too many: ${asdu}`);
        else player.commanded.set(ioa, cot === '47' ? open - 2 : open - 1);
      } else if (type === '64') {
        if (player.interrogations === 0)
          fault(`answer to an interrogation that this master did not ask for: ${asdu}`);
      }
    }
    if (player.state !== 'stopped' && (!player.isSlow || random() < 0.4)) player.end.acknowledge();
  }

  for (let step = 0; step < steps; step++) {
    const player = players[pick(players.length)];
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
        if (rtuStarted)
          for (let n = pick(6); n > 0; n--)
            fromRtu(`01 01 03 00 20 00 ${hex(nextEvent & 255)} ${hex((nextEvent++ >> 8) & 255)} 00 01`);
        break;
      case 3:
        if (player.state === 'started') {
          player.commanded.set(commandIoa, 2);
          player.end.sendAsdus(`2D 01 06 07 20 00 ${hex(commandIoa & 255)} ${hex(commandIoa >> 8)} 00 01`);
          commandIoa++;
        }
        break;
      case 4:
        if (player.state === 'started') {
          player.commanded.set(7, (player.commanded.get(7) ?? 0) + 2);
          player.end.sendAsdus('2D 01 06 07 20 00 07 00 00 01');
        }
        break;
      case 5:
        if (player.state === 'started') {
          player.interrogations++;
          player.end.sendAsdus('64 01 06 09 20 00 00 00 00 14');
        }
        break;
      case 6:
        if (player.state === 'started' && random() < 0.3) {
          player.state = 'stopping';
          player.end.send(STOPDT_ACT);
        } else if (player.state === 'stopped') {
          player.events = [];
          player.state = 'started';
          player.end.send(STARTDT_ACT);
        }
        break;
      case 7:
        if (random() < 0.2) {
          kit.lose(player.end);
          players.splice(players.indexOf(player), 1);
        }
        break;
      case 8:
        if (random() < 0.05) {
          kit.lose(rtu);
          rtu = kit.connectRtu();
          rtuStarted = false;
          answers = [];
          sent = acknowledged = 0;
        }
        break;
      case 9:
        kit.advance(pick(400));
        break;
      default:
        serveRtu();
    }
    for (const each of [...players]) {
      serve(each);
      if (each.end.ending !== undefined) {
        const allowed = ['RTU_LOST', 'LAGGING', 'PEER_CLOSED', 'T1_I_FRAME', 'T1_TESTFR'];
        if (!allowed.includes(each.end.ending))
          fault(`master closed: ${each.end.ending} ${each.end.link.closeReason?.detail}`);
        players.splice(players.indexOf(each), 1);
      }
    }
    if (rtu.ending !== undefined) {
      if (!['PEER_CLOSED'].includes(rtu.ending)) fault(`RTU closed: ${rtu.ending}`);
      rtu = kit.connectRtu();
      rtuStarted = false;
      answers = [];
      sent = acknowledged = 0;
    }
    serveRtu();
    while (players.length < 2) players.push(start(kit, `10.0.2.${pick(200)}`));
  }
  if (kit.counter('REQUESTS') === 0) fault('nothing was asked');
  return faults;

  function start(where: GroupKit, address: string): Player {
    const end = where.connectMaster(address);
    end.send(STARTDT_ACT);
    return newPlayer(end);
  }
}

describe('random traffic', () => {
  it.each(Array.from({ length: 150 }, (_, i) => i + 1))('seed %i breaks no rule', (seed) => {
    expect(play(seed, 400)).toEqual([]);
  });
});

describe('random octets', () => {
  it.each(Array.from({ length: 60 }, (_, i) => i + 1))(
    'seed %i: from one master, then from the RTU: nobody else is hurt, nothing throws',
    (seed) => {
      const random = randomFrom(seed);
      const { kit, rtu, masters } = startedGroup(2);
      const noise = (): string => {
        const octets = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
          hex(Math.floor(random() * 256)),
        );
        // Half of it looks like a frame.
        if (random() < 0.5) octets.unshift('68', hex(octets.length));
        return octets.join(' ');
      };
      for (let i = 0; i < 200 && masters[0].ending === undefined; i++) masters[0].send(noise());
      expect(masters[0].ending).toBeDefined();
      expect([masters[1].ending, rtu.ending]).toEqual([undefined, undefined]);
      masters[1].take();
      rtu.sendAsdus('01 01 03 00 20 00 01 00 00 01');
      expect(masters[1].asdus()).toEqual(['01 01 03 00 20 00 01 00 00 01']);
      for (let i = 0; i < 200 && rtu.ending === undefined; i++) rtu.send(noise());
      expect(rtu.ending).toBeDefined();
      expect(masters[1].ending).toBe('RTU_LOST');
      expect(kit.counter('RTU_CONNECTED')).toBe(0);
    },
  );
});
