/** The units that run the simulator and the gateway as services of systemd. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseGateway } from '../../src/app/gateway/gateway-options.js';
import { parseSimulator } from '../../src/app/simulate/simulator-options.js';
import { Workspace } from '../support/workspace.js';

/** A unit by its text. */
class Unit {
  readonly text: string;

  constructor(readonly name: string) {
    this.text = readFileSync(
      fileURLToPath(new URL(`../../packaging/${name}.service`, import.meta.url)),
      'utf8',
    );
  }

  /** The value of a setting; the last one counts. */
  setting(name: string): string | undefined {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith(`${name}=`))
      .at(-1)
      ?.slice(name.length + 1);
  }

  /** The words that it starts the program with, without those of the environment. */
  words(): string[] {
    const [node, program, ...words] = (this.setting('ExecStart') ?? '').split(' ');
    expect([node, program]).toEqual(['/opt/iec104rs/bin/node', '/opt/iec104rs/dist/main.js']);
    expect(words.pop()).toBe(`$${this.name.toUpperCase()}_OPTIONS`);
    return words;
  }
}

const SIMULATOR = new Unit('iec104rs');
const GATEWAY = new Unit('iec104mm2ss');
const BOTH = [SIMULATOR, GATEWAY];

const hasTool = spawnSync('systemd-analyze', ['--version']).status === 0;

/** Where words of a program would be written; a test that wants none looks into `said`. */
function recorder() {
  const said: string[] = [];
  const sink = { write: (text: string) => said.push(text) };
  return { said, sinks: { out: sink, err: sink } };
}

describe('the services of systemd', () => {
  it('starts the simulator with options that it has, and with the folders that the unit makes', () => {
    const { said, sinks } = recorder();
    const parsed = parseSimulator(SIMULATOR.words(), undefined, sinks);
    expect(said).toEqual([]);
    const folder = SIMULATOR.setting('ConfigurationDirectory');
    expect(parsed).toMatchObject({
      options: {
        ini: `/etc/${folder}/iec104rs.csv`,
        data: `/etc/${folder}/data`,
        log: `/var/log/${SIMULATOR.setting('LogsDirectory')}`,
        headless: true,
        setClock: false,
      },
    });
    expect(SIMULATOR.setting('WorkingDirectory')).toBe(`/var/lib/${SIMULATOR.setting('StateDirectory')}`);
  });

  it('starts the gateway with options that it has, and with the folders that the unit makes', () => {
    const { said, sinks } = recorder();
    const [command, ...words] = GATEWAY.words();
    expect(command).toBe('gateway');
    const parsed = parseGateway(words, sinks);
    expect(said).toEqual([]);
    expect(parsed).toMatchObject({
      options: {
        ini: `/etc/${GATEWAY.setting('ConfigurationDirectory')}/iec104mm2ss.csv`,
        log: `/var/log/${GATEWAY.setting('LogsDirectory')}`,
        headless: true,
        setClock: false,
      },
    });
  });

  it('starts again after a fault, but not with a wrong command line or after a test that was missed', () => {
    expect(BOTH.map((unit) => unit.setting('Restart'))).toEqual(['on-failure', 'on-failure']);
    expect(BOTH.map((unit) => unit.setting('RestartPreventExitStatus'))).toEqual(['2 3', '2']);
  });

  it.each(BOTH)('$name has no right by default, and none that Node.js can not live with', (unit) => {
    expect(unit.setting('DynamicUser')).toBe('yes');
    // The unit takes the right to set it away.
    expect(unit.setting('ProtectClock')).toBe('yes');
    expect(unit.setting('CapabilityBoundingSet')).toBe('');
    expect(unit.setting('AmbientCapabilities')).toBeUndefined();
    expect(unit.setting('MemoryDenyWriteExecute')).toBeUndefined();
    // A call that is not allowed ends the process, unless it only fails.
    expect(unit.setting('SystemCallFilter')).toBe('@system-service @pkey');
    expect(unit.setting('SystemCallErrorNumber')).toBe('EPERM');
  });

  it('takes nothing away from one that the other has', () => {
    // A folder, a user or a text may differ; what protects the machine may not.
    const protection = (unit: Unit) =>
      unit.text
        .split('\n')
        .filter((line) => /^(Protect|Private|Restrict[A-Z]|System|No|Lock|Limit|UMask)/.test(line));
    const withoutExit = (lines: string[]) => lines.filter((line) => !line.startsWith('RestartPrevent'));
    expect(withoutExit(protection(SIMULATOR))).toEqual(withoutExit(protection(GATEWAY)));
    expect(protection(GATEWAY).length).toBeGreaterThan(15);
  });

  it.runIf(hasTool).each(BOTH)('systemd finds nothing wrong with $name', (unit) => {
    const path = new Workspace().path(`${unit.name}.service`);
    // It looks for the program, which may be elsewhere on this machine.
    writeFileSync(path, unit.text.replace('/opt/iec104rs/bin/node', process.execPath));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
