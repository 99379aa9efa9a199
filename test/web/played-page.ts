/** The page's files and a stream that a test plays: states that no small program has. The messages are those of the program, by their types. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type * as RoutesModule from '../../src/http/live/live-routes.js';
import type * as FilesModule from '../../src/http/live/web-files.js';
import type { LiveHello, LiveRow, LiveTick } from '../../src/live/messages.js';
import { importBuilt } from '../support/test-engine.js';

/** What a page is told. */
export interface Scene {
  readonly hello: LiveHello;
  readonly tick: LiveTick;
  /** Rows of the table. */
  readonly row: (slot: number) => LiveRow;
}

/** Serves the page with one scene; every tick is the same, but for its number. */
export async function playPage({ hello, tick, row }: Scene): Promise<string> {
  const { readWebFiles } = await importBuilt<typeof FilesModule>('http/live/web-files.js');
  const { PAGE_HEADERS } = await importBuilt<typeof RoutesModule>('http/live/live-routes.js');
  const files = new Map(readWebFiles().map((file) => [file.path, file]));
  const streams = new Set<ServerResponse>();
  let { seq } = tick;
  const tell = (stream: ServerResponse, name: string, data: object) =>
    stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://page');
    const file = files.get(pathname);
    if (file !== undefined) {
      answer.writeHead(200, { ...PAGE_HEADERS, 'content-type': file.type }).end(file.content);
    } else if (pathname === '/api/live') {
      answer.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
      streams.add(answer);
      tell(answer, 'hello', hello);
      tell(answer, 'tick', { ...tick, seq });
      answer.once('close', () => streams.delete(answer));
    } else if (pathname === '/api/live/rows') {
      const from = Number(searchParams.get('from'));
      const count = Math.min(Number(searchParams.get('count')), hello.rtus.length - from);
      const rows = Array.from({ length: Math.max(0, count) }, (_, i) => row(from + i));
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ seq, from, of: hello.rtus.length, rows }));
    } else answer.writeHead(404).end('{}');
  });
  const timer = setInterval(() => {
    seq++;
    for (const stream of streams)
      tell(stream, 'tick', { ...tick, seq, at: tick.at + 500 * (seq - tick.seq) });
  }, 500);
  await new Promise<void>((opened) => server.listen(0, '127.0.0.1', opened));
  onTestFinished(() => {
    clearInterval(timer);
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
