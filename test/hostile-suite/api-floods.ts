/** Floods of the API: right, wrong, silent and half-sent requests; masters and sends go on. */
import { strict as assert } from 'node:assert';
import { connect, type Socket } from 'node:net';
import { indexRows, orderFaults, settled } from '../outside/books.js';
import { Master } from '../outside/master.js';
import { pause } from '../outside/program.js';
import type { Random } from '../simulation/random.js';
import type { Scenario } from './trial.js';

const RTUS = 4;
const ROWS = new Map([[1, 200]]);
const REQUESTS = 600;
const AT_ONCE = 24;
const SILENT = 200;

type Request = readonly [method: string, path: string, body?: unknown];

const RIGHT: readonly Request[] = [
  ['GET', '/api/status'],
  ['GET', '/api/rtus'],
  ['GET', '/api/rtus/1'],
  ['GET', '/api/sends'],
  ['GET', '/metrics'],
  ['GET', '/api/openapi.json'],
];
const WRONG: readonly Request[] = [
  ['GET', '/api/rtus/99'],
  ['GET', '/api/nothing'],
  ['GET', '/%00%ff'],
  ['POST', '/api/send', { index: -1 }],
  ['POST', '/api/send', { index: 1, duration: 'long' }],
  ['POST', '/api/send', { index: 1, rate: 0 }],
  ['POST', '/api/send', [1, 2, 3]],
  ['POST', '/api/send', { index: 1, rtuNumbers: [70_000] }],
  ['POST', '/api/rtus/1/restart', { port: 0 }],
  ['POST', '/api/rtus/1/restart', { iodata: '../../etc/passwd' }],
  ['DELETE', '/api/sends/99999'],
  ['DELETE', '/api/sends/x'],
  ['PUT', '/api/send', {}],
];

export const apiFlood: Scenario = {
  name: 'api-flood',
  promise: 'every request is answered, refusals as {error, detail}, while sends lose nothing',
  kind: 'random',
  run: async (trial) => {
    const program = await trial.start({
      rtus: Array.from({ length: RTUS }, (_, i) => ({ ca: i + 1, options: ['eoi=never'] })),
      files: { 'd.csv': indexRows(1, ROWS.get(1) ?? 0) },
    });
    const masters = await Promise.all(
      program.ports.map((_, rtu) => trial.master(program, rtu, { keepsEvents: true })),
    );
    assert.equal((await program.post('/api/send', { index: 1, duration: 3 })).status, 202);
    const refusals = new Map<number, number>();
    let left = REQUESTS;
    const one = async (own: Random): Promise<void> => {
      while (left-- > 0) {
        const isRight = own.chance(0.5);
        const [method, path, body] = own.pick(isRight ? RIGHT : WRONG);
        const answer = await program.ask(method, path, body);
        const where = `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
        if (isRight) assert.equal(answer.status, 200, where);
        else {
          assert.ok(answer.status >= 400 && answer.status < 500, where);
          assert.deepEqual(Object.keys(answer.body).sort(), ['detail', 'error'], where);
          refusals.set(answer.status, (refusals.get(answer.status) ?? 0) + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => one(trial.fork())));
    const all = await settled(program);
    for (const [i, { signalsOffered, signalsAcknowledged }] of all.entries()) {
      assert.equal(signalsAcknowledged, signalsOffered);
      assert.equal(masters[i].acknowledgedSignals, signalsOffered);
      assert.deepEqual(orderFaults(masters[i].events, ROWS), []);
      assert.deepEqual(masters[i].faults, []);
    }
    assert.equal((await program.stop()).code, 0);
    trial.note(
      `${REQUESTS} requests, refusals by status ${[...refusals].map((pair) => pair.join(': ')).join(', ')}`,
    );
  },
};

export const silentRequests: Scenario = {
  name: 'api-silent',
  promise: 'requests that never end keep no master out and do not delay the end of the program',
  kind: 'fixed',
  run: async (trial) => {
    const program = await trial.start({
      rtus: [{ ca: 1, options: ['eoi=never'] }],
      files: { 'd.csv': indexRows(1, 50) },
    });
    const sockets: Socket[] = [];
    trial.atEnd(() => {
      for (const socket of sockets) socket.destroy();
    });
    const halves = [
      '',
      'G',
      'GET /api/status HTTP/1.1\r\n',
      'POST /api/send HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"in',
    ];
    for (let i = 0; i < SILENT; i++) {
      const socket = connect(program.apiPort, '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      socket.write(halves[i % halves.length]);
      if (i % 20 === 0) await pause(1);
    }
    const master = await Master.started(program.ports[0]);
    assert.equal((await master.interrogate(1)).objects, 50);
    await master.close();
    assert.equal((await program.stop()).code, 0);
  },
};
