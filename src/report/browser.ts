/** Finds a browser that prints pages: Chromium or one that is built from it. */
import { existsSync } from 'node:fs';
import { delimiter, posix, win32 } from 'node:path';

/** The variable that names one. */
export const BROWSER_VARIABLE = 'IEC104RS_BROWSER';

/** What of the machine it is looked for with. */
export interface BrowserPlaces {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isThere: (path: string) => boolean;
}

const THIS_MACHINE: BrowserPlaces = {
  platform: process.platform,
  environment: process.env,
  isThere: existsSync,
};

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
];

const MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** The path of a browser; otherwise why there is none, as half a sentence. The variable goes before the usual places. */
export function findBrowser(
  places: BrowserPlaces = THIS_MACHINE,
): { readonly path: string } | { readonly fault: string } {
  const named = places.environment[BROWSER_VARIABLE];
  if (named !== undefined && named !== '') {
    return places.isThere(named)
      ? { path: named }
      : { fault: `${BROWSER_VARIABLE} names ${named}, and there is no such file` };
  }
  const path = usualPlaces(places).find(places.isThere);
  return path === undefined
    ? { fault: `no Chromium, Chrome or Edge was found (${BROWSER_VARIABLE} names one)` }
    : { path };
}

function usualPlaces({ platform, environment }: BrowserPlaces): string[] {
  if (platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((name) => environment[name]);
    return roots.flatMap((root) =>
      root === undefined || root === '' ? [] : WINDOWS.map((parts) => win32.join(root, ...parts)),
    );
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  const all = [...new Set([...folders, '/usr/bin', '/usr/local/bin', '/snap/bin'])];
  const named = NAMES.flatMap((name) => all.map((folder) => posix.join(folder, name)));
  return platform === 'darwin' ? [...MACOS, ...named] : [...named, '/opt/google/chrome/chrome'];
}
