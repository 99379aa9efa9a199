/** How much of this machine's processors is used, from one look to the next. */
import {
  type ProcessorLoad,
  type ProcessorTimes,
  processorLoad,
  processorTimes,
} from '../../figures/processor-load.js';

/** See the file's head. */
export class LoadMeter {
  private before: ProcessorTimes | undefined;

  /** Since the call before; NaN at the first. */
  measure(): ProcessorLoad {
    const now = processorTimes();
    const load = processorLoad(this.before ?? now, now);
    this.before = now;
    return load;
  }
}
