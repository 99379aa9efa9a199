import { describe, expect, it } from 'vitest';
import { DEFAULT_GROUP_ROW, GROUP_FIELDS } from '../../../src/config/gateway/group-fields.js';
import { findTakenPort } from '../../../src/config/gateway/group-ports.js';
import { groupTexts, readGroupWish } from '../../../src/config/gateway/group-settings.js';
import { parse, parseRows, row, USUAL } from './kit.js';

const [full] = parseRows(
  '12,ABB,2406,32,3,30.5,12.5,9.25,19,6,11,500,Y,old,[fe80::1]:2404;rtu7:1,192.168.1.16;::1,bind=127.0.0.1,gi=each,oa=7,' +
    'conflict=pass,clock=10.1.1.5,eoi=rtu,rights=10.1.1.0/24:full;fe80::/10:read,ca=own,rtu_ip=allow,t0=2,retry=0.5..60,answer=9,' +
    'command_hold=0,linger=2.5',
).groups;

const [several] = parse(
  '5,North,,32,N,10.0.0.1:2404',
  '5,SCADA-1,2406,32,Y,10.1.1.0/24;10.1.2.5',
  '5,SCADA-2,2407,64,Y',
).groups;

describe('the table of fields', () => {
  it('names each once, says what is expected and what it is for', () => {
    expect(new Set(GROUP_FIELDS.map(({ name }) => name.toLowerCase())).size).toBe(GROUP_FIELDS.length);
    expect(GROUP_FIELDS.filter(({ expected, means }) => expected === '' || means === '')).toEqual([]);
  });

  it('reads its own defaults, and writes them', () => {
    for (const { name, initial, read, write } of GROUP_FIELDS) {
      if (initial === undefined) continue;
      expect([name, read(initial).problems]).toEqual([name, []]);
      expect([name, write(DEFAULT_GROUP_ROW)]).toEqual([name, initial]);
    }
  });
});

describe('the texts of a group', () => {
  it('are as in its file', () => {
    expect(groupTexts(full)).toEqual({
      ...{ name: 'ABB', port: '2406', rtuNumber: '32', connections: '3', idleTime: '30.5', t1: '12.5' },
      ...{ t2: '9.25', t3: '19', w: '6', k: '11', buffsize: '500', logevents: 'Y', sameIp: 'old' },
      ...{ hosts: '[fe80::1]:2404;rtu7:1', filter: '192.168.1.16;::1', bind: '127.0.0.1', gi: 'each' },
      ...{ oa: '7', conflict: 'pass', clock: '10.1.1.5', eoi: 'rtu', ca: 'own', rtu_ip: 'allow', t0: '2' },
      ...{ rights: '10.1.1.0/24:full;fe80::/10:read', retry: '0.5..60', answer: '9', command_hold: '0' },
      ...{ linger: '2.5', rtu_down: 'close', prefer: 'any', hold: '0' },
    });
  });

  it('have one for each port where a group has several', () => {
    expect(groupTexts(several)).toMatchObject({
      port: '2406;2407',
      bind: ';',
      filter: '10.1.1.0/24;10.1.2.5|',
    });
  });

  it.each([
    ['a full row', full],
    ['a usual row', USUAL],
    ['several ports', several],
  ])('change nothing when they come back: %s', (_, group) => {
    expect(readGroupWish(group, groupTexts(group))).toEqual({
      definition: group,
      changed: [],
      problems: [],
    });
  });
});

