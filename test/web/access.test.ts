/** Who may see the live page, and who may order: tokens, hosts, origins. */
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { describeInBrowser, expectQuiet, live, useBrowser } from './browser.js';
import { startSite } from './site.js';

const TOKENS = ['--api-token', 'full-token', '--view-token', 'look-token'];

/** The status of an answer to headers that no browser lets a test set. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject).end();
  });
}

describeInBrowser('access to the page', () => {
  const open = useBrowser();

  it('the token of the address opens it, and is taken out of the address', async () => {
    const site = await startSite(['A'], TOKENS);
    const opened = await open(`${site.url}/#token=full-token`);
    await live(opened.page);
    expect(opened.page.url()).toBe(`${site.url}/`);
    expect(await opened.page.locator('#token-form').isVisible()).toBe(false);
    await opened.page.keyboard.press('3');
    await opened.page.locator('#send-form').waitFor();
    // The tab keeps it: the page is loaded again without it.
    await opened.page.reload();
    await live(opened.page);
    expectQuiet(opened);
    expect(site.program.lines.join('\n')).not.toContain('full-token');
    expect(site.work.read('log', 'iec104rs.log')).not.toContain('full-token');
  });

  it('without a token, or with a wrong one, it shows nothing and asks for one', async () => {
    const site = await startSite(['Secret name'], TOKENS);
    for (const url of [site.url, `${site.url}/#token=wrong`]) {
      const opened = await open(url);
      const { page } = opened;
      await page.locator('#lost-text', { hasText: 'The token is missing or wrong.' }).waitFor();
      expect(await page.content()).not.toContain('Secret name');
      await page.locator('#token').fill('full-token');
      await page.locator('#token-form button').click();
      await live(page);
      await page.locator('.cell[title^="1 Secret name"]').waitFor();
      expect(await page.locator('#token-form').isVisible()).toBe(false);
      expectQuiet(opened);
    }
  });

  it('with the token for looking it has no buttons that order, and orders are refused', async () => {
    const site = await startSite(['A'], TOKENS);
    const opened = await open(`${site.url}/#token=look-token`);
    const { page } = opened;
    site.master();
    await page.locator('#online', { hasText: '1/1' }).waitFor();
    const send = await fetch(`${site.url}/api/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer full-token', 'content-type': 'application/json' },
      body: '{"index":1,"duration":600}',
    });
    expect(send.status).toBe(202);
    await page.keyboard.press('3');
    await page.locator('#sends li').waitFor();
    expect(await page.locator('#run button:visible, #run input:visible').count()).toBe(0);
    const refused = await page.evaluate(`fetch('/api/sends/1', { method: 'DELETE', headers: {
      authorization: 'Bearer ' + sessionStorage.getItem('iec104rs-token') } }).then(({ status }) => status)`);
    expect(refused).toBe(403);
    expectQuiet(opened);
  });

  it('with the token for orders it sends and stops', async () => {
    const site = await startSite(['A'], TOKENS);
    const opened = await open(`${site.url}/#token=full-token`);
    const { page } = opened;
    site.master();
    await page.locator('#online', { hasText: '1/1' }).waitFor();
    await page.keyboard.press('3');
    await page.locator('#send-seconds').fill('600');
    await page.locator('#send-form button', { hasText: /^Send$/ }).click();
    await page.locator('#sends li', { hasText: 'Send 1: index 1' }).waitFor();
    await page.locator('#sends button', { hasText: 'Stop' }).click();
    await page.locator('#no-sends', { hasText: 'Nothing is sent now.' }).waitFor();
    await page.locator('#send-rtus').fill('999');
    await page.locator('#send-form button', { hasText: /^Send$/ }).click();
    await page.locator('#said', { hasText: /^Not done: / }).waitFor();
    expectQuiet(opened);
  });

  it('a page of another origin, or under a foreign name, gets nothing', async () => {
    const site = await startSite(['A']);
    const port = new URL(site.url).port;
    expect(await statusOf(`${site.url}/api/live`, { host: `127.0.0.1:${port}` })).toBe(200);
    expect(await statusOf(`${site.url}/api/live`, { host: `attacker.example:${port}` })).toBe(403);
    expect(await statusOf(`${site.url}/`, { host: `attacker.example:${port}` })).toBe(403);
    expect(await statusOf(`${site.url}/api/live`, { origin: 'http://attacker.example' })).toBe(403);
    // A real page of another origin: localhost is another one than 127.0.0.1.
    const other = await startSite(['B']);
    const { page } = await open(other.url);
    await live(page);
    const heard = await page.evaluate(
      `fetch('${site.url}/api/status').then(() => 'answered', () => 'refused')`,
    );
    expect(heard).toBe('refused');
    // Nor may it be shown in a frame.
    const answer = await fetch(site.url);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
