/** `Files` over a message port to the writer's thread. */
import type { LogChannel } from '../channel/shard-protocol.js';
import type { Files } from './append-files.js';
import { LogClient } from './log-client.js';
import { LogState } from './log-state.js';
import type { FromWriter } from './messages.js';

/** The files of a thread that has this end of a channel. `isEnding`: the writer has written all and may go. */
export function filesOver({ port, state }: LogChannel, isEnding = (): boolean => false): Files {
  const client = new LogClient((message) => port.postMessage(message), new LogState(state));
  port.on('message', (message: FromWriter) => client.take(message));
  port.on('close', () => {
    if (!isEnding()) client.writerDied();
  });
  return client;
}
