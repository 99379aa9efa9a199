/** The token of the HTTP API, from wherever the options have it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemReason } from '../../text/system-errors.js';
import { type ApiAccess, isApiToken } from './program-options.js';

/** The token, and what is wrong with the way it is given; or why there is none. */
export type TokenReading =
  | { readonly token: string | undefined; readonly warnings: readonly string[] }
  | { readonly fault: string };

/** The two options of a token. */
interface TokenNames {
  readonly option: string;
  readonly file: string;
}

const API_NAMES: TokenNames = { option: '--api-token', file: '--api-token-file' };
const VIEW_NAMES: TokenNames = { option: '--view-token', file: '--view-token-file' };

export const SAME_TOKEN = 'the token for looking must be another one than that of the HTTP API';

/** A token is not longer; more is not read. */
const MOST_OCTETS = 4096;
/** Permissions of a group and of all others. */
const OTHERS = 0o077;

/** Reads the token for looking, like that of the API, which must be another one: whoever has it could give orders. Never throws. */
export function readViewToken(
  {
    viewToken,
    viewTokenFile,
    viewTokenSource,
  }: {
    readonly viewToken: string | undefined;
    readonly viewTokenFile: string | undefined;
    readonly viewTokenSource: ApiAccess['apiTokenSource'];
  },
  apiToken: string | undefined,
): TokenReading {
  const reading = readToken(VIEW_NAMES, viewToken, viewTokenFile, viewTokenSource);
  const isSame = 'token' in reading && reading.token !== undefined && reading.token === apiToken;
  return isSame ? { fault: `not started: ${SAME_TOKEN}` } : reading;
}

/** Reads the file that `--api-token-file` names. Never throws. */
export function readApiToken({
  apiToken,
  apiTokenFile,
  apiTokenSource,
}: Pick<ApiAccess, 'apiToken' | 'apiTokenFile' | 'apiTokenSource'>): TokenReading {
  return readToken(API_NAMES, apiToken, apiTokenFile, apiTokenSource);
}

function readToken(
  { option, file }: TokenNames,
  token: string | undefined,
  tokenFile: string | undefined,
  source: ApiAccess['apiTokenSource'],
): TokenReading {
  if (tokenFile !== undefined) return readTokenFile(tokenFile, file);
  const warnings =
    source === 'option'
      ? [`every user of this machine sees the token of ${option} in the list of processes; use ${file}`]
      : [];
  return { token, warnings };
}

function readTokenFile(path: string, option: string): TokenReading {
  const refuse = (found: string): TokenReading => ({
    fault: `not started: ${option} ${path}: found ${found}, expected a file with the token alone, visible ASCII characters without blanks`,
  });
  let text: string;
  let mode: number;
  try {
    const file = openSync(path, 'r');
    try {
      const kind = fstatSync(file);
      if (kind.isDirectory()) return refuse('a folder');
      mode = kind.mode;
      const octets = Buffer.alloc(MOST_OCTETS + 1);
      let length = 0;
      // A pipe gives its text piece by piece.
      for (let got = -1; got !== 0 && length <= MOST_OCTETS; length += got) {
        got = readSync(file, octets, length, octets.length - length, null);
      }
      if (length > MOST_OCTETS) return refuse(`more than ${MOST_OCTETS} octets`);
      text = octets
        .toString('utf8', 0, length)
        .replace(/^\ufeff/, '')
        .trim();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return refuse(systemReason(error, 'read'));
  }
  if (text === '') return refuse('nothing in it');
  if (/[\r\n]/.test(text)) return refuse('several lines');
  // Not shown: it may be a token with a slip.
  if (!isApiToken(text)) return refuse('blanks or other characters');
  const isOpen = process.platform !== 'win32' && (mode & OTHERS) !== 0;
  const warning = `others may read the token in ${path} (its permissions are ${(mode & 0o777).toString(8)}); use chmod 600 ${path}`;
  return { token: text, warnings: isOpen ? [warning] : [] };
}
