/** Every line of an RTU's two logs after a small scenario, apart from times and ports (`docs/behaviour.md` §8). */
import { expect, it } from 'vitest';
import { iFrame, type RawPeer, sFrame } from '../support/raw-peer.js';
import { TestEngine } from '../support/test-engine.js';

const HEADER = 'time,event,connection,direction,type id,COT,IOA,value,quality,time tag,comment';
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6},/;

const DATABASE = [
  '1,Y,1,100,1,0,,,,,,plain',
  '1,Y,30,101,0 NT,0,,,,,,"with a comma, and ""quotes"""',
  '1,Y,13,102,-1.5 OV,0',
  '2,N,11,103,-7,0,,,,,,other index',
  '9,N,46,500,101,0,,,,,,a command',
];

/** The lines of a log, with times, durations and peers' ports replaced by placeholders. */
function readLog(test: TestEngine, kind: '' | '-gi'): string[] {
  const names = test.workspace.list('log').filter((name) => name.endsWith('.csv'));
  const name = names.find((each) => each.endsWith('-gi.csv') === (kind === '-gi'));
  expect(name).toMatch(/^Süd 1-7-0-\d{8}T\d{6}(-gi)?\.csv$/);
  const text = test.workspace.read('log', name ?? '');
  expect(text.endsWith('\n')).toBe(true);
  const [header, ...lines] = text.slice(0, -1).split('\n');
  expect(header).toBe(HEADER);
  for (const line of lines) expect(line).toMatch(STAMP);
  const stamps = lines.map((line) => line.slice(0, 26));
  expect(stamps).toEqual([...stamps].sort());
  return lines.map((line) =>
    line
      .replace(STAMP, '')
      .replace(/127\.0\.0\.(\d):\d+/g, '127.0.0.$1:P')
      .replace(/port \d+,/, 'port P,')
      .replace(/,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3},/g, ',TAG,')
      .replace(/\d+\.\d+ (m?s)\b/g, 'N $1'),
  );
}

async function expectFrames(peer: RawPeer, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await peer.next();
}

it('has a line for everything that happened, in order', async () => {
  const test = await TestEngine.start({
    rtus: [{ no: 3, name: 'Süd 1', ca: 7, hosts: '127.0.0.1', options: ['time=utc'] }],
    databases: { 'd.csv': DATABASE },
    signalLog: 'all',
  });
  const peer = await test.raw(0);
  peer.send('68 04 07 00 00 00');
  // STARTDT con and end of initialization.
  await expectFrames(peer, 2);
  peer.sendI(0, 1, '64 01 06 05 07 00 00 00 00 14');
  // actcon, one frame of type 1 for both points, one of type 13, actterm.
  await expectFrames(peer, 4);
  peer.send(sFrame(5));
  peer.send('68 04 43 00 00 00');
  await expectFrames(peer, 1);
  // Type 255 is unknown; there is no point with IOA 999.
  peer.sendI(1, 5, 'FF 01 06 00 07 00 01 00 00 00');
  peer.sendI(2, 5, '66 01 05 00 07 00 E7 03 00');
  await expectFrames(peer, 2);
  const send = test.engine.send(1, 0);
  await expectFrames(peer, 3);
  peer.send(iFrame(3, 10, '66 01 05 00 07 00 64 00 00'));
  await expectFrames(peer, 1);
  await test.engine.settled(send.id);
  expect((await test.engine.settled(test.engine.send(42, 0).id)).totals.missing).toBe(1);
  // STOPDT act: confirmed after the last reply is acknowledged.
  peer.send('68 04 13 00 00 00');
  peer.send(sFrame(11));
  await expectFrames(peer, 1);
  peer.close();
  await test.event('link', ({ what }) => what === 'disconnect');
  await test.engine.close();

  expect(readLog(test, '')).toEqual([
    'listen,,,,,,,,,"all addresses, port P, CA 7"',
    'connect,127.0.0.1:P,,,,,,,,',
    'startdt,127.0.0.1:P,rx,,,,,,,',
    'initialized,127.0.0.1:P,tx,70,4,,,,,init',
    'testfr,127.0.0.1:P,rx,,,,,,,first',
    'negative,127.0.0.1:P,tx,255,44,,,,,"unknown type: type 255, cause 6 (act), CA 7"',
    'negative,127.0.0.1:P,tx,102,47,999,,,,"unknown IOA: type 102, cause 5 (req), CA 7"',
    'send,127.0.0.1:P,,,,,,,,send 1: index 1 once',
    'signal,127.0.0.1:P,tx,1,3,100,1,,,plain',
    'signal,127.0.0.1:P,tx,30,3,101,0,NT,TAG,"with a comma, and ""quotes"""',
    'signal,127.0.0.1:P,tx,13,3,102,-1.5,OV,,',
    'send,,,,,,,,,"send 1: index 1 ended (complete): offered 3, sent 3, acknowledged 3, unsent: link 0, ended 0, filter 0"',
    'read,127.0.0.1:P,rx,102,5,100,,,,req',
    'send,,,,,,,,,send 2: no index 42 in d.csv',
    'stopdt,127.0.0.1:P,rx,,,,,,,',
    'disconnect,127.0.0.1:P,,,,,,,,PEER_CLOSED: closed by the peer',
  ]);
  expect(readLog(test, '-gi')).toEqual([
    'interrogation,127.0.0.1:P,rx,100,6,,20,,,OA 5',
    'interrogated,127.0.0.1:P,tx,1,20,100,1,,,plain',
    'interrogated,127.0.0.1:P,tx,1,20,101,0,NT,,"with a comma, and ""quotes"""',
    'interrogated,127.0.0.1:P,tx,13,20,102,-1.5,OV,,',
    'interrogation,127.0.0.1:P,tx,100,10,,,,,3 signals in N ms',
  ]);
});

it('has no lines for signals if they are switched off', async () => {
  const test = await TestEngine.start({
    rtus: [{ name: 'Süd 1', ca: 7, options: ['eoi=never'] }],
    databases: { 'd.csv': DATABASE },
    signalLog: 'none',
  });
  const link = await test.started(0);
  await link.interrogate();
  await test.engine.close();
  const events = (kind: '' | '-gi') => readLog(test, kind).map((line) => line.split(',')[0]);
  expect(events('')).toEqual(['listen', 'connect', 'startdt', 'disconnect']);
  expect(events('-gi')).toEqual(['interrogation', 'interrogation']);
});

it('has a line for each refused connection', async () => {
  const test = await TestEngine.start({
    rtus: [{ name: 'Süd 1', ca: 7, hosts: '10.0.0.0/8' }],
    databases: { 'd.csv': DATABASE },
  });
  await (await test.raw(0)).expectClosed();
  await test.engine.close();
  expect(readLog(test, '').at(-1)).toBe('refuse,,,,,,,,,127.0.0.1:P: address not among the accepted hosts');
});
