/** The load of this machine's processors. */
import {
  type ProcessorLoad,
  type ProcessorTimes,
  processorLoad,
  processorTimes,
} from '../../figures/processor-load.js';

/** Measures the load between two calls. */
export class LoadMeter {
  private before: ProcessorTimes | undefined;

  /** The load since the previous call; NaN at the first call. */
  measure(): ProcessorLoad {
    const now = processorTimes();
    const load = processorLoad(this.before ?? now, now);
    this.before = now;
    return load;
  }
}
