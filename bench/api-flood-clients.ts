/** A process that asks the HTTP API on many connections without pause. It tells how many answers came when it is asked to. */
import { Agent, get } from 'node:http';

/** What the process is told: begin, or tell the counts since then and end. */
export type FloodOrder =
  | { kind: 'begin'; port: number; connections: number; paths: string[] }
  | { kind: 'end' };

/** Answers by status, and connections that broke. */
export interface FloodCounts {
  answers: Record<string, number>;
  broken: number;
}

const counts: FloodCounts = { answers: {}, broken: 0 };
const BROKEN_PAUSE_MS = 50;

function ask(agent: Agent, port: number, paths: readonly string[], turn: number): void {
  const again = (): void => ask(agent, port, paths, turn + 1);
  const request = get({ agent, host: '127.0.0.1', port, path: paths[turn % paths.length] }, (response) => {
    const { statusCode = 0 } = response;
    response.resume();
    response.once('end', () => {
      counts.answers[statusCode] = (counts.answers[statusCode] ?? 0) + 1;
      again();
    });
    response.once('error', () => {});
  });
  request.once('error', () => {
    counts.broken++;
    setTimeout(again, BROKEN_PAUSE_MS);
  });
}

process.on('message', (order: FloodOrder) => {
  if (order.kind === 'end') {
    process.send?.(counts, () => process.exit());
    return;
  }
  const { port, connections, paths } = order;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  for (let i = 0; i < connections; i++) ask(agent, port, paths, i);
  process.send?.('begun');
});
process.on('disconnect', () => process.exit());
