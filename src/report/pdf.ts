/** Prints a page to a PDF file with a browser of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { plainText } from '../text/outside-text.js';

/** Longest time that the browser has, ms. */
const PRINT_TIMEOUT_MS = 120_000;
/** Of what the browser said most characters that a message shows. */
const MOST_SAID = 300;

/** A folder of its own for the page, the browser's profile and the PDF file; `remove` deletes it. */
export async function printFolder(): Promise<{
  page: string;
  pdf: string;
  profile: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'iec104rs-print-'));
  return {
    page: join(folder, 'report.html'),
    pdf: join(folder, 'report.pdf'),
    profile: join(folder, 'profile'),
    // A browser that was killed may hold its profile for a moment.
    remove: () =>
      rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => {}),
  };
}

/** Prints the page at one path to another. Nothing is loaded from a network. Rejects with what the browser said. */
export async function printPage(
  browser: string,
  { page, pdf, profile }: { readonly page: string; readonly pdf: string; readonly profile: string },
  timeoutMs: number = PRINT_TIMEOUT_MS,
): Promise<void> {
  const words = [
    '--headless',
    '--disable-gpu',
    '--disable-extensions',
    '--disable-sync',
    '--disable-component-update',
    '--disable-background-networking',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--no-default-browser-check',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    // The sandbox refuses the administrator, as in containers. The page runs no script but its own.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    '--no-pdf-header-footer',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ];
  const { ending, said } = await runBrowser(browser, words, timeoutMs);
  if (ending !== 'code 0') throw new Error(`${browser}: ${ending}${saidWords(said)}`);
  if (!existsSync(pdf) || statSync(pdf).size === 0)
    throw new Error(`${browser} wrote nothing${saidWords(said)}`);
}

/** Runs it to its end; never rejects. */
function runBrowser(
  browser: string,
  words: readonly string[],
  timeoutMs: number,
): Promise<{ ending: string; said: string }> {
  return new Promise((resolve) => {
    let said = '';
    let isLate = false;
    // A group of its own, so that its helpers end with it.
    const isGroup = process.platform !== 'win32';
    const child = spawn(browser, words, { stdio: ['ignore', 'ignore', 'pipe'], detached: isGroup });
    const timer = setTimeout(() => {
      isLate = true;
      end(child, isGroup);
    }, timeoutMs);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-4 * MOST_SAID);
    });
    const finish = (ending: string): void => {
      clearTimeout(timer);
      end(child, isGroup);
      resolve({ ending: isLate ? `did not print within ${timeoutMs / 1000} s` : ending, said });
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(signal === null ? `code ${code}` : `ended by ${signal}`));
  });
}

/** Ends the browser by its id, and its helpers. */
function end(child: ChildProcess, isGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended.
  }
}

function saidWords(said: string): string {
  const text = plainText(said.trim().replace(/\s*\n\s*/g, '; '));
  return text === '' ? '' : `: ${text.slice(-MOST_SAID)}`;
}
