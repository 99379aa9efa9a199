/** What the command line says of the event list, and long work as it is shown. */
import type { Progress } from '../progress/progress.js';
import type { CompareOptions } from './compare-options.js';
import type { TellShare } from './input/csv-records.js';
import type { EventOptions } from './input/event-list.js';

/** How the event list is read. */
export function eventOptionsOf(options: CompareOptions): EventOptions {
  const { filter, reduction } = options;
  return {
    ...reduction,
    columns: options.columns,
    words: options.words,
    timeOffsetMs: options.timeOffsetMs,
    addresses: options.addresses,
    ...(options.dateOrder === undefined ? {} : { dateOrder: options.dateOrder }),
    ignoreQuality: options.ignoreQuality,
    ...(options.qualityForm === undefined ? {} : { qualityForm: options.qualityForm }),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
    ...(filter.cas === undefined ? {} : { cas: filter.cas }),
  };
}

/** Shows each piece of work while it goes on. */
export function during(
  progress: Progress,
): <T>(what: string, work: (tell: TellShare) => T | Promise<T>) => Promise<T> {
  return async (what, work) => {
    const { at, end } = progress.begin(what);
    try {
      return await work(at);
    } finally {
      end();
    }
  };
}
