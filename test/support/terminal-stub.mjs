/**
 * Loaded before the program (`--import …/terminal-stub.mjs?port=…&file=…&variables=…`): it takes standard input and output for a terminal.
 * What it writes there is added to a file. Keys come from a socket, one JSON value a line: a text is keys, a list `[columns, rows]` another size
 * of the window, `"end"` in a list the end of the terminal; a number asks for the whole picture, between two
 * titles with that number.
 */
import { EventEmitter } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { isMainThread } from 'node:worker_threads';

const parameters = new URL(import.meta.url).searchParams;

class Input extends EventEmitter {
  isTTY = true;
  isRaw = false;
  /** @param {boolean} mode */
  setRawMode(mode) {
    this.isRaw = mode;
    return this;
  }
  resume() {
    return this;
  }
  pause() {
    return this;
  }
}

function takePlace() {
  for (const [name, value] of Object.entries(JSON.parse(parameters.get('variables') ?? '{}'))) {
    if (value === null) delete process.env[name];
    else process.env[name] = value;
  }
  const file = openSync(parameters.get('file') ?? '', 'a');
  const input = new Input();
  const output = new Writable({
    decodeStrings: true,
    write: (octets, _encoding, done) => {
      writeSync(file, octets);
      done();
    },
  });
  // No descriptor: the program must not open this terminal by another way.
  Object.assign(output, { isTTY: true, columns: 100, rows: 30, fd: -1 });
  Object.defineProperty(process, 'stdin', { value: input });
  Object.defineProperty(process, 'stdout', { value: output });

  /** @param {string} title */
  const mark = (title) => writeSync(file, `\u001b]2;${title}\u0007`);
  /** @param {unknown} order */
  const take = (order) => {
    if (typeof order === 'string') input.emit('data', Buffer.from(order));
    else if (typeof order === 'number') {
      mark(`picture ${order}`);
      output.emit('resize');
      // The program draws in the next turn, and writes in the one after it.
      setImmediate(() => setImmediate(() => setImmediate(() => mark(`picture ${order} drawn`))));
    } else if (Array.isArray(order) && order[0] === 'end') input.emit('end');
    else if (Array.isArray(order)) {
      Object.assign(output, { columns: order[0], rows: order[1] });
      output.emit('resize');
    }
  };
  const socket = connect(Number(parameters.get('port')), '127.0.0.1');
  createInterface({ input: socket }).on('line', (line) => take(JSON.parse(line)));
  socket.on('error', () => {});
  socket.unref();
}

if (isMainThread) takePlace();
