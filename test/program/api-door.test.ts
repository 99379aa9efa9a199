/** Few descriptors, and a flood of connections to the HTTP API: masters get in all the same (`docs/behaviour.md` §7). */
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RawPeer, startTransfer } from '../support/raw-peer.js';
import { waitFor } from '../support/test-engine.js';
import { rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

/** Opens `count` connections that say half of a request; resolves when each is open or refused. */
async function crowd(port: number, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    return socket;
  });
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.once('connect', () => {
            socket.write('GET /api/status HTTP/1.1\r\nhost: 127.0.0.1\r\n');
            resolve();
          });
          socket.once('close', () => resolve());
        }),
    ),
  );
  return sockets;
}

describe('a flood of connections to the HTTP API', () => {
  it.each([
    [20, undefined, 64],
    // 160 × 15/16 − 64 − 3 × 20 = 26
    [20, 160, 26],
    // 112 × 15/16 − 64 − 3 × 10 = 11
    [10, 112, 11],
  ])('keeps no master out: %d RTUs, %s descriptors, %d connections', async (rtus, descriptors, most) => {
    const [apiPort, ...rtuPorts] = await freePorts(rtus + 1);
    const workspace = new Workspace();
    workspace.write(
      'iec104rs.csv',
      rtuPorts.map((port, i) => rtuRow({ no: i + 1, port })),
    );
    workspace.write('data/d.csv', ['1,Y,30,100,1']);
    const words = ['--headless', '--shards', '2', '--api', `127.0.0.1:${apiPort}`];
    const program = await Program.listening(words, workspace.folder, undefined, descriptors);
    await program.line(/HTTP API at/);
    const before = program.lines.length;
    const flood = await crowd(apiPort, 200);
    // Two masters on every RTU, as on a redundant front-end.
    for (const port of [...rtuPorts, ...rtuPorts]) await startTransfer(await RawPeer.connect(port));
    await waitFor('the refused', () =>
      flood.filter(({ destroyed }) => !destroyed).length <= most ? 1 : undefined,
    );
    expect(program.lines.slice(before).filter((line) => /EMFILE|too many/.test(line))).toEqual([]);
    expect(await program.line(/HTTP API: connections closed/)).toContain(` beyond ${most} at a time`);
    program.kill('SIGTERM');
    expect((await program.ended).exitCode).toBe(0);
  });
});

describe('the token of the HTTP API', () => {
  it('comes from a file, which others should not read', async () => {
    const [port, apiPort] = await freePorts(2);
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port })]);
    workspace.write('data/d.csv', ['1,Y,30,100,1']);
    writeFileSync(workspace.path('token'), 's3cret\n', { mode: 0o644 });
    const words = ['--headless', '--shards', '1', '--api', `0.0.0.0:${apiPort}`, '--api-token-file', 'token'];
    const program = await Program.listening(words, workspace.folder);
    await program.line(/others may read the token in token \(its permissions are 644\); use chmod 600 token/);
    await program.line(/HTTP API at/);
    const ask = async (token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`http://127.0.0.1:${apiPort}/api/sends`, { headers })).status;
    };
    expect([await ask('s3cret'), await ask('other')]).toEqual([200, 401]);
  });

  it('is warned of on the command line, and its file is judged before any port opens', async () => {
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port: 1 })]);
    workspace.write('data/d.csv', ['1,Y,30,100,1']);
    const api = ['--api', '127.0.0.1:1'];
    const missing = await runProgram([...api, '--api-token-file', 'none'], workspace.folder);
    expect([missing.exitCode, missing.lines]).toEqual([
      1,
      [
        'not started: --api-token-file none: found no such file, expected a file with the token alone, visible ASCII characters without blanks',
      ],
    ]);
    const both = await runProgram([...api, '--api-token', 'a', '--api-token-file', 'none'], workspace.folder);
    expect([both.exitCode, both.lines]).toEqual([
      2,
      ["error: options '--api-token' and '--api-token-file' cannot be combined"],
    ]);
  });
});
