/** `iec104rs addresses`: which addresses are meant, where they go, the commands as text, and the record of what was added. */
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addAddresses, removeAddresses } from '../../src/app/addresses/add-and-remove.js';
import { AddedRecord, isSameStart, parseRecord } from '../../src/app/addresses/added-record.js';
import {
  addingWords,
  findNameFault,
  lineOf,
  maskOf,
  type Placement,
  removingWords,
  type Words,
} from '../../src/app/addresses/address-commands.js';
import { planAdding, planRemoving } from '../../src/app/addresses/address-plan.js';
import { runAddresses } from '../../src/app/addresses/addresses.js';
import { collectBinds, findBindFault } from '../../src/app/addresses/bind-addresses.js';
import { addingScript, removingScript } from '../../src/app/addresses/command-script.js';
import {
  findMissing,
  type Machine,
  machineOf,
  parseIpAddress,
} from '../../src/app/addresses/machine-addresses.js';
import { addressAdvice, findMissingAddresses } from '../../src/app/addresses/missing-addresses.js';
import { type RunResult, refusalOf } from '../../src/app/addresses/run-words.js';
import { NO_PROGRESS } from '../../src/progress/progress.js';
import { Workspace } from '../support/workspace.js';

const listening = (...binds: string[]) =>
  binds.map((bind, i) => ({ bind, who: `RTU ${i + 1} R`, line: i + 1 }));
const place = (address: string, name = 'eth0', prefix = address.includes(':') ? 128 : 32): Placement => ({
  address,
  family: address.includes(':') ? 6 : 4,
  interface: name,
  prefix,
});

/** A machine: `eth0 10.0.0.1/24`; ` second` marks an address that Linux removes together with the first of its network. */
function machine(...rows: string[]): Machine {
  const addresses = rows.map((row) => {
    const [name, whole, second] = row.split(' ');
    const [address, prefix] = whole.split('/');
    return { ...place(address, name, Number(prefix)), isSecondary: second !== undefined };
  });
  const names = [...new Set(addresses.map((each) => each.interface))];
  return { addresses, interfaces: names.map((name) => ({ name, isLoopback: name === 'lo' })) };
}

describe('the addresses of a file', () => {
  it('has each once, in any spelling, without "all addresses"', () => {
    const binds = collectBinds(
      listening('10.0.0.5', '', '0.0.0.0', '::', '::ffff:10.0.0.5', 'FD00:0:0::5', 'fd00::5', 'fe80::1%eth0'),
    );
    expect(binds.map(({ address, family, zone, users }) => [address, family, zone, users.length])).toEqual([
      ['10.0.0.5', 4, '', 2],
      ['fd00::5', 6, '', 2],
      ['fe80::1', 6, 'eth0', 1],
    ]);
  });

  it('knows what needs nothing, and what no machine can have', () => {
    const kinds = collectBinds(
      listening(
        '127.0.0.1',
        '127.200.0.9',
        '::1',
        '128.0.0.1',
        '224.0.0.5',
        '255.255.255.255',
        '0.0.0.7',
        'ff02::1',
        'fe80::5',
      ),
    );
    expect(kinds.map(({ address, kind }) => `${address} ${kind}`)).toEqual([
      '127.0.0.1 loopback',
      '127.200.0.9 loopback',
      '::1 loopback',
      '128.0.0.1 ordinary',
      '224.0.0.5 impossible',
      '255.255.255.255 impossible',
      '0.0.0.7 impossible',
      'ff02::1 impossible',
      'fe80::5 incomplete',
    ]);
    expect(kinds.map(findBindFault).filter((fault) => fault !== undefined)).toHaveLength(5);
    expect(findBindFault(kinds[8])).toBe(
      'fe80::5 (RTU 9 R) needs its interface, as in fe80::5%eth0; mend the ini file',
    );
  });

  it('finds what this machine can listen on by trying', async () => {
    // 192.0.2.0/24 and 2001:db8::/32 are for documents: the test machine may have one of them, but not these.
    const binds = collectBinds(listening('127.77.0.9', '192.0.2.199', '2001:db8:7::9', '224.0.0.5'));
    expect((await findMissing(binds)).map(({ address }) => address)).toEqual([
      '192.0.2.199',
      '2001:db8:7::9',
      '224.0.0.5',
    ]);
  });
});

