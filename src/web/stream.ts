/** The stream of the program: messages as they come, again and again when it is lost. */
import type { LiveHello, LiveTick } from '../live/messages.js';
import { ask } from './access.js';

/** What the page hears. */
export interface StreamListener {
  hello(hello: LiveHello): void;
  tick(tick: LiveTick): void;
  /** The stream ended, or could not be opened: why, for people. `token`: a token is needed, or another one. */
  lost(why: string, kind: 'away' | 'token'): void;
}

/** Between two tries, ms. */
const RETRY_MS = 1000;
/** Without a word for so long the stream counts as lost, ms. */
const SILENT_MS = 3000;

/** Follows the stream for ever. Never throws. */
export async function follow(listener: StreamListener): Promise<never> {
  for (;;) {
    const [why, kind] = await followOnce(listener);
    listener.lost(why, kind);
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

async function followOnce(listener: StreamListener): Promise<readonly [string, 'away' | 'token']> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENT_MS);
  try {
    const answer = await ask('/api/live', { signal: silence.signal });
    if (answer.status === 401) return ['The token is missing or wrong.', 'token'];
    if (!answer.ok || answer.body === null) return [await reasonOf(answer), 'away'];
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return ['The program has ended the connection.', 'away'];
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_MS);
      rest = takeMessages(rest + value, listener);
    }
  } catch {
    return [silence.signal.aborted ? 'The program says nothing.' : 'The program does not answer.', 'away'];
  } finally {
    clearTimeout(timer);
  }
}

async function reasonOf(answer: Response): Promise<string> {
  try {
    const { detail } = (await answer.json()) as { detail?: string };
    return detail ?? `The program answers with ${answer.status}.`;
  } catch {
    return `The program answers with ${answer.status}.`;
  }
}

/** Gives whole messages to the listener; returns what is left of the text. */
function takeMessages(text: string, listener: StreamListener): string {
  const messages = text.split('\n\n');
  const rest = messages.pop() ?? '';
  for (const message of messages) {
    const fields = new Map(
      message.split('\n').map((line): [string, string] => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), line.slice(at + 2)];
      }),
    );
    const data = JSON.parse(fields.get('data') ?? 'null') as unknown;
    if (fields.get('event') === 'hello') listener.hello(data as LiveHello);
    else if (fields.get('event') === 'tick') listener.tick(data as LiveTick);
  }
  return rest;
}
