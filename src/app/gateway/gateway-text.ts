/** Events of the gateway as lines for people, one each (`docs/gateway.md` §1). */
import { formatFinding } from '../../channel/definitions.js';
import type { GatewayEvent } from '../../coordinator/gateway/gateway-api.js';
import { besideText } from '../../coordinator/time/time-status.js';
import { describeHang, describePause, threadName } from '../../figures/pause-text.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { countOf } from '../../text/format.js';
import type { LogEntry } from '../../tui/dashboard.js';
import type { LineEvent, LinkWords } from '../program/link-lines.js';

/** An event of a link of a group, or of the group. */
export type GroupLinkEvent = Extract<GatewayEvent, { kind: 'link' }>;

/** `group 11 Northfield`. */
export function formatGroup({ id, name }: GroupDefinition): string {
  return `group ${id} ${name}`.trimEnd();
}

/** Who an event is about: `RTU 10.0.0.1:2404`, `master 10.1.0.1:40000`; empty: the group. */
function describeSide({ side, peer }: GroupLinkEvent): string {
  if (side === 'group') return peer;
  return `${side === 'rtu' ? 'RTU' : 'master'} ${peer}`.trimEnd();
}

/** One event as one line, without its time. */
export function describeGatewayEvent(event: GatewayEvent): string {
  switch (event.kind) {
    case 'started':
      return `${countOf(event.groups, 'group runs', 'groups run')} on ${countOf(event.shards, 'shard')} after ${event.ms.toFixed(0)} ms; each opens its port when its RTU is connected`;
    case 'link':
      return [formatGroup(event.group), describeSide(event), event.what, event.detail]
        .filter((part) => part !== '')
        .join(': ');
    case 'shard-died': {
      const { shard, detail, groups, masters } = event;
      const cut = masters === 0 ? '' : ` and ${countOf(masters, 'link of a master', 'links of masters')}`;
      const losses = groups === 0 ? '' : `; with it went the RTUs of ${countOf(groups, 'group')}${cut}`;
      return `${threadName(shard)} died: ${detail}${losses}`;
    }
    case 'shard-restarted':
      return `shard ${event.shard} is back, its ${countOf(event.groups, 'group runs', 'groups run')} again after ${event.ms.toFixed(0)} ms`;
    case 'hang':
      return describeHang(event);
    case 'pause':
      return describePause(event);
    case 'restarted': {
      const changed = event.changed.length > 0 ? `changed ${event.changed.join(', ')}` : 'nothing changed';
      const findings = event.findings.map((finding) => `\n  ${formatFinding(finding)}`);
      return `${formatGroup(event.group)}: restarted, ${changed}${findings.join('')}`;
    }
    case 'time': {
      const { text, detail } = event.status;
      const failed = besideText(event.status, 'set');
      return [text, detail, failed === '' ? '' : `(${failed})`].filter((part) => part !== '').join(' ');
    }
    case 'trouble':
      return event.detail;
  }
}

/** What happens to links that is not as it should be. */
const WARNED: ReadonlySet<string> = new Set(['refuse', 'hold', 'warning']);

/** An event as an entry of the dashboard's log. */
export function gatewayEntry(event: GatewayEvent, wallMs: number): LogEntry {
  const slot = 'group' in event && event.group !== undefined ? { slot: event.group.slot } : {};
  return { wallMs, level: levelOf(event), text: describeGatewayEvent(event), ...slot };
}

function levelOf(event: GatewayEvent): LogEntry['level'] {
  switch (event.kind) {
    case 'shard-died':
      return 'error';
    case 'trouble':
    case 'hang':
    case 'pause':
      return 'warning';
    case 'link':
      return WARNED.has(event.what) ? 'warning' : 'info';
    default:
      return 'info';
  }
}

/** What happens to many groups at one time. All else of links is told line by line, and so is a master that lags. */
const JOINED: ReadonlySet<string> = new Set(['dial', 'listen', 'connect', 'startdt', 'stopdt', 'disconnect']);
const SIDES = { rtu: 'RTU ', master: 'master ', group: '' } as const;

/** How lines about links are joined: `RTU connect: 17 more in 0.2 s, of 17 groups: 14 Northfield, …`. */
export const GROUP_LINES: LinkWords<GroupLinkEvent> = {
  kindOf: ({ side, what, detail }) =>
    JOINED.has(what) && !detail.startsWith('LAGGING') ? `${SIDES[side]}${what}` : undefined,
  ownerOf: ({ group }) => ownerOf(group),
  reasonOf({ what, detail }) {
    if (what === 'disconnect') return detail.split(':', 1)[0];
    // Behind the host that was tried.
    return what === 'dial' ? detail.slice(detail.lastIndexOf(': ') + 1).trim() : undefined;
  },
  owner: 'group',
};

/** A group's trouble, such as a port that can't be opened. */
export interface GroupTrouble extends LineEvent {
  readonly group: GroupDefinition;
  readonly detail: string;
}

/** How troubles of many groups are joined: `warning: 197 more in 0.1 s, of 197 groups: is not an address of this machine 197; 4 Northfield, …`. */
export const TROUBLE_LINES: LinkWords<GroupTrouble> = {
  kindOf: () => 'warning',
  ownerOf: ({ group }) => ownerOf(group),
  reasonOf: ({ detail }) => / port \d+ (.*);/.exec(detail)?.[1],
  owner: 'group',
};

function ownerOf({ slot, id, name }: GroupDefinition): { slot: number; name: string } {
  return { slot, name: `${id} ${name}`.trimEnd() };
}
