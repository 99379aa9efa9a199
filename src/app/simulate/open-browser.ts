/** Opens a page in the browser of this machine. */
import { spawn } from 'node:child_process';

/** What opens an address, by system. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  darwin: ['open'],
};
const OTHERS = ['xdg-open'];

/** Starts the browser; `failed` gets a sentence if there is none. Never throws. */
export function openBrowser(url: string, failed: (why: string) => void): void {
  const [program = '', ...words] = OPENERS[process.platform] ?? OTHERS;
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => failed(`no browser could be started (${program}): open ${url} yourself`));
  child.unref();
}
