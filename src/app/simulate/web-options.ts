/** The options of the live page. */
import type { OptionSpecification } from '../../command-line/command-specification.js';
import type { ApiAddress } from '../../http/address.js';
import { SAME_TOKEN } from '../program/api-token.js';
import { isApiToken } from '../program/program-options.js';

/** Where the page is, if `--api` does not say. */
const DEFAULT_ADDRESS: ApiAddress = { host: '127.0.0.1', port: 8104 };

/** Whether there is a live page, and a token with which one may only look. */
export interface WebOptions {
  /** `open`: a browser is started with it. */
  web: 'off' | 'on' | 'open';
  /** `undefined`: none, or in a file. */
  viewToken: string | undefined;
  viewTokenFile: string | undefined;
  viewTokenSource: 'option' | 'environment' | 'none';
}

/** In the order of the help. */
export const WEB_OPTIONS: readonly OptionSpecification[] = [
  {
    flags: '--web',
    text: 'a live page for browsers, beside the HTTP API: on 127.0.0.1:8104, or where --api says',
  },
  { flags: '--web-open', text: 'the same, and opens it in the browser of this machine' },
  {
    flags: '--view-token <token>',
    text: 'a second bearer token, with which one may only look, for a wall screen; seen by every user of the machine: better --view-token-file or the environment variable IEC104RS_VIEW_TOKEN',
    read: (text) =>
      isApiToken(text) ? { value: text } : { expected: 'Expected visible ASCII characters without blanks.' },
  },
  { flags: '--view-token-file <file>', text: 'file with the token for looking' },
];

/** Picks them from the values of a command line; `env`: the environment. */
export function webOptionsOf(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): WebOptions {
  const { web, webOpen, viewToken, viewTokenFile } = values as {
    web: boolean;
    webOpen: boolean;
    viewToken?: string;
    viewTokenFile?: string;
  };
  const inherited = viewTokenFile === undefined ? env.IEC104RS_VIEW_TOKEN : undefined;
  const token = viewToken ?? (inherited === '' ? undefined : inherited);
  return {
    web: webOpen ? 'open' : web ? 'on' : 'off',
    viewToken: token,
    viewTokenFile,
    viewTokenSource: viewToken !== undefined ? 'option' : token !== undefined ? 'environment' : 'none',
  };
}

/** The address of the API: a page needs one. */
export function apiWithWeb(api: ApiAddress | undefined, { web }: WebOptions): ApiAddress | undefined {
  return api ?? (web === 'off' ? undefined : DEFAULT_ADDRESS);
}

/** Why these options can't be combined, or `undefined`. */
export function findWebFault(
  options: WebOptions & { readonly api: ApiAddress | undefined; readonly apiToken: string | undefined },
): string | undefined {
  const { api, viewToken, viewTokenFile, viewTokenSource } = options;
  if (viewTokenSource === 'option' && viewTokenFile !== undefined) {
    return "options '--view-token' and '--view-token-file' cannot be combined";
  }
  const given = viewTokenSource === 'option' ? '--view-token' : '--view-token-file';
  if (api === undefined && (viewTokenSource === 'option' || viewTokenFile !== undefined)) {
    return `option '${given}' needs '--web' or '--api'`;
  }
  if (viewToken !== undefined && !isApiToken(viewToken)) {
    return 'IEC104RS_VIEW_TOKEN must hold visible ASCII characters without blanks';
  }
  if (viewToken !== undefined && viewToken === options.apiToken) {
    return SAME_TOKEN;
  }
  return undefined;
}
