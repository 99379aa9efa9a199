/** The unit that runs the gateway as a service of systemd. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseGateway } from '../../src/app/gateway/gateway-options.js';
import { Workspace } from '../support/workspace.js';

const UNIT = 'packaging/iec104mm2ss.service';
const unit = readFileSync(fileURLToPath(new URL(`../../${UNIT}`, import.meta.url)), 'utf8');

/** The value of a setting; the last one counts. */
function setting(name: string): string | undefined {
  return unit
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .at(-1)
    ?.slice(name.length + 1);
}

const hasTool = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the service of systemd', () => {
  it('starts the gateway with options that it has, and with the folders that the unit makes', () => {
    const [node, program, command, ...words] = (setting('ExecStart') ?? '').split(' ');
    expect([node, program, command]).toEqual(['/usr/bin/node', '/opt/iec104rs/dist/main.js', 'gateway']);
    const said: string[] = [];
    const sink = { write: (text: string) => said.push(text) };
    const parsed = parseGateway(words, { out: sink, err: sink });
    expect(said).toEqual([]);
    expect(parsed).toMatchObject({
      options: {
        ini: `/etc/${setting('ConfigurationDirectory')}/iec104mm2ss.csv`,
        log: `/var/log/${setting('LogsDirectory')}`,
        headless: true,
        // The unit takes the right to do so away.
        setClock: false,
      },
    });
    expect(setting('ProtectClock')).toBe('yes');
  });

  it('starts again after a fault, but not with a wrong command line', () => {
    expect([setting('Restart'), setting('RestartPreventExitStatus')]).toEqual(['on-failure', '2']);
  });

  it('has no right by default, and none that Node.js can not live with', () => {
    expect(setting('CapabilityBoundingSet')).toBe('');
    expect(setting('AmbientCapabilities')).toBeUndefined();
    expect(setting('MemoryDenyWriteExecute')).toBeUndefined();
    // A call that is not allowed ends the process, unless it only fails.
    expect(setting('SystemCallFilter')).toBe('@system-service @pkey');
    expect(setting('SystemCallErrorNumber')).toBe('EPERM');
  });

  it.runIf(hasTool)('systemd finds nothing wrong', () => {
    const workspace = new Workspace();
    const path = workspace.path('iec104mm2ss.service');
    // It looks for the program, which may be elsewhere on this machine.
    writeFileSync(path, unit.replace('/usr/bin/node', process.execPath));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
