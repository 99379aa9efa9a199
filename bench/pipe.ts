/**
 * The reference relay of the gateway benchmark: a bare TCP pipe. Every connection to a port is passed on to the port beside it, octet by
 * octet in both directions. What it adds is the least that any relay in Node.js adds.
 * `node build/pipe.js FIRST_PORT COUNT FIRST_TARGET_PORT`, all on 127.0.0.1; prints `listening` on standard error.
 */
import { connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

const [firstPort, count, firstTarget] = process.argv.slice(2).map(Number);
if (![firstPort, count, firstTarget].every((value) => Number.isInteger(value) && value >= 1)) {
  process.stderr.write('node build/pipe.js FIRST_PORT COUNT FIRST_TARGET_PORT\n');
  process.exit(2);
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => from.destroy());
  from.on('close', () => to.destroy());
}

let opening = count;
for (let i = 0; i < count; i++) {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: HOST, port: firstTarget + i, noDelay: true });
    join(near, far);
    join(far, near);
  });
  server.listen(firstPort + i, HOST, () => {
    if (--opening === 0) process.stderr.write('listening\n');
  });
}