describe('a wish', () => {
  it('changes what it names, by the name of the field or of the column', () => {
    const { definition, changed, problems } = readGroupWish(USUAL, {
      'Sys Name': ' North ',
      port: '2405',
      hosts: '10.0.0.2:2404',
      filter: '10.1.1.0/24',
      idletime: '30.5',
      gi: 'EACH',
      t1: '15',
    });
    expect(problems).toEqual([]);
    expect(changed).toEqual(['name', 'port', 'idleTime', 'hosts', 'filter', 'gi']);
    expect(definition).toEqual({
      ...USUAL,
      name: 'North',
      hosts: [{ host: '10.0.0.2', port: 2404 }],
      ports: [{ ...USUAL.ports[0], port: 2405, filter: ['10.1.1.0/24'] }],
      idleMs: 30_500,
      gi: 'each',
    });
  });

  it('leaves the running group as it is', () => {
    const before = structuredClone(several);
    readGroupWish(several, { port: '1;2', filter: 'x|y', k: '4', name: '' });
    expect(several).toEqual(before);
  });

  it.each<[Record<string, string>, string, string, string]>([
    [{ k: '0' }, 'k', '0', 'a whole number 1…32767'],
    [{ port: '' }, 'port', '', 'a whole number 1…65535'],
    [{ buffsize: '5' }, 'buffsize', '5', 'at least k (12)'],
    [{ k: '2000' }, 'buffsize', '1000', 'at least k (2000)'],
    [
      { filter: 'x' },
      'filter',
      'x',
      'an IPv4 or IPv6 address or network such as 10.1.1.0/24; this entry admits nobody',
    ],
    [{ gi: 'image' }, 'gi', 'image', 'shared or each; this value is not built yet'],
    [
      { hosts: '10.0.0.1:1;10.0.0.2' },
      'hosts',
      '10.0.0.2',
      'ADDRESS:PORT of the RTU, such as 10.1.1.5:2404, rtu7:2404 or [fe80::1]:2404; this entry is left out',
    ],
  ])('%j is refused', (wish, field, found, expected) => {
    expect(readGroupWish(USUAL, wish)).toEqual({
      changed: [],
      problems: [{ severity: 'error', field, found, expected }],
    });
  });

  it('is refused for a name that no field has, and tells all problems', () => {
    const { definition, problems } = readGroupWish(USUAL, { colour: 'red', t1: 'x' });
    expect(definition).toBeUndefined();
    expect(problems.map(({ field }) => field)).toEqual(['colour', 't1']);
    expect(problems[0].expected).toMatch(/^one of name, port, rtuNumber, connections, idleTime, t1, /);
  });

  it('tells once what all ports share', () => {
    expect(readGroupWish(several, { k: '0' }).problems).toEqual([
      { severity: 'error', field: 'k', found: '0', expected: 'a whole number 1…32767' },
    ]);
  });

  it('with a filter that can be used admits masters again', () => {
    const [closed] = parseRows(row({ filter: 'x' })).groups;
    expect(closed.ports[0].admitsNobody).toBe(true);
    expect(readGroupWish(closed, { filter: '10.1.1.0/24' }).definition?.ports).toEqual([
      { ...USUAL.ports[0], filter: ['10.1.1.0/24'] },
    ]);
  });

  it('lets a w that nobody gave follow k', () => {
    expect(readGroupWish(USUAL, { k: '3' }).definition).toMatchObject({ k: 3, w: 3 });
    const low = { ...USUAL, k: 3, w: 3 };
    expect(readGroupWish(low, { k: '20' }).definition).toMatchObject({ k: 20, w: 8 });
    expect(readGroupWish({ ...USUAL, w: 6 }, { k: '3' })).toMatchObject({
      definition: { k: 3, w: 6 },
      problems: [
        { severity: 'warning', field: 'w', found: '6', expected: 'at most k (3); it is used as it is' },
      ],
    });
  });

  it('gives each of several ports its own text', () => {
    const { definition, changed, problems } = readGroupWish(several, {
      port: '3000 ; 3001',
      filter: '|10.2.0.0/16',
      name: 'New',
    });
    expect([changed, problems]).toEqual([['name', 'port', 'filter'], []]);
    expect(definition?.name).toBe('New');
    expect(definition?.ports).toEqual([
      { port: 3000, bind: '', name: 'SCADA-1', filter: [], admitsNobody: false },
      { port: 3001, bind: '', name: 'SCADA-2', filter: ['10.2.0.0/16'], admitsNobody: false, masterCa: 64 },
    ]);
    expect(readGroupWish(several, { port: '3000' }).problems).toEqual([
      {
        severity: 'error',
        field: 'port',
        found: '3000',
        expected: '2 texts with ; between them, one for each port of the group',
      },
    ]);
  });

  it('that changes the RTU number keeps the CA of masters that have their own', () => {
    expect(
      readGroupWish(several, { rtuNumber: '33' }).definition?.ports.map(({ masterCa }) => masterCa),
    ).toEqual([undefined, 64]);
  });
});

describe('a port that another group has', () => {
  const { groups } = parseRows(row(), row({ id: '2', 'sys name': 'B', 'port no': '2405' }));

  it.each<[Record<string, string>, string, string, string]>([
    [{ port: '2405' }, 'port', '2405', 'a port of its own; group 2 B listens on 2405 of all addresses'],
    [
      { port: '2405', bind: '::1' },
      'port',
      '2405',
      'a port of its own; group 2 B listens on 2405 of all addresses',
    ],
  ])('%j', (wish, field, found, expected) => {
    const { definition = USUAL } = readGroupWish(groups[0], wish);
    expect(findTakenPort(groups, definition)).toEqual({ severity: 'error', field, found, expected });
  });

  it('is told at the address if only that changed', () => {
    const apart = parseRows(
      row({}, 'bind=127.0.0.1'),
      row({ id: '2', 'sys name': 'B' }, 'bind=127.0.0.2'),
    ).groups;
    const { definition = USUAL } = readGroupWish(apart[0], { bind: '' });
    expect(findTakenPort(apart, definition)).toMatchObject({ field: 'bind', found: '' });
  });

  it('twice in one group', () => {
    const { definition = USUAL } = readGroupWish(several, { port: '3000;3000' });
    expect(findTakenPort([several], definition)).toMatchObject({ field: 'port', found: '3000' });
  });

  it('is free if it is its own', () => {
    expect(findTakenPort(groups, groups[0])).toBeUndefined();
    const { definition = USUAL } = readGroupWish(groups[0], { port: '2406' });
    expect(findTakenPort(groups, definition)).toBeUndefined();
  });
});
