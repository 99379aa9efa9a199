/** The logs of a shard's groups (`docs/gateway.md` §7): a CSV line for each event, and for each object of an ASDU. */
import type { GatewayLogOptions } from '../../channel/gateway/gateway-protocol.js';
import { groupLogName } from '../../channel/log-names.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import type { GatewayLink, GatewayLogEvent, GroupLog } from '../../gateway/ports.js';
import { quoteCell, textCell } from '../../text/csv-cell.js';
import { EventJoiner } from '../event-joiner.js';
import type { LineBooks } from '../line-books.js';
import { LOG_SHAPE, type LogFile, LogFolder, type LogMachine } from '../log-files.js';
import { STAMP_OCTETS, TimeStamp } from '../time-stamp.js';
import { type AsduCells, cellsOf } from './asdu-cells.js';
import { DialLines } from './dial-lines.js';
import { type GroupEvent, ShortLinks } from './short-links.js';

/** First line of every log of a group. */
export const GROUP_LOG_HEADER = 'time,event,link,direction,type id,COT,OA,CA,IOA,value,detail\n';

/** Events that a peer can cause without end, and what they are called in a joined line. */
const JOINED_NAMES = {
  connect: 'connections',
  disconnect: 'connections ended',
  refuse: 'connections refused',
  startdt: 'STARTDT act',
  stopdt: 'STOPDT act',
  hold: 'changes',
  warning: 'warnings',
};

/** Of a flood of these the coordinator hears the number. What becomes of the others it has to follow one by one. */
const HEARD_JOINED: ReadonlySet<GatewayLogEvent> = new Set<GatewayLogEvent>([
  'refuse',
  'startdt',
  'stopdt',
  'hold',
  'warning',
]);

/** Octets that an ASDU without objects leaves empty between event and value. */
const NO_ASDU: AsduCells = { typeId: '', cot: '', oa: '', ca: '', ioa: '', value: '', words: [] };

const encoder = new TextEncoder();

/** What a group's log uses of the group. */
export interface LoggedGroup {
  wallMs(nowMs: number): number;
  /** Passes an event on, besides the log. */
  observe(nowMs: number, event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void;
  /** Lines could not be written. */
  lost(lines: number): void;
}

/** An event for the joiner. */
interface LoggedEvent {
  readonly event: GatewayLogEvent;
  readonly detail: string;
}

/** One per shard. */
export class GroupLogs {
  readonly stamp = new TimeStamp();
  readonly joiner: EventJoiner<GroupLogFile, GatewayLink, LoggedEvent>;
  private readonly folder: LogFolder;

  /** `trouble`: a file can't be written. */
  constructor(
    readonly machine: LogMachine,
    private readonly options: GatewayLogOptions,
    trouble: (file: string, detail: string) => void,
    books: LineBooks,
  ) {
    const shape = { ...LOG_SHAPE, header: GROUP_LOG_HEADER };
    this.folder = new LogFolder(machine, options.folder, trouble, shape, books);
    this.joiner = new EventJoiner(
      machine,
      (log, link, { event, detail }) => log.joined(event, link, detail),
      JOINED_NAMES,
    );
  }

  /** Opens the log of a group; `stamp`: of its start, absent: the program's. */
  open(definition: GroupDefinition, stamp: string | undefined, group: LoggedGroup): GroupLogFile {
    const name = groupLogName(definition, stamp ?? this.options.startStamp);
    const file = definition.log === 'none' ? undefined : this.folder.file(name, (lines) => group.lost(lines));
    return new GroupLogFile(this, file, this.options.signals, group);
  }

  /** Writes everything and closes the files; resolves when all is written or lost, or the disk does not answer. */
  async close(): Promise<void> {
    this.joiner.close();
    await this.folder.close();
  }
}

/** The log of one group. Without a file its events are only passed on. */
export class GroupLogFile implements GroupLog {
  readonly data: boolean;
  private readonly dials = new DialLines();
  private readonly shortLinks: ShortLinks;