describe('the machine', () => {
  it('is read from ip, with interfaces that have no link and secondary addresses', () => {
    const text = JSON.stringify([
      {
        ifname: 'lo',
        flags: ['LOOPBACK', 'UP'],
        addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8 }],
      },
      {
        ifname: 'eth0',
        flags: ['NO-CARRIER', 'UP'],
        addr_info: [
          { family: 'inet', local: '10.0.0.1', prefixlen: 24 },
          { family: 'inet', local: '10.0.0.2', prefixlen: 24, secondary: true },
          { family: 'inet6', local: 'fd00:0::1', prefixlen: 64 },
          { family: 'mpls' },
        ],
      },
    ]);
    expect(parseIpAddress(text)).toEqual({
      interfaces: [
        { name: 'lo', isLoopback: true },
        { name: 'eth0', isLoopback: false },
      ],
      addresses: [
        { address: '127.0.0.1', family: 4, interface: 'lo', prefix: 8, isSecondary: false },
        { address: '10.0.0.1', family: 4, interface: 'eth0', prefix: 24, isSecondary: false },
        { address: '10.0.0.2', family: 4, interface: 'eth0', prefix: 24, isSecondary: true },
        { address: 'fd00::1', family: 6, interface: 'eth0', prefix: 64, isSecondary: false },
      ],
    });
    expect(parseIpAddress('Object "-j" is unknown')).toBeUndefined();
    expect(parseIpAddress('{}')).toBeUndefined();
  });

  it('is read from Node.js where there is no ip', () => {
    const found = machineOf({
      'Ethernet 2': [
        {
          address: '10.0.0.1',
          netmask: '255.255.255.0',
          family: 'IPv4',
          mac: '',
          internal: false,
          cidr: '10.0.0.1/24',
        },
      ],
      Loopback: [
        {
          address: '::1',
          netmask: 'ffff',
          family: 'IPv6',
          mac: '',
          internal: true,
          cidr: '::1/128',
          scopeid: 0,
        },
      ],
    });
    expect(found).toEqual({
      ...machine('a 10.0.0.1/24', 'b ::1/128'),
      addresses: [
        { address: '10.0.0.1', family: 4, interface: 'Ethernet 2', prefix: 24, isSecondary: false },
        { address: '::1', family: 6, interface: 'Loopback', prefix: 128, isSecondary: false },
      ],
      interfaces: [
        { name: 'Ethernet 2', isLoopback: false },
        { name: 'Loopback', isLoopback: true },
      ],
    });
  });
});

describe('the place of an address', () => {
  const wish = { interface: undefined, prefix: 32, prefix6: 128 };
  const placed = (binds: string[], host: Machine, name?: string) => {
    const { placements, unplaced } = planAdding(
      collectBinds(listening(...binds)),
      { ...wish, interface: name },
      host,
    );
    const words = placements.map(
      (each) => `${each.address} ${each.interface} ${each.isInNetwork ? 'in' : 'out'}`,
    );
    return [...words, ...unplaced.map(({ address }) => `${address} ?`)];
  };

  it('is the interface with the smallest network around it', () => {
    const host = machine('lo 127.0.0.1/8', 'eth0 10.0.0.1/8', 'eth1 10.9.0.1/16', 'eth1 fd00::1/64');
    expect(placed(['10.9.0.5', '10.8.0.5', 'fd00::5', '192.168.1.1'], host)).toEqual([
      '10.9.0.5 eth1 in',
      '10.8.0.5 eth0 in',
      'fd00::5 eth1 in',
      '192.168.1.1 ?',
    ]);
  });

  it('is the only one beside loopback, and never loopback by itself', () => {
    expect(placed(['192.168.1.1'], machine('lo 127.0.0.1/8', 'eth0 10.0.0.1/24'))).toEqual([
      '192.168.1.1 eth0 out',
    ]);
    expect(placed(['192.168.1.1'], machine('lo 127.0.0.1/8', 'lo 192.168.1.9/24'))).toEqual([
      '192.168.1.1 ?',
    ]);
  });

  it('is what the command line says, but a link-local address has its own', () => {
    const host = machine('eth0 10.0.0.1/24', 'eth1 10.9.0.1/24');
    expect(placed(['10.0.0.5', 'fe80::5%eth1'], host, 'eth9')).toEqual([
      '10.0.0.5 eth9 out',
      'fe80::5 eth1 out',
    ]);
  });
});

