/** The browser of this machine, where reports find theirs. */
import { findBrowser } from '../../src/report/browser.js';

const found = findBrowser();

/** Path of a Chromium or Chrome; `undefined`: there is none. */
export const BROWSER: string | undefined = 'path' in found ? found.path : undefined;
