/** The masters of a group, in the place of the list of groups. */

import type { TableColumn } from '../../../monitor/table-column.js';
import { countOf, formatNumber, formatShortMs } from '../../../text/format.js';
import { formatClock } from '../../../text/local-time.js';
import type { Area, Canvas } from '../../view/canvas.js';
import { placeColumns } from '../../view/place-columns.js';
import { STYLE } from '../../view/style.js';
import { drawTable } from '../../view/table.js';
import type { GatewayModel } from '../model/gateway-model.js';
import type { ConnectedMaster } from '../model/gateway-port.js';
import type { MastersUi } from '../model/gateway-ui.js';
import { groupWords } from '../model/group-fields.js';
import { MasterFigures } from '../model/group-figures.js';
import { some, someLag, someMs } from './group-column.js';

type MasterColumn = TableColumn<ConnectedMaster, MasterFigures>;

type Head = Pick<MasterColumn, 'name' | 'heading' | 'width' | 'most' | 'rank' | 'help'>;

const column = (it: Head & Pick<MasterColumn, 'cell'>, align: 'left' | 'right' = 'right'): MasterColumn => ({
  ...it,
  align,
  live: true,
  // Masters stay in the order of their coming.
  sortValue: () => 0,
});

/** `+1.2 s`: its clock is ahead of ours. */
function formatDifference(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${formatShortMs(Math.abs(ms))}`;
}

/** A difference of more than this between a master's clock and ours is a warning, ms. */
const LARGE_DIFFERENCE_MS = 1000;

/** From left to right. */
export const MASTER_COLUMNS: readonly MasterColumn[] = [
  column(
    {
      name: 'peer',
      heading: 'Master: IP:port',
      width: 21,
      most: 47,
      rank: 0,
      help: 'Master: IP:port: the other end of its connection.',
      cell: ({ peer }) => ({ text: peer }),
    },
    'left',
  ),
  column(
    {
      name: 'started',
      heading: 'Started',
      width: 7,
      most: 7,
      rank: 1,
      help: 'Started: YES after its STARTDT; NO: connected, nothing is sent to it.',
      cell: (_, figures) =>
        figures.counter('STARTED') > 0 ? { text: 'YES', tone: 'good' } : { text: 'NO', tone: 'warning' },
    },
    'left',
  ),
  column(
    {
      name: 'since',
      heading: 'Since',
      width: 12,
      most: 12,
      rank: 5,
      help: 'Since: when it connected.',
      cell: ({ connectedAt }) => ({ text: formatClock(connectedAt) }),
    },
    'left',
  ),
  column({
    name: 'port',
    heading: 'Port',
    width: 5,
    most: 5,
    rank: 14,
    help: 'Port: where it connected to, of the ports of the group.',
    cell: () => ({ text: '' }),
  }),
  column({
    name: 'oa',
    heading: 'OA',
    width: 3,
    most: 3,
    rank: 6,
    help: 'OA: its originator address towards the RTU; empty: it has none.',
    cell: (_, figures) => ({ text: some(figures.counter('OA')) }),
  }),
  column({
    name: 'queue',
    heading: 'Queue/max',
    width: 9,
    most: 13,
    rank: 2,
    help: 'Queue/max: ASDUs that wait for it; the most there were.',
    cell: (_, figures) => {
      const [now, most] = [figures.counter('QUEUE'), figures.counter('QUEUE_MAX')];
      return { text: most === 0 ? '' : `${formatNumber(now)}/${formatNumber(most)}` };
    },
  }),
  column({
    name: 'behind',
    heading: 'Behind',
    width: 6,
    most: 9,
    rank: 11,
    help: 'Behind: ASDUs that the fastest master got before it; a buffer: it is closed.',
    cell: (_, figures) => ({ text: some(figures.counter('BEHIND')), tone: 'warning' }),
  }),
  column({
    name: 'lag50',
    heading: 'Lag p50',
    width: 8,
    most: 8,
    rank: 10,
    help: "Lag p50: from the RTU's frame to its write; of all that had its place so far.",
    cell: (_, { lag }) => ({ text: someLag(lag.p50Ms) }),
  }),
  column({
    name: 'lag99',
    heading: 'Lag p99',
    width: 8,
    most: 8,
    rank: 3,
    help: "Lag p99: from the RTU's frame to its write; of all that had its place so far.",
    cell: (_, { lag }) => ({ text: someLag(lag.p99Ms) }),
  }),
  column({
    name: 'stalls',
    heading: 'Stalls',
    width: 6,
    most: 9,
    rank: 7,
    help: 'Stalls: how often ASDUs waited behind its closed window.',
    cell: (_, figures) => ({ text: some(figures.counter('STALLS')) }),
  }),
  column({
    name: 'stalled',
    heading: 'Stalled',
    width: 7,
    most: 8,
    rank: 12,
    help: 'Stalled: how long ASDUs wait behind its closed window now.',
    cell: (_, { stalledMs }) => ({ text: someMs(stalledMs), tone: 'warning' }),
  }),
  column({
    name: 'frames',
    heading: 'Frames',
    width: 9,
    most: 13,
    rank: 8,
    help: 'Frames: I frames to it since it connected.',
    cell: (_, figures) => ({ text: some(figures.counter('FRAMES')) }),
  }),
  column({
    name: 'received',
    heading: 'Received',
    width: 8,
    most: 11,
    rank: 13,
    help: 'Received: I frames from it: its interrogations, commands and other requests.',
    cell: (_, figures) => ({ text: some(figures.counter('RECEIVED')) }),
  }),
  column({
    name: 'open',
    heading: 'Open',
    width: 8,
    most: 9,
    rank: 4,
    help: 'Open: ASDUs that wait or are not acknowledged: lost to it if it ended now.',
    cell: (_, { undelivered }) => ({ text: some(undelivered) }),
  }),
  column({
    name: 'refused',
    heading: 'Refused',
    width: 7,
    most: 9,
    rank: 15,
    help: 'Refused: requests of it, by rights, CA or type.',
    cell: (_, figures) => ({ text: some(figures.counter('REFUSED')), tone: 'warning' }),
  }),
  column({
    name: 'conflicts',
    heading: 'Conflicts',
    width: 9,
    most: 9,
    rank: 16,
    help: "Conflicts: commands of it for a point that was another master's just then.",
    cell: (_, figures) => ({ text: some(figures.counter('CONFLICTS')), tone: 'warning' }),
  }),
  column({
    name: 'clock',
    heading: 'Clock',
    width: 8,
    most: 9,
    rank: 9,
    help: 'Clock: its last clock sync less our time; +: ahead. Empty: it sent none.',
    cell: (_, figures) => {
      if (figures.counter('CLOCK_SYNCS') === 0) return { text: '' };
      const ms = figures.counter('CLOCK_ERROR_MS');
      const tone = Math.abs(ms) > LARGE_DIFFERENCE_MS ? 'warning' : 'plain';
      return { text: formatDifference(ms), tone };
    },
  }),
  column({
    name: 'testfr',
    heading: 'TESTFR',
    width: 8,
    most: 8,
    rank: 17,
    help: 'TESTFR: shortest time between two of its TESTFR act.',
    cell: (_, figures) => ({ text: someMs(figures.counter('TESTFR_PERIOD_MS')) }),
  }),
];

/** The masters of the group now, and the chosen one: if it has ended, the one that took its row. */
export function shownMasters(
  { gateway }: Pick<GatewayModel, 'gateway'>,
  masters: MastersUi,
): { all: readonly ConnectedMaster[]; chosen: ConnectedMaster | undefined } {
  const all = gateway.masters(masters.slot);
  const at = all.findIndex(({ connection }) => connection === masters.connection);
  const row = at >= 0 ? at : Math.max(0, Math.min(masters.row, all.length - 1));
  const chosen = all[row];
  masters.row = row;
  masters.connection = chosen?.connection ?? -1;
  return { all, chosen };
}

/** Draws them. Sets `room` in the model to the rows that fit. */
export function drawMasters(canvas: Canvas, area: Area, model: GatewayModel, masters: MastersUi): void {
  const { all, chosen } = shownMasters(model, masters);
  const group = model.gateway.groups[masters.slot];
  const most = group.connections;
  const title = `${groupWords(group)}: ${countOf(all.length, 'master')}, at most ${formatNumber(most)}`;
  canvas.putClipped(area.x, area.y, title, STYLE.STRONG, area.width);
  const place = {
    column: masters.column,
    sortColumn: '',
    direction: 'up' as const,
    top: masters.top,
    room: 1,
  };
  const byConnection = new Map(all.map((master) => [master.connection, master]));
  drawTable(
    canvas,
    { ...area, y: area.y + 1, height: area.height - 1 },
    {
      name: 'masters',
      columns: placeColumns(columnsOf(model, masters.slot), area.width, masters.column),
      place,
      isFocused: true,
      slots: all.map(({ connection }) => connection),
      chosen: chosen?.connection ?? -1,
      read: (connection) => {
        const row = byConnection.get(connection);
        return row && { row, figures: new MasterFigures(model, masters.slot, row) };
      },
    },
  );
  masters.room = place.room;
  masters.top = place.top;
  if (all.length === 0)
    canvas.put(area.x, area.y + 2, noMasters(model, masters.slot), STYLE.FAINT, area.width);
}

/** The columns, with the port that each master came to. */
export function columnsOf({ gateway }: Pick<GatewayModel, 'gateway'>, slot: number): readonly MasterColumn[] {
  const { ports } = gateway.groups[slot];
  return MASTER_COLUMNS.map((each) =>
    each.name === 'port'
      ? { ...each, cell: ({ port }) => ({ text: String(ports[port]?.port ?? '') }) }
      : each,
  );
}

function noMasters(model: GatewayModel, slot: number): string {
  const isThere = model.figures(slot).counter('RTU_CONNECTED') > 0;
  return isThere
    ? 'No master is connected.'
    : 'No master is connected: its port is open only while the RTU is connected.';
}

/** `3–17 of 40 masters` for the frame. */
export function describeMasters(
  { gateway }: GatewayModel,
  { slot, top, room }: MastersUi,
  dash: string,
): string {
  const { length } = gateway.masters(slot);
  if (length === 0) return '';
  return `${formatNumber(top + 1)}${dash}${formatNumber(Math.min(length, top + room))} of ${formatNumber(length)}`;
}
