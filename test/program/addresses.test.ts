/** `iec104rs addresses` and the program in a network namespace: never on the machine's own interfaces. */
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNamespaceFault, NetworkNamespace } from '../support/network-namespace.js';
import { rtuRow, Workspace } from '../support/workspace.js';
import { MAIN } from './program.js';

const fault = findNamespaceFault();
const PORT = 2404;

/** RTUs on these addresses, one each. */
function fleet(addresses: readonly string[]): Workspace {
  const work = new Workspace();
  const rows = addresses.map((address, i) => rtuRow({ no: i + 1, port: PORT, options: [`bind=${address}`] }));
  work.write('rtus.csv', rows);
  work.write('data/d.csv', ['1,Y,30,100,0,0']);
  return work;
}

const program = (...words: string[]) => [process.execPath, MAIN, ...words];
const command = (...words: string[]) => program('addresses', '-i', 'rtus.csv', ...words);

describe.skipIf(fault !== undefined)(
  `in a network namespace${fault === undefined ? '' : ` (skipped: ${fault})`}`,
  () => {
    const NEW = Array.from({ length: 200 }, (_, i) => `10.9.1.${i + 1}`);
    const OWN = ['10.9.0.1', '10.9.0.200'];
    const BEFORE = ['t0 10.9.0.1/16', 't0 10.9.0.200/32'];
    const SETUP = ['ip address add 10.9.0.1/16 dev t0', 'ip address add 10.9.0.200/32 dev t0'];

    it('200 addresses are told in one line, added, listened on, and taken away again', async () => {
      const work = fleet([...OWN, ...NEW]);
      const network = await NetworkNamespace.make(SETUP);
      const run = (words: string[]) => network.run(words, work.folder);
      const start = program('-i', 'rtus.csv', '--headless', '--no-set-clock');
      const advice =
        'iec104rs addresses -i rtus.csv --print prints the commands that give them to this machine';

      const refused = await run(start);
      expect([refused.code, refused.err]).toEqual([
        1,
        [
          "200 RTUs can't listen on 200 addresses that this machine does not have: 10.9.1.1, 10.9.1.2, 10.9.1.3 and 197 more",
          advice,
        ],
      ]);
      const checked = await run(program('-i', 'rtus.csv', '--check'));
      expect([checked.code, checked.err]).toEqual([
        0,
        [
          `warning: rtus.csv: found "200 addresses to listen on: 10.9.1.1, 10.9.1.2, 10.9.1.3 and 197 more", expected addresses of this machine; ${advice}`,
          'rtus.csv: 202 RTUs, 1 IOA file with 1 signal; 0 errors, 1 warning',
        ],
      ]);
      const listed = await run(command());
      expect([listed.code, listed.out.filter((row) => row.startsWith('  missing')).length]).toEqual([1, 200]);

      const added = await run(command('--add'));
      expect(added).toEqual({
        code: 0,
        out: [
          '200 addresses added on t0, until this machine is restarted; rtus.csv.added notes them',
          'iec104rs addresses -i rtus.csv --remove takes them away again',
        ],
        err: [],
      });
      expect(await network.addresses()).toEqual([...BEFORE, ...NEW.map((address) => `t0 ${address}/32`)]);
      expect(await run(command('--add'))).toMatchObject({ code: 0, err: [] });
      expect(await run(command())).toMatchObject({ code: 0, err: [] });

      const end = await network.start(start, work.folder, /202 RTUs listen on/);
      expect(network.listeners(PORT)).toEqual([...OWN, ...NEW].sort());
      await end();

      const removed = await run(command('--remove'));
      expect(removed).toEqual({ code: 0, out: ['200 addresses removed'], err: [] });
      expect(await network.addresses()).toEqual(BEFORE);
      expect(await run(command('--remove'))).toMatchObject({ code: 0, err: [] });
      expect(await network.addresses()).toEqual(BEFORE);
      expect(work.list('.')).not.toContain('rtus.csv.added');
    });

    it('the printed commands do the same, as a script', async () => {
      const work = fleet(['10.9.0.1', '10.9.1.1', 'fd00:9::5']);
      const network = await NetworkNamespace.make(SETUP);
      const printed = await network.run(command('--print', '--interface', 't0'), work.folder);
      work.write('add.sh', printed.out);
      expect(await network.run(['sh', 'add.sh'], work.folder)).toEqual({ code: 0, out: [], err: [] });
      expect(await network.run(command(), work.folder)).toMatchObject({ code: 0 });
      const opposite = printed.out.filter((row) => row.startsWith('# ip ')).map((row) => row.slice(2));
      work.write('remove.sh', opposite);
      expect(await network.run(['sh', 'remove.sh'], work.folder)).toEqual({ code: 0, out: [], err: [] });
      expect(await network.addresses()).toEqual(BEFORE);
    });

    it('a refusal is told with its reason, and the others are added', async () => {
      const work = fleet(['10.9.1.1', 'fd00:9::5', '10.9.1.2']);
      const noIpv6 = 'echo 1 >/proc/sys/net/ipv6/conf/t0/disable_ipv6';
      const network = await NetworkNamespace.make([...SETUP, noIpv6]);
      const { code, err } = await network.run(command('--add', '--interface', 't0'), work.folder);
      expect([code, err.length]).toEqual([1, 2]);
      expect(err[0]).toMatch(/^fd00:9::5 on t0: \S/);
      expect(err[1]).toBe('1 address is still missing, 2 of 3 are there now');
      expect(await network.addresses()).toEqual([...BEFORE, 't0 10.9.1.1/32', 't0 10.9.1.2/32']);
      // What somebody has made his own meanwhile stays.
      await network.run(['ip', 'address', 'delete', '10.9.1.2/32', 'dev', 't0']);
      await network.run(['ip', 'address', 'add', '10.9.1.2/24', 'dev', 't0']);
      const removed = await network.run(command('--remove'), work.folder);
      expect(removed).toEqual({
        code: 0,
        out: ['1 address removed'],
        err: ['10.9.1.2: not removed, it is not as it was added any more'],
      });
      expect(await network.addresses()).toEqual([...BEFORE, 't0 10.9.1.2/24']);
    });

    it('without the rights it says what to type, and nothing is left', async () => {
      const work = fleet(['10.9.1.1']);
      chmodSync(work.folder, 0o777);
      const network = await NetworkNamespace.make(SETUP);
      const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      const { code, err } = await network.run(
        [...nobody, ...command('--add', '--interface', 't0')],
        work.folder,
      );
      expect([code, err]).toEqual([
        1,
        [
          'error: the rights are missing: type sudo iec104rs addresses -i rtus.csv --add --interface t0',
          '1 address is still missing, 0 of 1 are there now',
        ],
      ]);
      expect(work.list('.')).toEqual(['data', 'rtus.csv']);
      expect(await network.addresses()).toEqual(BEFORE);
    });
  },
);
