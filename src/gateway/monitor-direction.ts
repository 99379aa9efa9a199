/** Which masters get an ASDU of the RTU: one decision for each, in the RTU's order (`docs/gateway.md` §4). */
import { COT } from '../codec/causes.js';
import type { Recipients } from './asdu-ring.js';
import { type AsduView, DIRECTORY, INITIALIZED, interrogationOf, isFileType, viewAsdu } from './asdu-view.js';
import type { ControlDirection } from './control-direction.js';
import { GROUP_COUNTER } from './counters.js';
import type { GroupSettings } from './definition.js';
import type { Master } from './parties.js';
import type { GroupLog } from './ports.js';
import type { RtuLink } from './rtu-link.js';

const ASDU_COT_AT = 2;
const NOBODY: Recipients<Master> = [];

/** Decides for one group. */
export class MonitorDirection {
  /** The next I frame is the first since STARTDT con. */
  private isFirst = true;

  constructor(
    private readonly settings: Pick<GroupSettings, 'eoi'>,
    private readonly control: ControlDirection,
    /** `GROUP_COUNTER`. */
    private readonly counters: Float64Array,
    private readonly log: GroupLog,
  ) {}

  /** Data transfer with the RTU was started. */
  started(): void {
    this.isFirst = true;
  }

  /** Who gets the ASDU `octets[at…end)`, well-formed if its type is known. */
  route(link: RtuLink, octets: Uint8Array, at: number, end: number, nowMs: number): Recipients<Master> {
    const isFirst = this.isFirst;
    this.isFirst = false;
    const typeId = octets[at];
    if (typeId === INITIALIZED) return this.initialized(link, octets, at, end, nowMs, isFirst);
    const cot = octets[at + ASDU_COT_AT] & 0x3f;
    if (isFileType(typeId) && cot !== COT.SPONTANEOUS)
      return this.file(link, viewAsdu(octets, at, end), nowMs);
    switch (cot) {
      case COT.ACTIVATION_CON:
      case COT.DEACTIVATION_CON:
      case COT.ACTIVATION_TERM:
      case COT.UNKNOWN_TYPE:
      case COT.UNKNOWN_CAUSE:
      case COT.UNKNOWN_CA:
      case COT.UNKNOWN_IOA: {
        const answer = viewAsdu(octets, at, end);
        return this.control.answered(answer, nowMs) ?? this.unmatched(link, answer, NOBODY, nowMs);
      }
      case COT.ACTIVATION:
      case COT.DEACTIVATION:
        return this.unmatched(link, viewAsdu(octets, at, end), NOBODY, nowMs);
      case COT.REQUEST: {
        const data = viewAsdu(octets, at, end);
        this.logData(link, octets, at, end, nowMs);
        return this.control.read(data) ?? this.unmatched(link, data, 'all', nowMs);
      }
    }
    this.logData(link, octets, at, end, nowMs);
    if (interrogationOf(cot) === undefined) return 'all';
    const ca = octets[at + 4] | (octets[at + 5] << 8);
    return this.control.runs.data(cot, ca, octets[at + 3], nowMs) ?? this.unaskedData();
  }

  /**
   * The first after STARTDT is covered by what the gateway itself sends to masters that start (`eoi`); later ones tell that the RTU has started
   * again, and everybody must hear it.
   */
  private initialized(
    link: RtuLink,
    octets: Uint8Array,
    at: number,
    end: number,
    nowMs: number,
    isFirst: boolean,
  ): Recipients<Master> {
    this.logData(link, octets, at, end, nowMs);
    return isFirst && this.settings.eoi !== 'rtu' ? NOBODY : 'all';
  }

  private file(link: RtuLink, answer: AsduView, nowMs: number): Recipients<Master> {
    const found = this.control.files.find(answer);
    if (found !== undefined) return found;
    return this.unmatched(link, answer, answer.typeId === DIRECTORY ? 'all' : NOBODY, nowMs);
  }

  /** Data that nobody asked for are values all the same: everybody gets them. */
  private unaskedData(): Recipients<Master> {
    this.counters[GROUP_COUNTER.UNMATCHED]++;
    return 'all';
  }

  private unmatched(
    link: RtuLink,
    answer: AsduView,
    recipients: Recipients<Master>,
    nowMs: number,
  ): Recipients<Master> {
    this.counters[GROUP_COUNTER.UNMATCHED]++;
    const { octets } = answer;
    const detail =
      recipients === 'all' ? 'UNMATCHED: no open request, passed to all' : 'UNMATCHED: no open request';
    this.log.asdu(nowMs, 'reply', link, 'rx', { octets, at: 0, end: octets.length }, detail);
    return recipients;
  }

  private logData(link: RtuLink, octets: Uint8Array, at: number, end: number, nowMs: number): void {
    if (this.log.data) this.log.asdu(nowMs, 'data', link, 'rx', { octets, at, end }, '');
  }
}
