/** Every view in every state, at every size, dark and light: nothing is cut, everything can be read, axe finds nothing. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, expectQuiet, live, useBrowser } from './browser.js';
import { playPage } from './played-page.js';
import { SCENES } from './scenes.js';

const SIZES = { '1920x1080': [1920, 1080], '1280x720': [1280, 720], '390x844': [390, 844] } as const;
const SCHEMES = ['dark', 'light'] as const;
/** These have every colour; they are shown in the light scheme too. */
const LIGHT = ['faults', 'fail', 'many'];
const VIEWS = { wall: '1', rtus: '2', run: '3' } as const;
/** A folder for pictures, to look at; unset: none are taken. */
const PICTURES = process.env.LIVE_PAGE_PICTURES ?? '';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What stands outside the window, or is cut by a box that does not scroll. */
const CUT = `(() => {
  const cut = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) cut.push('page: ' + scrollWidth + ' px wide');
  for (const element of document.querySelectorAll('main *, header *')) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('#rtu-scroller, #plan, #detail-parts, svg, canvas')) continue;
    const says = element.children.length === 0 && element.textContent.trim() !== '';
    if (says && (box.right > innerWidth + 1 || box.left < -1)) cut.push(element.tagName + ' ' + element.textContent);
    const isCut = style.overflow === 'visible' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
    if (says && isCut && style.display !== 'inline') cut.push('too wide: ' + element.textContent);
  }
  return cut;
})()`;

/** Ids of elements whose lower edge is below the window: a wall screen does not scroll. */
const BELOW = `['events', 'limits', 'chart-signals', 'chart-latency', 'mosaic', 'legend'].filter((id) => {
  const element = document.getElementById(id);
  return element.getBoundingClientRect().bottom > innerHeight + 1;
})`;

async function breaches(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary))
  )`)) as string[];
}

describeInBrowser('every view', () => {
  const open = useBrowser();
  const cases = Object.keys(SCENES).flatMap((name) =>
    Object.entries(SIZES).flatMap(([size, [width, height]]) =>
      SCHEMES.filter((scheme) => scheme === 'dark' || LIGHT.includes(name)).map((scheme) => ({
        name,
        size,
        width,
        height,
        scheme,
      })),
    ),
  );

  it.each(cases)('$name, $size, $scheme', async ({ name, size, width, height, scheme }) => {
    const url = await playPage(SCENES[name]);
    const opened = await open(url, {
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    const { page } = opened;
    await live(page);
    for (const [view, key] of Object.entries(VIEWS)) {
      await page.keyboard.press(key);
      if (view === 'rtus') await page.locator('#rtu-rows tr').first().waitFor();
      if (PICTURES !== '') {
        mkdirSync(PICTURES, { recursive: true });
        await page.screenshot({ path: `${PICTURES}/${name}-${size}-${scheme}-${view}.png` });
      }
      expect(await page.evaluate(CUT), view).toEqual([]);
      if (view === 'wall' && width > 800) expect(await page.evaluate(BELOW)).toEqual([]);
      // Thousands of cells are one picture for axe; it is asked where they are few. Two sizes have every rule of the style.
      if (name !== 'many' && width !== 1280) expect(await breaches(page), view).toEqual([]);
    }
    expectQuiet(opened);
  });

  it('shows limits at 28 px or more on a wall of 1920 by 1080', async () => {
    const { page } = await open(await playPage(SCENES.fail));
    await live(page);
    const sizes = await page.evaluate(
      `[...document.querySelectorAll('.limit span')].map((element) => parseFloat(getComputedStyle(element).fontSize))`,
    );
    expect(sizes).toHaveLength(10);
    for (const px of sizes as number[]) expect(px).toBeGreaterThanOrEqual(28);
  });
});
