/** What the page shows: names as text, ten thousand RTUs, the details of one, keys, paper. */
import { describe, expect, it } from 'vitest';
import { describeInBrowser, expectQuiet, live, textOf, useBrowser } from './browser.js';
import { playPage } from './played-page.js';
import { rtusOf, SCENES, scene } from './scenes.js';
import { startSite } from './site.js';

/** Names that are no markup, no order and no direction here. */
const NAMES = ['<b onclick=x>b', '"><script>1//', 'Süd 🔥 變電站', '=SUM(A1)', "it's &amp; so"];

describeInBrowser('names', () => {
  const open = useBrowser();

  it('are text, whatever is in them, from the ini file to every view', async () => {
    const site = await startSite(NAMES);
    const opened = await open(site.url);
    const { page } = opened;
    await live(page);
    const titles = await page.locator('.cell').evaluateAll((cells) => cells.map((cell) => cell.title));
    expect(titles).toEqual(NAMES.map((name, i) => `${i + 1} ${name}: no connection`));
    await page.keyboard.press('2');
    for (const [i, name] of NAMES.entries()) {
      const cells = page.locator('#rtu-rows tr').nth(i).locator('td');
      await page.locator('#rtu-rows tr').nth(i).waitFor();
      expect(await cells.nth(1).innerText()).toBe(name);
      await cells.nth(0).locator('button').click();
      await page.locator('#detail-title', { hasText: `RTU ${i + 1} ${name}, CA ${101 + i}` }).waitFor();
    }
    expect(await page.locator('main b, main script').count()).toBe(0);
    expectQuiet(opened);
  });

  it('with marks that turn the writing, or escape sequences, have a sign in their place', async () => {
    const site = await startSite(['a\u202eb', 'c\u001b[31md', 'e\u200ff']);
    const { page } = await open(site.url);
    await live(page);
    const titles = await page.locator('.cell').evaluateAll((cells) => cells.map((cell) => cell.title));
    for (const title of titles) expect(title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(titles[0]).toContain('a\ufffdb');
  });
});

describeInBrowser('the details of an RTU', () => {
  const open = useBrowser();

  it('have the counters of both directions, the parameters and the last lines, and follow', async () => {
    const site = await startSite(['Alpha', 'Beta']);
    const opened = await open(site.url);
    const { page } = opened;
    await live(page);
    await page.keyboard.press('2');
    await page.locator('#rtu-rows tr').nth(1).locator('button').click();
    const value = (name: string) =>
      page
        .locator('#detail dt', { hasText: new RegExp(`^${name}$`) })
        .locator('xpath=following-sibling::dd[1]');
    await value('online').waitFor();
    expect(await value('online').innerText()).toBe('false');
    expect([await value('port').innerText(), await value('k').innerText()]).toEqual([
      expect.stringMatching(/^[\d,]+$/),
      '12',
    ]);
    site.master();
    await page.locator('#detail dd', { hasText: 'true' }).nth(1).waitFor();
    await page.locator('#detail li', { hasText: 'Beta' }).first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#detail').isVisible()).toBe(false);
    expectQuiet(opened);
  });
});

describeInBrowser('ten thousand RTUs', () => {
  const open = useBrowser();

  it('are a cell each inside the mosaic, and rows as one scrolls', async () => {
    const opened = await open(await playPage(SCENES.many));
    const { page } = opened;
    await live(page);
    const box = await page.locator('#mosaic').boundingBox();
    const last = await page.locator('.cell').nth(9999).boundingBox();
    expect(await page.locator('.cell').count()).toBe(10_000);
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0) + 1);
    expect(await textOf(page, 'online')).toBe('9,998/10,000');
    await page.keyboard.press('2');
    await page.locator('#rtu-count', { hasText: '10,000 RTUs' }).waitFor();
    await page.locator('#rtu-scroller').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.locator('#rtu-rows tr', { hasText: 'Substation 10000' }).waitFor();
    expect(await page.locator('#rtu-rows tr').count()).toBeLessThanOrEqual(100);
    // Row 5,001 stands where the scroll bar says.
    await page.locator('#rtu-scroller').evaluate((element) => element.scrollTo(0, 5000 * 30));
    const row = page.locator('#rtu-rows tr', { hasText: 'Substation 5001' });
    await row.waitFor();
    const [top, of] = [await row.boundingBox(), await page.locator('#rtu-scroller').boundingBox()];
    expect(Math.abs((top?.y ?? 0) - (of?.y ?? 0))).toBeLessThan(60);
    expectQuiet(opened);
  });

  it('of one RTU number are wrapped, not cut', async () => {
    const one = scene(rtusOf(10_000).map((rtu) => ({ ...rtu, ca: 1 })));
    const { page } = await open(await playPage(one));
    await live(page);
    const [box, last] = [
      await page.locator('#mosaic').boundingBox(),
      await page.locator('.cell').nth(9999).boundingBox(),
    ];
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0) + 1);
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0) + 1);
  });
});

describeInBrowser('keys, motion, paper', () => {
  const open = useBrowser();

  it('1, 2, 3 choose a view, f fills the screen; in a field they are letters', async () => {
    const { page } = await open(await playPage(SCENES.faults));
    await live(page);
    const shown = () => page.locator('main > section:visible').getAttribute('id');
    for (const [key, id] of [
      ['2', 'rtus'],
      ['3', 'run'],
      ['1', 'wall'],
    ]) {
      await page.keyboard.press(key);
      expect(await shown()).toBe(id);
      expect(await page.locator(`#to-${id}`).getAttribute('aria-pressed')).toBe('true');
    }
    await page.keyboard.press('3');
    await page.locator('#send-index').fill('');
    await page.locator('#send-index').press('1');
    expect(await shown()).toBe('run');
    expect(await page.locator('#send-index').inputValue()).toBe('1');
    await page.locator('#run h2').first().click();
    await page.keyboard.press('f');
    await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(true);
    await page.keyboard.press('f');
    await expect.poll(() => page.evaluate('document.fullscreenElement !== null')).toBe(false);
  });

  it('nothing moves for who wants no motion', async () => {
    for (const [reducedMotion, expected] of [
      ['reduce', '0s'],
      ['no-preference', '0.3s'],
    ] as const) {
      const { page } = await open(await playPage(SCENES.pass), { reducedMotion });
      await live(page);
      const times = await page.evaluate(
        `getComputedStyle(document.querySelector('.cell')).transitionDuration`,
      );
      expect(times).toBe(expected);
    }
  });

  it('is printed dark on white, with its figures and without its buttons', async () => {
    const { page } = await open(await playPage(SCENES.pass), { colorScheme: 'dark' });
    await live(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    const [ground, text] = (await page.evaluate(
      `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.figure')).color]`,
    )) as [string, string];
    expect([ground, text]).toEqual(['rgb(255, 255, 255)', 'rgb(22, 32, 43)']);
    // Signs stand beside colours.
    expect(await page.locator('.cell').first().innerText()).toBe('✓');
  });
});

describe('sizes', () => {
  it('has no more than 120 KB with its charts', async () => {
    const { readWebFiles } = await import('../../dist/http/live/web-files.js');
    const octets = readWebFiles().reduce((sum, { content }) => sum + content.length, 0);
    expect(octets).toBeLessThanOrEqual(120 * 1024);
  });
});