describe('the commands', () => {
  it('of Linux', () => {
    const script = addingScript(
      [
        { ...place('10.0.0.5'), isInNetwork: true },
        { ...place('192.168.7.5', 'a;b $c'), isInNetwork: false },
        { ...place('fd00::5'), isInNetwork: true },
      ],
      'linux',
    );
    expect(script).toEqual([
      '# 3 addresses for RTUs, until the machine is restarted',
      '# as root, pasted into a shell or saved as a file for sudo sh',
      'ip address add 10.0.0.5/32 dev eth0',
      "ip address add 192.168.7.5/32 dev 'a;b $c'",
      'ip address add fd00::5/128 dev eth0 nodad preferred_lft 0',
      '# the machine answers for them on the wire at once, by ARP and neighbour discovery',
      '# masters behind a router need a route there that leads to this machine',
      '# 1 address outside the networks of the interface, as far as they are known here',
      '# masters on its wire need a route to them as well, or take --prefix with the length of their network',
      '# to take them away again',
      '# ip address delete 10.0.0.5/32 dev eth0',
      "# ip address delete 192.168.7.5/32 dev 'a;b $c'",
      '# ip address delete fd00::5/128 dev eth0',
    ]);
  });

  it('of Windows', () => {
    const script = addingScript(
      [
        { ...place('10.0.0.5', 'Ethernet 2', 24), isInNetwork: true },
        { ...place('fd00::5', '12', 64), isInNetwork: true },
      ],
      'windows',
    );
    expect(script).toEqual([
      'rem 2 addresses for RTUs, until the machine is restarted',
      'rem as administrator, pasted into cmd or saved as a file with the ending .cmd',
      'rem so that an address by DHCP is kept',
      'netsh interface ipv4 set interface interface="Ethernet 2" dhcpstaticipcoexistence=enabled store=active',
      'netsh interface ipv4 add address name="Ethernet 2" address=10.0.0.5 mask=255.255.255.0 store=active skipassource=true',
      'netsh interface ipv6 add address interface=12 address=fd00::5/64 store=active skipassource=true',
      'rem Windows looks for some seconds whether another machine has an address, before it can be used',
      'rem the machine answers for them on the wire at once, by ARP and neighbour discovery',
      'rem masters behind a router need a route there that leads to this machine',
      'rem to take them away again',
      'rem netsh interface ipv4 delete address name="Ethernet 2" address=10.0.0.5 store=active',
      'rem netsh interface ipv6 delete address interface=12 address=fd00::5 store=active',
    ]);
  });

  it('are nothing but a comment when nothing is missing, or nothing was added', () => {
    expect(addingScript([], 'linux')).toEqual(['# nothing is missing']);
    expect(removingScript([], 'windows')).toEqual(['rem nothing was added']);
  });

  it('say nothing in comments that a shell would act on', () => {
    const script = addingScript([{ ...place('10.0.0.5'), isInNetwork: false }], 'linux');
    expect(script.filter((line) => /[;&|`$()<>'"!*?\\]/.test(line))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32').each(['a;b', "it's", '$(id)`id`', 'a"b', '&&x|y', '!1', '~'])(
    'a shell gives ip the interface %s as it is',
    (name) => {
      expect(findNameFault(name, 'linux')).toBeUndefined();
      const line = lineOf(addingWords(place('10.0.0.5', name), 'linux'), 'linux');
      const read = execFileSync('/bin/sh', ['-c', `ip() { printf '%s\\n' "$@"; }; ${line}`], {
        encoding: 'utf8',
      });
      expect(read.split('\n')).toEqual(['address', 'add', '10.0.0.5/32', 'dev', name, '']);
    },
  );

  it.each(['', 'a b', 'a/b', 'sixteen-letters-', 'a\u202eb', 'a\nb', '..'])(
    'Linux has no interface %j',
    (name) => {
      expect(findNameFault(name, 'linux')).toBeDefined();
    },
  );

  it.each(['a"b', '%PATH%', '$env', 'a`b', 'a\\', 'a\u201db', 'a\nb', '!x!'])(
    'for Windows %j is never printed',
    (name) => {
      expect(findNameFault(name, 'windows')).toBeDefined();
    },
  );

  it.each(['Ethernet 2', 'LAN-Verbindung (Prüffeld)', 'vEthernet & co; x', "it's", '12'])(
    'for Windows %s is quoted',
    (name) => {
      expect(findNameFault(name, 'windows')).toBeUndefined();
      const line = lineOf(removingWords(place('10.0.0.5', name), 'windows'), 'windows');
      const shown = name === '12' ? '12' : `"${name}"`;
      expect(line).toBe(`netsh interface ipv4 delete address name=${shown} address=10.0.0.5 store=active`);
    },
  );

  it.each([
    [32, '255.255.255.255'],
    [24, '255.255.255.0'],
    [20, '255.255.240.0'],
    [9, '255.128.0.0'],
    [1, '128.0.0.0'],
  ])('the mask of %i', (prefix, mask) => {
    expect(maskOf(prefix)).toBe(mask);
  });
});

describe('what may be taken away', () => {
  const removing = (added: Placement[], host: Machine) => {
    const plan = planRemoving(added, host);
    const names = (all: readonly Placement[]) => all.map(({ address }) => address);
    const { removals, gone, others, needed } = plan;
    return { removals: names(removals), gone: names(gone), others: names(others), needed: names(needed) };
  };

  it('is what was added and is as it was, the last first', () => {
    const added = [place('10.0.0.5'), place('10.0.0.6'), place('10.0.0.7'), place('10.0.0.8')];
    const host = machine(
      'eth0 10.0.0.1/24',
      'eth0 10.0.0.5/32',
      'eth1 10.0.0.6/32',
      'eth0 10.0.0.7/24',
      'eth0 10.0.0.9/32',
    );
    expect(removing(added, host)).toEqual({
      removals: ['10.0.0.5'],
      gone: ['10.0.0.8'],
      others: ['10.0.0.7', '10.0.0.6'],
      needed: [],
    });
  });

  it('is not the first of a network that others depend on', () => {
    const added = [place('10.5.0.1', 'eth0', 24), place('10.5.0.2', 'eth0', 24)];
    const own = ['eth0 10.5.0.1/24', 'eth0 10.5.0.2/24 second'];
    expect(removing(added, machine(...own))).toMatchObject({
      removals: ['10.5.0.2', '10.5.0.1'],
      needed: [],
    });
    expect(removing(added, machine(...own, 'eth0 10.5.0.9/24 second'))).toMatchObject({
      removals: ['10.5.0.2'],
      needed: ['10.5.0.1'],
    });
    expect(removing(added, machine(...own, 'eth0 10.6.0.9/24 second'))).toMatchObject({ needed: [] });
  });
});

describe('adding and removing', () => {
  /** The system, as far as it answers; and what it was told. */
  function tools(
    answer: (words: Words) => RunResult = () => ({ ok: true }),
    system: 'linux' | 'windows' = 'linux',
  ) {
    const calls: string[] = [];
    const run = async (words: Words): Promise<RunResult> => {
      calls.push(words.join(' '));
      return answer(words);
    };
    const note = (all: readonly Placement[]) => void calls.push(`note ${all.map(({ address }) => address)}`);
    const forget = (all: readonly Placement[]) =>
      void calls.push(`forget ${all.map(({ address }) => address)}`);
    return { calls, tools: { system, run, record: { note, forget }, progress: NO_PROGRESS } };
  }
  const three = [place('10.0.0.5'), place('10.0.0.6'), place('10.0.0.7')];

  it('notes all before the first, goes on behind a refusal, and forgets what did not come', async () => {
    const { calls, tools: own } = tools((words) =>
      words.includes('10.0.0.6/32') ? { ok: false, kind: 'other', reason: 'File exists' } : { ok: true },
    );
    const done = await addAddresses(three, own);
    expect(calls).toEqual([
      'note 10.0.0.5,10.0.0.6,10.0.0.7',
      'ip address add 10.0.0.5/32 dev eth0',
      'ip address add 10.0.0.6/32 dev eth0',
      'ip address add 10.0.0.7/32 dev eth0',
      'forget 10.0.0.6',
    ]);
    expect(done).toEqual({
      added: [three[0], three[2]],
      refused: [{ placement: three[1], reason: 'File exists' }],
      stop: undefined,
      left: 0,
    });
  });

  it('stops where the rights are missing', async () => {
    const { calls, tools: own } = tools(() => ({
      ok: false,
      kind: 'rights',
      reason: 'Operation not permitted',
    }));
    expect(await addAddresses(three, own)).toEqual({ added: [], refused: [], stop: 'rights', left: 3 });
    expect(calls).toHaveLength(3);
    expect(calls[2]).toBe('forget 10.0.0.5,10.0.0.6,10.0.0.7');
  });

  it('on Windows keeps the address by DHCP first, or adds nothing', async () => {
    const good = tools(undefined, 'windows');
    await addAddresses([three[0]], { ...good.tools, isAdministrator: async () => true });
    expect(good.calls).toEqual([
      'netsh interface ipv4 set interface interface=eth0 dhcpstaticipcoexistence=enabled store=active',
      'note 10.0.0.5',
      'netsh interface ipv4 add address name=eth0 address=10.0.0.5 mask=255.255.255.255 store=active skipassource=true',
      'forget ',
    ]);
    const old = tools(() => ({ ok: false, kind: 'other', reason: 'not a valid tag' }), 'windows');
    const done = await addAddresses(three, { ...old.tools, isAdministrator: async () => undefined });
    expect([done.stop, done.left]).toEqual([
      "eth0 can't be told to keep an address by DHCP (not a valid tag)",
      3,
    ]);
    expect(old.calls).toHaveLength(1);
  });

  it('on Windows asks for the rights before anything', async () => {
    const { calls, tools: own } = tools(undefined, 'windows');
    const asked = { ...own, isAdministrator: async () => false };
    expect(await addAddresses(three, asked)).toMatchObject({ stop: 'rights', left: 3 });
    const plan = { removals: three, gone: [], others: [], needed: [] };
    expect(await removeAddresses(plan, asked)).toMatchObject({ stop: 'rights', left: 3 });
    expect(calls).toEqual([]);
  });

  it('forgets what is removed, gone or of others, not what the system kept', async () => {
    const { calls, tools: own } = tools((words) =>
      words.includes('10.0.0.6/32') ? { ok: false, kind: 'other', reason: 'busy' } : { ok: true },
    );
    const plan = { removals: three, gone: [place('10.0.0.8')], others: [place('10.0.0.9')], needed: [] };
    const { added, refused } = await removeAddresses(plan, own);
    expect([added.length, refused.length]).toEqual([2, 1]);
    expect(calls.at(-1)).toBe('forget 10.0.0.5,10.0.0.7,10.0.0.8,10.0.0.9');
  });

  it.each([
    [{ code: 2 }, 'RTNETLINK answers: File exists\n', 'other', 'File exists'],
    [{ code: 2 }, 'Error: ipv4: Address already assigned.\n', 'other', 'Address already assigned.'],
    [{ code: 2 }, 'RTNETLINK answers: Operation not permitted\n', 'rights', 'Operation not permitted'],
    [{ code: 1 }, '', 'other', 'Command failed'],
    [{ code: 'ENOENT' }, '', 'program', 'the program ip is not there'],
  ])('reads %j %j', (error, text, kind, reason) => {
    expect(refusalOf('ip', { ...error, message: 'Command failed' }, text)).toEqual({
      ok: false,
      kind,
      reason,
    });
  });
});

describe('the record', () => {
  it('has what was added since this start of the machine, and goes with the last', () => {
    const work = new Workspace();
    const path = work.path('a.csv.added');
    const now = new AddedRecord(path, 'boot2 net:[1]');
    new AddedRecord(path, 'boot1 net:[1]').note([place('10.0.0.1')]);
    expect(now.read()).toEqual([]);
    now.note([place('10.0.0.5'), place('fd00::5')]);
    expect(now.read()).toEqual([place('10.0.0.5'), place('fd00::5')]);
    expect(work.read('a.csv.added')).not.toContain('10.0.0.1"');
    const elsewhere = new AddedRecord(path, 'boot2 net:[2]');
    elsewhere.note([place('10.0.0.5')]);
    now.forget([place('10.0.0.5'), place('fd00::5')]);
    expect([now.read(), elsewhere.read()]).toEqual([[], [place('10.0.0.5')]]);
    elsewhere.forget([place('10.0.0.5')]);
    expect(work.list('.')).toEqual([]);
  });

  it('keeps what another run at the same time has added, when the own run forgets what did not come', () => {
    const work = new Workspace();
    const path = `${work.folder}/a.csv.added`;
    const [one, other] = [new AddedRecord(path, 'boot1'), new AddedRecord(path, 'boot1')];
    const both = [place('10.0.0.5'), place('10.0.0.6')];
    one.note(both);
    other.note(both);
    one.forget([place('10.0.0.6')], 'own');
    other.forget([place('10.0.0.5')], 'own');
    expect(one.read().map(({ address }) => address)).toEqual(['10.0.0.5', '10.0.0.6']);
    one.forget(both);
    expect(work.list('.')).toEqual([]);
  });

  it('is never written through a link beside it', () => {
    const work = new Workspace();
    const path = `${work.folder}/a.csv.added`;
    work.write('precious', ['mine']);
    for (const name of [`${path}.new`, `${path}.${process.pid}.new`, path])
      symlinkSync(`${work.folder}/precious`, name);
    new AddedRecord(`${path}2`, 'boot1').note([place('10.0.0.5')]);
    rmSync(path);
    new AddedRecord(path, 'boot1').note([place('10.0.0.5')]);
    expect(work.read('precious').trim()).toBe('mine');
  });

  it('tells starts apart by their time where they have no number', () => {
    expect(isSameStart('started 1000', 'started 1119')).toBe(true);
    expect(isSameStart('started 1000', 'started 1121')).toBe(false);
    expect(isSameStart('boot1 net:[1]', 'boot1 net:[2]')).toBe(false);
  });

  it.each([
    'no JSON',
    '{}',
    '{"addresses":[{"address":"127.0.0.1","family":4,"interface":"lo","prefix":8,"machine":"m"}]}',
    '{"addresses":[{"address":"10.0.0.1","family":6,"interface":"lo","prefix":8,"machine":"m"}]}',
    '{"addresses":[{"address":"10.0.0.1","family":4,"interface":"lo","prefix":33,"machine":"m"}]}',
    '{"addresses":[{"address":"10.0.0.1","family":4,"interface":7,"prefix":32,"machine":"m"}]}',
  ])('is not %s', (text) => {
    expect(parseRecord(text)).toBeUndefined();
  });
});

describe('the command', () => {
  /** Runs it on an ini file of these rows. */
  async function run(words: string[], binds: string[]) {
    const work = new Workspace();
    work.write(
      'rtus.csv',
      binds.map(
        (bind, i) =>
          `${i + 1},R${i + 1},${i + 1},${2404 + i},,12,60,d.csv${bind === '' ? '' : `,bind=${bind}`}`,
      ),
    );
    const texts = { out: '', err: '' };
    const code = await runAddresses(['-i', work.path('rtus.csv'), ...words], {
      out: { write: (text: string) => (texts.out += text) },
      err: { write: (text: string) => (texts.err += text) },
      progress: NO_PROGRESS,
    });
    const short = (text: string) => text.replaceAll(work.folder, 'DIR').split('\n').slice(0, -1);
    return { code, out: short(texts.out), err: short(texts.err) };
  }

  it('lists what is here and what is missing', async () => {
    expect(await run([], ['127.3.0.1', '192.0.2.199', '192.0.2.199', ''])).toEqual({
      code: 1,
      out: [
        '  here     127.3.0.1    loopback  RTU 1 R1',
        '  missing  192.0.2.199            RTU 2 R2 and 1 more',
        'DIR/rtus.csv: 2 addresses of 4 RTUs, 1 is missing on this machine',
        'iec104rs addresses -i DIR/rtus.csv --print prints the commands, --add runs them',
      ],
      err: [],
    });
  });

  it('is content where nothing is missing', async () => {
    expect(await run([], ['127.3.0.1'])).toMatchObject({ code: 0, err: [] });
    expect(await run([], [''])).toEqual({
      code: 0,
      out: ['DIR/rtus.csv: 1 RTU, none with an address of its own (bind); nothing is missing'],
      err: [],
    });
    expect(await run(['--add'], ['127.3.0.1'])).toMatchObject({ code: 0, err: [] });
    expect(await run(['--remove'], [''])).toMatchObject({ code: 0, err: [] });
  });

  it('prints for another system what the file has', async () => {
    const other = process.platform === 'win32' ? 'linux' : 'windows';
    const { code, out } = await run(
      ['--print', '--for', other, '--interface', 'Net1'],
      ['127.3.0.1', '192.0.2.199'],
    );
    expect(code).toBe(0);
    expect(out.filter((line) => line.includes(' add '))).toHaveLength(1);
  });

  it.each([
    [['--add', '--remove'], "options '--add' and '--remove' cannot be combined"],
    [['--for', 'windows'], "option '--for' needs '--print'"],
    [['--print', '--prefix', '33'], 'Expected a whole number 1…32.'],
  ])('refuses %j', async (words, reason) => {
    const { code, err } = await run(words, ['192.0.2.199']);
    expect([code, err.join(' ')]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('names what no machine can have, and a file without a row', async () => {
    const { code, err } = await run(['--print', '--interface', 'x0'], ['224.0.0.5']);
    expect([code, err]).toEqual([
      1,
      ['error: 224.0.0.5 (RTU 1 R1) is no address that a machine can have; mend the ini file'],
    ]);
    expect(await run([], [])).toMatchObject({ code: 1, out: [] });
  });
});

describe('a warning of missing addresses', () => {
  it('is one, whatever their number', async () => {
    const binds = Array.from({ length: 50 }, (_, i) => `192.0.2.${101 + i}`);
    const [only, ...others] = await findMissingAddresses(
      'a b.csv',
      'gateway',
      listening('127.0.0.1', ...binds),
    );
    expect(others).toEqual([]);
    expect(only).toEqual({
      severity: 'warning',
      file: 'a b.csv',
      row: 0,
      column: '',
      found: '50 addresses to listen on: 192.0.2.101, 192.0.2.102, 192.0.2.103 and 47 more',
      expected: `addresses of this machine; ${addressAdvice('a b.csv', 'gateway', 50)}`,
    });
    expect(addressAdvice('a b.csv', 'gateway', 50)).toBe(
      'iec104rs addresses --gateway -i "a b.csv" --print prints the commands that give them to this machine',
    );
  });

  it('has the row where it is one', async () => {
    const [{ row, found, expected }] = await findMissingAddresses(
      'a.csv',
      'simulator',
      listening('', '192.0.2.199'),
    );
    expect([row, found]).toEqual([2, '192.0.2.199']);
    expect(expected).toBe(
      `an address of this machine for RTU 2 R; ${addressAdvice('a.csv', 'simulator', 1)}`,
    );
  });
});
