/** Lines of the gateway for people (`docs/gateway.md` §1). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  describeGatewayEvent,
  GROUP_LINES,
  type GroupLinkEvent,
  type GroupTrouble,
  gatewayEntry,
  TROUBLE_LINES,
} from '../../src/app/gateway/gateway-text.js';
import { LinkLines } from '../../src/app/program/link-lines.js';
import type { GatewayEvent } from '../../src/coordinator/gateway/gateway-api.js';
import { groupDefinition } from '../support/groups.js';

function linkEvent(id: number, changes: Partial<GroupLinkEvent>): GroupLinkEvent {
  return {
    kind: 'link',
    wallMs: 0,
    slot: id - 1,
    side: 'rtu',
    what: 'connect',
    peer: '',
    place: -1,
    connection: -1,
    detail: '',
    group: groupDefinition(id - 1),
    ...changes,
  };
}

describe('one event', () => {
  it.each<[GatewayEvent, string]>([
    [linkEvent(1, { peer: '10.0.0.1:2404' }), 'group 1 System 1: RTU 10.0.0.1:2404: connect'],
    [
      linkEvent(2, { side: 'master', what: 'refuse', peer: '10.0.0.9:4000', detail: 'filter' }),
      'group 2 System 2: master 10.0.0.9:4000: refuse: filter',
    ],
    [
      linkEvent(3, { side: 'group', what: 'hold', detail: 'even the fastest is behind' }),
      'group 3 System 3: hold: even the fastest is behind',
    ],
    [
      { ...linkEvent(4, { side: 'group', what: 'listen' }), group: groupDefinition(3, { name: '' }) },
      'group 4: listen',
    ],
    [
      { kind: 'started', groups: 1, shards: 2, ms: 12.3 },
      '1 group runs on 2 shards after 12 ms; each opens its port when its RTU is connected',
    ],
    [
      { kind: 'shard-died', shard: 1, detail: 'out of memory', groups: 3, masters: 5 },
      'shard 1 died: out of memory; with it went the RTUs of 3 groups and 5 links of masters',
    ],
    [
      { kind: 'shard-died', shard: -1, detail: 'too many open files', groups: 0, masters: 0 },
      'a worker thread died: too many open files',
    ],
    [
      { kind: 'restarted', group: groupDefinition(0), changed: ['port', 'hosts'], findings: [] },
      'group 1 System 1: restarted, changed port, hosts',
    ],
  ])('%#', (event, line) => {
    expect(describeGatewayEvent(event)).toBe(line);
  });

  it.each<[GatewayEvent, string]>([
    [linkEvent(1, { what: 'refuse' }), 'warning'],
    [linkEvent(1, { what: 'hold' }), 'warning'],
    [linkEvent(1, { what: 'connect' }), 'info'],
    [{ kind: 'shard-died', shard: 0, detail: '', groups: 1, masters: 0 }, 'error'],
  ])('has a level: %#', (event, level) => {
    expect(gatewayEntry(event, 7)).toMatchObject({ wallMs: 7, level });
  });
});

describe('many at a time', () => {
  let lines: string[];
  let linkLines: LinkLines<GroupLinkEvent>;

  beforeEach(() => {
    vi.useFakeTimers();
    lines = [];
    linkLines = new LinkLines(
      GROUP_LINES,
      ({ what, group, side }) => lines.push(`${group.id} ${side} ${what}`),
      (line) => lines.push(line),
    );
  });
  afterEach(() => vi.useRealTimers());

  it('RTUs and masters are counted apart, ends with their reasons', () => {
    for (let id = 1; id <= 6; id++) linkLines.take(linkEvent(id, { wallMs: 100 * id }));
    for (let id = 1; id <= 5; id++) {
      linkLines.take(linkEvent(id, { side: 'master', what: 'disconnect', detail: 'RTU_LOST: closed' }));
    }
    vi.advanceTimersByTime(1000);
    expect(lines).toEqual([
      '1 rtu connect',
      '2 rtu connect',
      '3 rtu connect',
      '1 master disconnect',
      '2 master disconnect',
      '3 master disconnect',
      'RTU connect: 3 more in 0.2 s, of 3 groups: 4 System 4, 5 System 5, 6 System 6',
      'master disconnect: 2 more in 0.0 s, of 2 groups: RTU_LOST 2; 4 System 4, 5 System 5',
    ]);
  });

  it('dials that failed are counted by their reason', () => {
    const details = [
      'refused',
      'refused',
      'refused',
      'connection refused',
      'connection refused',
      'no answer within t0 (3 s)',
    ];
    for (const [i, reason] of details.entries()) {
      linkLines.take(
        linkEvent(i + 1, { side: 'group', what: 'dial', detail: `[2001:db8::1]:2404: ${reason}` }),
      );
    }
    linkLines.flush();
    expect(lines.at(-1)).toBe(
      'dial: 3 more in 0.0 s, of 3 groups: connection refused 2, no answer within t0 (3 s) 1; 4 System 4, 5 System 5, 6 System 6',
    );
  });

  it('refusals, holds, warnings and laggards are never joined', () => {
    for (let id = 1; id <= 5; id++)
      linkLines.take(linkEvent(id, { what: 'disconnect', detail: 'LAGGING: 7' }));
    expect(lines.splice(0)).toHaveLength(5);
    for (let id = 1; id <= 5; id++)
      for (const what of ['refuse', 'hold', 'warning'] as const) linkLines.take(linkEvent(id, { what }));
    expect(lines).toHaveLength(15);
  });
});

it('ports of many groups that cannot be opened: three lines, then one', () => {
  const lines: string[] = [];
  const troubles = new LinkLines<GroupTrouble>(
    TROUBLE_LINES,
    ({ detail }) => void lines.push(detail),
    (line) => void lines.push(line),
  );
  for (let id = 1; id <= 200; id++) {
    const detail = `group ${id} System ${id}: 10.9.1.${id} port 2404 is not an address of this machine; tried again until it can`;
    troubles.take({ wallMs: id, group: groupDefinition(id - 1), detail });
  }
  troubles.flush();
  expect(lines.slice(2)).toEqual([
    'group 3 System 3: 10.9.1.3 port 2404 is not an address of this machine; tried again until it can',
    'warning: 197 more in 0.2 s, of 197 groups: is not an address of this machine 197; 4 System 4, 5 System 5, 6 System 6 and 194 more',
  ]);
  const entry = gatewayEntry({ kind: 'trouble', detail: 'd', group: groupDefinition(4) }, 7);
  expect(entry).toMatchObject({ slot: 4, level: 'warning' });
  expect(gatewayEntry({ kind: 'trouble', detail: 'd' }, 7)).not.toHaveProperty('slot');
});
