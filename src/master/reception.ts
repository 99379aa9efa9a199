/** What a run does with received process information: lines for the eye, rows of the event list. */
import { causeName } from '../codec/causes.js';
import { typeOf } from '../codec/types.js';
import { formatClock } from '../text/local-time.js';
import { EventListFile } from './event-list-file.js';
import type { MasterOptions, Shown } from './master-options.js';
import { isEventCause, type ReceivedValue, receivedValues } from './received-values.js';
import type { RtuAddress } from './rtu-list.js';

/** Passes received objects on to where the options want them. */
export class Reception {
  private readonly show: Shown | undefined;
  private readonly list: EventListFile | undefined;

  /** `output.out` takes the lines. */
  constructor(
    options: Pick<MasterOptions, 'show' | 'eventList' | 'csvForm'>,
    private readonly output: { out: (line: string) => void },
  ) {
    this.show = options.show;
    if (options.eventList !== undefined) this.list = new EventListFile(options.eventList, options.csvForm);
  }

  /** Whether anything is to be done with what is received. */
  get isWanted(): boolean {
    return this.show !== undefined || this.list !== undefined;
  }

  /** Takes the ASDU `octets[at…end)` of an RTU. */
  take(rtu: RtuAddress, octets: Uint8Array, at: number, end: number): void {
    const values = receivedValues(octets, at, end);
    if (values.length === 0) return;
    const wallMs = Date.now();
    this.list?.add(rtu.name, values, wallMs);
    if (this.show === undefined) return;
    for (const value of values) {
      if (this.show === 'all' || isEventCause(value.cot)) this.output.out(describe(rtu, value, wallMs));
    }
  }

  /** Ends the event list; throws `EVENT_LIST` if it is not whole. */
  async close(): Promise<void> {
    await this.list?.close();
  }
}

/** `10:04:02.118 ABB CA 32 IOA 101 M_DP_TB_1 = 2 (spont), tag 2026-11-22 10:04:02.101`. */
function describe(rtu: RtuAddress, received: ReceivedValue, wallMs: number): string {
  const { ca, ioa, typeId, cot, value, quality, timeTag } = received;
  const bits = quality === '' ? '' : ` ${quality}`;
  const tag = timeTag === '' ? '' : `, tag ${timeTag}`;
  return `${formatClock(wallMs)} ${rtu.name} CA ${ca} IOA ${ioa} ${typeOf(typeId).mnemonic} = ${value}${bits} (${causeName(cot)})${tag}`;
}
