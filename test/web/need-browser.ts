/** Before the suite: is there a browser? With `CI` set its lack is a failure, else the tests are skipped and it is said why. */
import { BROWSER } from './find-browser.js';

const LACK =
  'no Chromium and no Chrome was found: the tests of the live page need one (apt-get install chromium), or its path in IEC104RS_BROWSER';

export function setup(): void {
  if (BROWSER !== undefined) return;
  if ((process.env.CI ?? '') !== '') throw new Error(LACK);
  console.error(`Skipped: ${LACK}.`);
}
