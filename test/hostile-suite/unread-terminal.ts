/** A terminal that nobody reads: a stalled remote login, or Ctrl-S. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { pause, until } from '../outside/program.js';
import { goesOn, PAIR } from './narrow.js';
import { LeftOut, type Scenario } from './trial.js';

/** RTUs that fill a screen; octets that a pseudo-terminal holds at most. */
const WIDE = 40;
const TERMINAL_HOLDS = 70_000;

export const unreadTerminal: Scenario = {
  name: 'terminal-unread',
  promise: 'with a terminal that nobody reads, sends, interrogations, the API and SIGTERM go on',
  kind: 'fixed',
  run: async (trial) => {
    if (process.platform !== 'linux') throw new LeftOut('the terminal is made by `script` of Linux');
    const program = await trial.start({
      rtus: Array.from({ length: WIDE }, (_, i) => ({ ca: i + 1, options: ['eoi=never'] })),
      files: PAIR.files,
      screen: 'dashboard',
      wrap: (command) => [
        'script',
        '--quiet',
        '--flush',
        '--return',
        '--command',
        `stty rows 60 cols 200; exec ${shellWords(command)}`,
        '/dev/null',
      ],
    });
    const pid = await program.processId();
    trial.atEnd(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    });
    await goesOn(
      trial,
      program,
      async () => {
        // Figures change on the whole screen.
        for (let rtu = 1; rtu < WIDE; rtu++) await trial.master(program, rtu);
        const { body } = await program.post('/api/send', { index: 1, duration: 600, rate: 50 });
        await until('the dashboard is drawn', () => program.output.length > 2_000);
        const before = program.output.length;
        await pause(1_000);
        const eachSecond = program.output.length - before;
        assert.ok(eachSecond > 3_000, `only ${eachSecond} octets of screen a second`);
        // Nobody reads the terminal's other side any more.
        program.signal('SIGSTOP');
        await pause((1_000 * TERMINAL_HOLDS) / eachSecond + 1_000);
        trial.note(`the terminal got ${eachSecond} octets a second until it was not read`);
        assert.equal((await program.ask('DELETE', `/api/sends/${body.id}`)).status, 202);
      },
      1,
    );
    await until('the program ends', () => !isAlive(pid));
  },
};

/** A process that ended and waits for its stopped parent counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function shellWords(command: readonly string[]): string {
  return command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
