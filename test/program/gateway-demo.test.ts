/** `iec104rs demo --gateway`: gateway, RTUs and masters that end together. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { groupRow, writeGateway } from './gateway-kit.js';
import { Program } from './program.js';

/** The child processes of a process; only on Linux. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

/** Whether the process runs. A zombie (ended, not waited for) has no command line, so it counts as ended. */
function isRunning(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

async function startDemo(): Promise<{ program: Program; api: number }> {
  const [a, b, inA, inB, api] = await freePorts(5);
  const workspace = new Workspace();
  writeGateway(workspace, [
    groupRow({ id: 1, port: inA, hosts: `127.0.0.1:${a}` }),
    groupRow({ id: 2, port: inB, hosts: `127.0.0.1:${b}` }),
  ]);
  const words = ['demo', '--gateway', '--headless', '--no-set-clock', '--shards', '1'];
  const program = Program.start([...words, '--api', `127.0.0.1:${api}`], workspace.folder);
  await program.line(/HTTP API at /);
  return { program, api };
}

// biome-ignore lint/suspicious/noExplicitAny: a document that is looked into
async function groupsOf(api: number): Promise<any> {
  return (await fetch(`http://127.0.0.1:${api}/api/groups`)).json();
}

const onLinux = it.runIf(existsSync(`/proc/self/task/${process.pid}/children`));

onLinux('five masters of each RTU get its data, and all end with SIGTERM', async () => {
  const { program, api } = await startDemo();
  await soon(async () => {
    for (const { rtu, counters } of await groupsOf(api)) {
      expect([rtu.state, counters.mastersStarted]).toEqual(['started', 5]);
      expect(counters.interrogationsAsked).toBe(5);
      // Besides the interrogation: what the profile sends.
      expect(counters.framesFromRtu).toBeGreaterThan(30);
      expect(counters.requests).toBeGreaterThan(5);
    }
  });
  const players = childrenOf(program.pid);
  expect(players).toHaveLength(6);
  program.kill('SIGTERM');
  expect((await program.ended).exitCode).toBe(0);
  await soon(() => expect(players.filter(isRunning)).toEqual([]));
});

onLinux('its players end when it is killed', async () => {
  const { program } = await startDemo();
  const players = childrenOf(program.pid);
  expect(players).toHaveLength(6);
  program.kill('SIGKILL');
  await program.ended;
  await soon(() => expect(players.filter(isRunning)).toEqual([]));
});

it('refuses an RTU that is not on this machine', async () => {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  writeGateway(workspace, [groupRow({ id: 7, port, hosts: '192.0.2.1:2404' })]);
  const { exitCode, lines } = await Program.start(['demo', '--gateway', '--headless'], workspace.folder)
    .ended;
  expect(exitCode).toBe(1);
  expect(lines.join('\n')).toContain(
    'not started: the RTU of group 7 is at 192.0.2.1; the demo plays RTUs on this machine only (127.x.x.x)',
  );
});
