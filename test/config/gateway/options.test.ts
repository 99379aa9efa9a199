import { describe, expect, it } from 'vitest';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import { parseRows, row, USUAL } from './kit.js';

const NAMES =
  'bind, gi, oa, conflict, clock, eoi, rights, ca, rtu_ip, t0, retry, answer, command_hold, linger, rtu_down, prefer, hold';

describe('an option of a row', () => {
  it.each<[string, Partial<GroupDefinition>]>([
    ['bind=127.0.0.1', { ports: [{ ...USUAL.ports[0], bind: '127.0.0.1' }] }],
    ['bind=::1', { ports: [{ ...USUAL.ports[0], bind: '::1' }] }],
    ['gi=each', { gi: 'each' }],
    ['GI = Shared', {}],
    ['oa=keep', { oa: 'keep' }],
    ['oa=0', { oa: 0 }],
    ['oa=255', { oa: 255 }],
    ['conflict=queue', { conflict: 'queue' }],
    ['conflict=pass', { conflict: 'pass' }],
    ['clock=first', { clock: 'first' }],
    ['clock=none', { clock: 'none' }],
    ['clock=10.1.1.5', { clock: { address: '10.1.1.5' } }],
    ['eoi=every', { eoi: 'every' }],
    ['eoi=rtu', { eoi: 'rtu' }],
    ['eoi=never', { eoi: 'never' }],
    [
      'rights=10.1.1.0/24:full; fe80::/10:read;[::1]:Full',
      {
        rights: [
          { network: '10.1.1.0/24', may: 'full' },
          { network: 'fe80::/10', may: 'read' },
          { network: '::1', may: 'full' },
        ],
      },
    ],
    ['rights=', {}],
    ['ca=own', { ca: 'own' }],
    ['rtu_ip=allow', { rtuIp: 'allow' }],
    ['t0=0.1', { t0Ms: 100 }],
    ['t0=255', { t0Ms: 255_000 }],
    ['retry=0.5..60', { retryFirstMs: 500, retryMostMs: 60_000 }],
    ['retry=2…5', { retryFirstMs: 2000, retryMostMs: 5000 }],
    ['retry=5', { retryFirstMs: 5000, retryMostMs: 5000 }],
    ['answer=1', { answerMs: 1000 }],
    ['command_hold=0', { commandHoldMs: 0 }],
    ['linger=2.5', { lingerMs: 2500 }],
    ['rtu_down=close', {}],
    ['prefer=any', {}],
    ['hold=0', {}],
  ])('%s', (cell, expected) => {
    const { groups, findings } = parseRows(row({}, cell));
    expect([groups, findings]).toEqual([[{ ...USUAL, ...expected }], []]);
  });

  it.each<[string, string]>([
    ['bind=10.1.1.0/24', 'an IPv4 or IPv6 address, or nothing for all addresses'],
    ['gi=none', 'shared or each'],
    ['gi=image', 'shared or each; this value is not built yet'],
    ['oa=256', 'map, keep or a whole number 0…255'],
    ['conflict=wait', 'refuse, queue or pass'],
    ['clock=second', 'all, first, none or the address of a master'],
    ['eoi=', 'start, every, rtu or never'],
    ['rights=10.1.1.0/24', 'ADDRESS:read or NETWORK:full, such as 10.1.1.0/24:full;0.0.0.0/0:read'],
    ['rights=10.1.1.5:write', 'ADDRESS:read or NETWORK:full, such as 10.1.1.0/24:full;0.0.0.0/0:read'],
    ['ca=none', 'any or own'],
    ['ca=32 > 64', 'any or own; this value is not built yet'],
    ['rtu_ip=yes', 'refuse or allow'],
    ['t0=0', 'seconds 0.1…255'],
    ['retry=10..1', 'seconds FIRST..LONGEST, 0.1…3600, such as 1..10'],
    ['retry=1..2..3', 'seconds FIRST..LONGEST, 0.1…3600, such as 1..10'],
    ['answer=0', 'seconds 1…86400'],
    ['command_hold=x', 'seconds 0…3600'],
    ['linger=-1', 'seconds 0…86400'],
    ['rtu_down=keep', 'close; this value is not built yet'],
    ['rtu_down=open', 'close, the only value so far'],
    ['prefer=first', 'any; this value is not built yet'],
    ['hold=60', '0; this value is not built yet'],
  ])('%s: the row is left out, with an error', (cell, expected) => {
    const { groups, tuples } = parseRows(row({}, '', cell));
    const [name, value] = cell.split('=');
    expect(groups).toEqual([]);
    expect(tuples).toEqual([['error', 2, `18 (${name})`, value, expected]]);
  });

  it.each([
    ['rihgts=10.1.1.5:read', 'name=value with the name of an option; did you mean rights?'],
    ['colour=red', `name=value, the name one of ${NAMES}`],
  ])('with an unknown name, %s: the row is left out', (cell, expected) => {
    const { groups, tuples } = parseRows(row({}, cell));
    expect([groups, tuples]).toEqual([[], [['error', 2, '17 (option)', cell, expected]]]);
  });

  it('that is none was ignored by the predecessor, and still is', () => {
    const { groups, tuples } = parseRows(row({}, 'the old RTU'));
    expect(groups).toEqual([USUAL]);
    expect(tuples).toEqual([
      ['warning', 2, '17 (option)', 'the old RTU', 'an option as name=value, or nothing; it is ignored'],
    ]);
  });

  it('counts the last time', () => {
    const { groups, tuples } = parseRows(row({}, 'gi=each', 'gi=shared'));
    expect(groups).toEqual([USUAL]);
    expect(tuples).toEqual([['warning', 2, '18 (gi)', 'gi=shared', 'gi once a row; the last one counts']]);
  });
});

describe('a row with the name of an option', () => {
  it('sets the default of the rows below', () => {
    const { groups, findings } = parseRows(
      row(),
      'GI,each',
      'bind,127.0.0.1,# inside',
      row({ id: '2' }, 'bind=127.0.0.2'),
      row({ id: '3' }),
      'gi,shared',
      row({ id: '4' }, 'bind=127.0.0.4'),
    );
    // Group 1 is on all addresses, so no other may have its port.
    expect(findings.map(({ row: line }) => line)).toEqual([5, 6, 8]);
    expect(groups).toEqual([USUAL]);
    const apart = parseRows('gi,each', row(), 'gi,shared', row({ id: '2', 'port no': '2405' }));
    expect(apart.groups.map(({ gi }) => gi)).toEqual(['each', 'shared']);
    expect(apart.findings).toEqual([]);
  });

  it('that cannot be read changes nothing', () => {
    const { groups, tuples } = parseRows('answer,x', 'hold,60', 'answre,10', row());
    expect(groups).toEqual([{ ...USUAL, line: 5 }]);
    expect(tuples).toEqual([
      ['error', 2, '2 (answer)', 'x', 'seconds 1…86400'],
      ['error', 3, '2 (hold)', '60', '0; this value is not built yet'],
      [
        'warning',
        4,
        '1 (setting)',
        'answre',
        'a setting (did you mean answer,10?), or # before a comment; the row is taken for a comment',
      ],
    ]);
  });

  it('has nothing behind its value but a comment', () => {
    expect(parseRows('gi,each,shared', row()).tuples).toEqual([
      [
        'warning',
        2,
        '3 (gi)',
        'shared',
        'nothing behind the value of gi, or # before a comment; it is ignored',
      ],
    ]);
  });
});
