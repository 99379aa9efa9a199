/** `compare` on the sent list of a real run and the event list of a master that shares no code with the project. */
import { describe, expect, it } from 'vitest';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { NotingPeer } from './noting-peer.js';
import { Program, runProgram } from './program.js';

/** Two RTUs send an avalanche of 300 ms; the signals that two masters received are written as a SCADA would export them. */
async function play(): Promise<{ workspace: Workspace; events: string[] }> {
  const ports = await freePorts(2);
  const workspace = new Workspace();
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, ca: 10 + i, port, options: ['eoi=never'] })),
  );
  workspace.write('data/d.csv', ['1,Y,36,2,230.5', '1,Y,35,4,-20', ...pointRows(1, 30)]);
  const words = ['--send', '1:0.3', '--exit-after-send', '--sent-list', 'sent.csv', '--signal-log', 'none'];
  const program = await Program.listening(words, workspace.folder);
  const peers = await Promise.all(ports.map((port) => NotingPeer.start(port, 0)));
  expect((await program.ended).exitCode).toBe(0);
  const events = peers.flatMap(({ objects }, i) =>
    objects.map(({ ioa, value, tag, typeId }) => {
      // A binary32 as a SCADA shows it.
      const shown = typeId === 36 ? value.toFixed(1) : value;
      return `${10 + i};${ioa};${shown};${tag}`;
    }),
  );
  return { workspace, events };
}

const HEADER = 'Station;Address;State;Timestamp';

describe('iec104rs compare', () => {
  it('finds no difference from what a master received, and finds one missing event', async () => {
    const { workspace, events } = await play();
    // More than one pass of both RTUs.
    expect(events.length).toBeGreaterThan(2 * 32);
    workspace.write('all.csv', [HEADER, ...events]);
    const same = await runProgramPlainly(['sent.csv', 'all.csv'], workspace);
    expect(same.exitCode, same.output).toBe(0);
    const middle = Math.floor(events.length / 2);
    workspace.write('less.csv', [HEADER, ...events.filter((_, i) => i !== middle)]);
    const less = await runProgramPlainly(['sent.csv', 'less.csv', '--json'], workspace);
    expect(less.exitCode).toBe(3);
    const { differences, matched } = JSON.parse(less.output) as {
      differences: Record<string, number>;
      matched: number;
    };
    const found = Object.entries(differences).filter(([, count]) => count > 0);
    expect([matched, found]).toEqual([events.length - 1, [['missing', 1]]]);
  });
});

function runProgramPlainly(words: readonly string[], workspace: Workspace) {
  return runProgram(['compare', ...words], workspace.folder);
}
