/** A thread that floods one port from several links, reads all answers, and counts both. It ends each flood by waiting for the answers. */
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * `unanswered`: `few` frames wait for their answer, and all answers are awaited at the end; `any`: frames of U format as fast as the
 * sockets take them.
 * @type {{ port: number, kind: string, links: number, ms: number, ca: number, unanswered?: 'few' | 'any' }}
 */
const { port, kind, links, ms, ca, unanswered = 'few' } = workerData;
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const TESTFR_ACT = hex('68 04 43 00 00 00');
const STARTDT_ACT = hex('68 04 07 00 00 00');
const STOPDT_ACT = hex('68 04 13 00 00 00');
/** Written ahead of the socket, octets; frames that wait for their answer. Beyond that a flood is no faster, it only lasts longer. */
const AHEAD = 65_536;
const UNANSWERED = unanswered === 'any' && kind !== 'iframe' ? Number.POSITIVE_INFINITY : 1_000;
/** The answers are waited for so long, ms; it judges nothing. */
const ANSWERS_MS = unanswered === 'any' ? 0 : 60_000;

const untilMs = performance.now() + ms;
const done = { sent: 0, answered: 0, closed: 0 };

function open() {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socket));
  });
}

const turn = () => new Promise(setImmediate);
const room = async (socket, link) => {
  const isFull = () => socket.writableLength > AHEAD || link.sent - link.answered > UNANSWERED;
  do await turn();
  while (isFull() && !socket.destroyed && performance.now() < untilMs);
};

/** Calls `each` with every frame that comes. */
function read(socket, each) {
  let held = Buffer.alloc(0);
  socket.on('data', (octets) => {
    held = held.length === 0 ? octets : Buffer.concat([held, octets]);
    let at = 0;
    for (; held.length - at >= 2 && held.length - at >= held[at + 1] + 2; at += held[at + 1] + 2)
      each(held, at);
    held = held.subarray(at);
  });
}

/** Floods one link with `write` until the time is over, then waits for the answers. */
async function flood(write, isAnswer, begin) {
  const socket = await open();
  if (socket === undefined) return;
  const link = { ns: 0, vr: 0, answered: 0, sent: 0 };
  if (UNANSWERED === Number.POSITIVE_INFINITY) socket.resume();
  else
    read(socket, (octets, at) => {
      if ((octets[at + 2] & 1) === 0) link.vr = (link.vr + 1) & 0x7fff;
      if (isAnswer(octets, at)) link.answered++;
    });
  if (begin !== undefined) socket.write(begin);
  while (performance.now() < untilMs && !socket.destroyed) {
    link.sent += write(socket, link);
    await room(socket, link);
  }
  const answersMs = performance.now() + ANSWERS_MS;
  while (link.answered < link.sent && !socket.destroyed && performance.now() < answersMs) {
    // Replies may wait for the window.
    if (begin !== undefined) socket.write(Buffer.from([0x68, 4, 1, 0, (link.vr << 1) & 0xff, link.vr >> 7]));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (socket.destroyed) done.closed++;
  done.sent += link.sent;
  done.answered += link.answered;
  socket.destroy();
}

const isU = (control) => (octets, at) => octets[at + 2] === control;
/** Writes `octets` with `count` frames that are answered. */
function writing(octets, count) {
  return (socket) => {
    socket.write(octets);
    return count;
  };
}

const KINDS = {
  testfr() {
    const many = Buffer.concat(Array(200).fill(TESTFR_ACT));
    return flood(writing(many, 200), isU(0x83));
  },
  iframe() {
    const asdu = [107, 1, 6, 0, ca & 0xff, ca >> 8, 0, 0, 0, 0x55, 0xaa, 0, 0, 0, 0, 0, 0, 0];
    const write = (socket, link) => {
      const frames = [];
      for (let i = 0; i < 50; i++) {
        const { ns, vr } = link;
        frames.push(0x68, asdu.length + 4, (ns << 1) & 0xff, ns >> 7, (vr << 1) & 0xff, vr >> 7, ...asdu);
        link.ns = (ns + 1) & 0x7fff;
      }
      socket.write(Buffer.from(frames));
      return 50;
    };
    return flood(write, (octets, at) => (octets[at + 2] & 1) === 0 && octets[at + 6] === 107, STARTDT_ACT);
  },
  startstop() {
    const many = Buffer.concat(Array(100).fill(Buffer.concat([STARTDT_ACT, STOPDT_ACT])));
    return flood(writing(many, 100), isU(0x23));
  },
  half() {
    const write = (socket) => {
      socket.write(TESTFR_ACT.subarray(0, 3));
      setImmediate(() => socket.write(TESTFR_ACT.subarray(3)));
      return 1;
    };
    return flood(write, isU(0x83));
  },
  async connect() {
    while (performance.now() < untilMs) {
      const socket = await open();
      if (socket === undefined) continue;
      done.sent++;
      done.answered++;
      socket.destroy();
    }
  },
};

await Promise.all(Array.from({ length: links }, () => KINDS[kind]()));
parentPort?.postMessage(done);
