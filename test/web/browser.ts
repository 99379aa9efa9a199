/** The live page in a real browser: pages that note every error, and every breach of the policy. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { HANG_MS } from '../support/patience.js';
import { BROWSER } from './find-browser.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page, and what it complained of. */
export interface Opened {
  readonly page: Page;
  /** Errors of scripts and of the console, and breaches of the Content-Security-Policy. */
  readonly complaints: string[];
}

/** `describe` for tests with a browser; skipped where there is none (`need-browser.ts`). */
export function describeInBrowser(name: string, tests: () => void): void {
  describe.skipIf(BROWSER === undefined)(name, tests);
}

/** Starts a browser for the tests of a file or of the `describe` around; returns what opens a page in it. */
export function useBrowser(): (url: string, options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER as string, args: FLAGS });
  });
  afterAll(() => browser.close());
  return async (url, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...options });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(HANG_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
    page.on('console', (message) => {
      const isRefusal = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isRefusal) complaints.push(`console: ${message.text()}`);
    });
    await page.exposeFunction('noteBreach', (text: string) => complaints.push(`policy: ${text}`));
    await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
      noteBreach(event.violatedDirective + ' ' + event.blockedURI))`);
    await page.goto(url);
    return { page, complaints };
  };
}

/** Waits until the page says that its figures are those of now. */
export async function live(page: Page): Promise<void> {
  await page.locator('body[data-seq]:not(.old)').waitFor();
}

/** The text of an element of the page. */
export function textOf(page: Page, id: string): Promise<string> {
  return page.locator(`#${id}`).innerText();
}

/** No error, no breach of the policy. */
export function expectQuiet({ complaints }: Opened): void {
  expect(complaints).toEqual([]);
}
