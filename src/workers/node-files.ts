/** Files on the real disk: SonicBoom writes, so that the protocol never waits for the disk. */
import { close, fstatSync, mkdirSync, open } from 'node:fs';
import sonicBoom from 'sonic-boom';
import type { AppendEvents, AppendFile, Files } from './ports.js';

export const nodeFiles: Files = {
  makeFolder: (path) => {
    mkdirSync(path, { recursive: true });
  },
  append: (path, events) => {
    open(path, 'a', (error, fd) => {
      if (error === null) events.opened(appendTo(fd, events));
      else events.failed(error);
    });
  },
};

/** SonicBoom only writes. Files are opened and closed here, because SonicBoom would sync to the disk at every close. */
function appendTo(fd: number, events: AppendEvents): AppendFile {
  const sink = new sonicBoom.SonicBoom({ fd, sync: false, contentMode: 'buffer' });
  sink.on('write', (octets: number) => events.written(octets));
  sink.on('error', (error: Error) => events.failed(error));
  return {
    get isEmpty() {
      return fstatSync(fd).size === 0;
    },
    // In content mode `buffer` it takes octets; its types don't say so.
    write: (octets) => sink.write(octets as unknown as string),
    close: (done) => close(fd, () => done()),
  };
}
