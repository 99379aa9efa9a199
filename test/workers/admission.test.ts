/** Who may connect (`docs/behaviour.md` §1, hosts). */
import { describe, expect, it } from 'vitest';
import { createAdmission, createGrouping, plainAddress } from '../../src/workers/admission.js';

describe('admission', () => {
  it.each<[hosts: string[], address: string, admitted: boolean]>([
    [[], '10.0.0.1', true],
    [[], '2001:db8::1', true],
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['10.0.0.1'], '2001:db8::1', false],
    [['10.1.1.0/24'], '10.1.1.0', true],
    [['10.1.1.0/24'], '10.1.1.255', true],
    [['10.1.1.0/24'], '10.1.2.0', false],
    // A network may have host bits set.
    [['10.1.1.15/24'], '10.1.1.200', true],
    [['10.1.1.15/32'], '10.1.1.16', false],
    [['0.0.0.0/0'], '192.168.1.1', true],
    [['0.0.0.0/0'], '::1', false],
    [['127.0.0.0/8', '::1'], '127.255.255.254', true],
    [['127.0.0.0/8', '::1'], '::1', true],
    [['127.0.0.0/8', '::1'], '::2', false],
    [['2001:db8::/32'], '2001:db8:ffff::5', true],
    [['2001:db8::/32'], '2001:db9::5', false],
    [['2001:DB8::1'], '2001:db8:0:0:0:0:0:1', true],
    // An IPv4 address as a dual-stack listener sees it, on either side.
    [['10.1.1.0/24'], '::ffff:10.1.1.9', true],
    [['10.1.1.0/24'], '::ffff:10.1.2.9', false],
    [['::ffff:10.0.0.1'], '10.0.0.1', true],
    // Link-local addresses carry the interface.
    [['fe80::1'], 'fe80::1%lo', true],
    [['fe80::1%lo'], 'fe80::1', true],
    [['fe80::/10'], 'fe80::abcd%eth0', true],
    [['fe80::/10'], '2001:db8::1', false],
  ])('hosts %j, %s: %s', (hosts, address, admitted) => {
    expect(createAdmission(hosts, false)(address)).toBe(admitted);
  });

  it('admits no master if the hosts cell had no valid entry', () => {
    const admits = createAdmission([], true);
    expect([admits('127.0.0.1'), admits('::1')]).toEqual([false, false]);
  });

  it('takes hundreds of networks', () => {
    const hosts = Array.from({ length: 500 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const admits = createAdmission(hosts, false);
    expect([admits('10.1.243.7'), admits('10.1.244.7')]).toEqual([true, false]);
  });
});

describe('the redundancy group of a peer', () => {
  const groups = [['10.0.0.1', '10.0.0.2'], ['10.1.0.0/16', '2001:db8::/32'], ['10.1.1.1']];

  it.each([
    ['10.0.0.1', 0],
    ['10.0.0.2', 0],
    ['10.1.255.3', 1],
    ['2001:db8::7', 1],
    // The first group that holds it.
    ['10.1.1.1', 1],
    // All others are one group.
    ['10.0.0.3', 3],
    ['::1', 3],
  ])('%s is of group %i', (address, group) => {
    expect(createGrouping(groups)(address)).toBe(group);
  });

  it('does not depend on the address with one group, or with each', () => {
    const both = (['one', 'each'] as const).map(createGrouping);
    expect(both.map((groupOf) => [groupOf('10.0.0.1'), groupOf('::1')])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('a peer address', () => {
  it.each([
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:1', '::ffff:1'],
    ['2001:db8::ffff:10.0.0.1', '2001:db8::ffff:10.0.0.1'],
    ['1:2:3::10.0.0.1', '1:2:3::10.0.0.1'],
    ['', ''],
  ])('%s is shown as %s', (address, shown) => {
    expect(plainAddress(address)).toBe(shown);
  });
});
