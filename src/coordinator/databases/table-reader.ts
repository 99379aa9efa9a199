/** Reads IOA files while the program runs: in a thread of its own, because a large file takes seconds. */
import { Piscina } from 'piscina';
import type { LoadedTable } from '../../config/load.js';
import { type PackedTable, type TableRequest, unpackFindings } from '../../config/table-task.js';
import type { AddressForm } from '../../text/octet-address.js';
import { THREAD_FLAGS } from '../thread-flags.js';

/** The thread ends when it has had nothing to read for so long, ms. */
const IDLE_MS = 5000;

/** A file as read. */
export interface TableReading extends LoadedTable {
  /** Whether the last row has its line end. */
  lineEnd: 'ended' | 'open';
}

export interface TableReader {
  /** Reads and compiles a file; files are read in the order of the calls. Rejects when the thread fails, or after `close`. */
  read(request: TableRequest): Promise<TableReading>;
  close(): void;
}

/** A reader whose thread starts with the first file. `addresses`: how they are written by their octets; absent: as usual. */
export function startTableReader(addresses?: AddressForm): TableReader {
  let pool: Piscina | undefined;
  let isClosed = false;
  const start = (): Piscina => {
    const started = new Piscina({
      filename: new URL('../../config/table-task.js', import.meta.url).href,
      name: 'readTable',
      // Tells the thread from those of shards.
      argv: ['reader'],
      minThreads: 0,
      maxThreads: 1,
      concurrentTasksPerWorker: 1,
      idleTimeout: IDLE_MS,
      recordTiming: false,
      execArgv: [...THREAD_FLAGS],
    });
    // A thread that fails while it reads rejects its task.
    started.on('error', () => {});
    return started;
  };
  return {
    read: async (request) => {
      if (isClosed) throw new Error('the program ends');
      pool ??= start();
      const { findings, ...packed } = (await pool.run({
        ...request,
        ...(addresses === undefined ? {} : { addresses }),
      })) as PackedTable;
      return { ...packed, findings: await unpackFindings(findings) };
    },
    close: () => {
      isClosed = true;
      void pool?.destroy();
    },
  };
}