  constructor(
    private readonly logs: GroupLogs,
    private readonly file: LogFile | undefined,
    signals: 'all' | 'none',
    private readonly group: LoggedGroup,
  ) {
    this.data = file !== undefined && signals === 'all';
    this.shortLinks = new ShortLinks(logs.machine.timers, (event) => this.take(event));
  }

  event(nowMs: number, event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void {
    const told = this.shortLinks.take({ nowMs, event, link, detail });
    if (told !== undefined) this.take(told);
  }

  private take({ nowMs, event, link, detail }: GroupEvent): void {
    if (event === 'dial') {
      const text = this.dials.note(detail, nowMs);
      if (text !== undefined) this.tell(nowMs, event, link, text);
      return;
    }
    if (event === 'connect' && link?.side === 'rtu') this.endDials(nowMs);
    const isOwnLine = this.logs.joiner.admits(this, link, { event, detail });
    if (isOwnLine || !HEARD_JOINED.has(event)) this.group.observe(nowMs, event, link, detail);
    if (isOwnLine) this.write(nowMs, event, link, '', NO_ASDU, detail);
  }

  asdu(
    nowMs: number,
    event: GatewayLogEvent,
    link: GatewayLink,
    direction: 'rx' | 'tx',
    { octets, at, end }: { octets: Uint8Array; at: number; end: number },
    detail: string,
  ): void {
    const isRefusal = event === 'reply' && direction === 'tx';
    if (this.file === undefined && !isRefusal) return;
    for (const cells of cellsOf(octets, at, end)) {
      const words = (detail === '' ? cells.words : [...cells.words, detail]).join('; ');
      // What the gateway refuses must be found somewhere.
      if (this.file === undefined) this.event(nowMs, 'warning', link, `${nameOf(cells)}: ${words}`);
      else this.write(nowMs, event, link, direction, cells, words);
    }
  }

  /** A line about joined events. */
  joined(event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void {
    const nowMs = this.logs.machine.clock.monotonicMs();
    if (HEARD_JOINED.has(event)) this.group.observe(nowMs, event, link, detail);
    this.write(nowMs, event, link, '', NO_ASDU, detail);
  }

  /** A line that only the log gets. */
  note(nowMs: number, event: GatewayLogEvent, detail: string): void {
    this.write(nowMs, event, undefined, '', NO_ASDU, detail);
  }

  /** Nothing more comes: tells of dials that were only counted. */
  end(nowMs: number): void {
    this.shortLinks.release();
    this.endDials(nowMs);
  }

  private endDials(nowMs: number): void {
    const rest = this.dials.rest(nowMs);
    if (rest !== undefined) this.tell(nowMs, 'dial', undefined, rest);
  }

  private tell(nowMs: number, event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void {
    this.group.observe(nowMs, event, link, detail);
    this.write(nowMs, event, link, '', NO_ASDU, detail);
  }

  private write(
    nowMs: number,
    event: GatewayLogEvent,
    link: GatewayLink | undefined,
    direction: string,
    { typeId, cot, oa, ca, ioa, value }: AsduCells,
    detail: string,
  ): void {
    const { file } = this;
    if (file === undefined) return;
    const where = link === undefined ? '' : quoteCell(`${link.side} ${link.peer}`);
    const cells = `,${event},${where},${direction},${typeId},${cot},${oa},${ca},${ioa},${quoteCell(value)},`;
    const text = encoder.encode(`${cells}${textCell(detail)}\n`);
    const line = file.lineOf(STAMP_OCTETS + text.length);
    if (line === undefined) return;
    const { stamp } = this.logs;
    stamp.set(this.group.wallMs(nowMs));
    line.append(stamp.octets);
    line.append(text);
    line.lines++;
  }
}

/** An object of an ASDU in a sentence. */
function nameOf({ typeId, ca, ioa }: AsduCells): string {
  return `type ${typeId}, CA ${ca}, IOA ${ioa}`;
}
