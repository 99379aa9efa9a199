/** The live page of the running program: its figures, its end, its start again. */
import { expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { describeInBrowser, expectQuiet, live, textOf, useBrowser } from './browser.js';
import { startSite } from './site.js';

describeInBrowser('the page of a program with a master', () => {
  const open = useBrowser();

  it('has the figures of the status of the same tick', async () => {
    const site = await startSite(
      ['A', 'B', 'C'],
      ['--send', '1', '--await-masters', '3', '--report', 'run <b>.json'],
    );
    site.master();
    const opened = await open(site.url);
    const { page } = opened;
    await page.locator('#state', { hasText: 'DONE' }).waitFor();
    // Nothing moves any more: 3 RTUs sent their 10 signals, and the masters acknowledge with w = 1.
    await soon(async () => expect((await site.status()).totals.signalsAcknowledged).toBe(30));
    await soon(async () => {
      const seen = async () => ({
        seq: Number(await page.locator('body').getAttribute('data-seq')),
        online: await textOf(page, 'online'),
        rate: await textOf(page, 'rate'),
        acknowledged: await textOf(page, 'acknowledged'),
        account: await textOf(page, 'account'),
      });
      const shown = await seen();
      const status = await site.status();
      expect(shown.seq).toBe(status.live.seq);
      const { signalsOffered: offered, signalsSent: sent, signalsAcknowledged: acked } = status.totals;
      expect(shown).toMatchObject({
        online: `${status.online}/${status.rtus}`,
        rate: '0',
        acknowledged: '100 %',
      });
      expect([status.online, status.rtus, offered, sent, acked]).toEqual([3, 3, 30, 30, 30]);
      expect(shown.account).toContain(`Signals offered ${offered}, sent ${sent}, acked ${acked}`);
    });
    // The report is named, not handed out; its name is text.
    await page.locator('#progress', { hasText: /; report: run <b>\.json$/ }).waitFor();
    await page.keyboard.press('3');
    await page.locator('#reports li', { hasText: /^run <b>\.json$/ }).waitFor();
    await page.keyboard.press('1');
    await page.locator('.cell.sign-well').nth(2).waitFor();
    expect(await page.locator('#legend').innerText()).toBe('✓\u00a03\u00a0online');
    expectQuiet(opened);
  });

  it('says in red how old its figures are when the program is gone, and goes on when it is back with other RTUs', async () => {
    const site = await startSite(['A', 'B']);
    const opened = await open(site.url);
    const { page } = opened;
    await live(page);
    expect(await page.locator('#lost').isVisible()).toBe(false);
    site.program.kill('SIGKILL');
    await site.program.ended;
    await page.locator('#lost-text', { hasText: /The figures are 0:0[2-9] old/ }).waitFor();
    const shown = await page.evaluate(
      `[getComputedStyle(document.getElementById('lost')).backgroundColor, getComputedStyle(document.querySelector('main')).opacity]`,
    );
    expect(shown).toEqual(['rgb(164, 22, 26)', '0.35']);
    await site.again(['New one', 'New two', 'New three']);
    await live(page);
    await page.locator('#online', { hasText: '0/3' }).waitFor();
    expect(await page.locator('.cell').count()).toBe(3);
    expect(await page.locator('.cell').first().getAttribute('title')).toBe('1 New one: no connection');
    expect(await page.locator('#lost').isVisible()).toBe(false);
    expect(opened.complaints.filter((text) => !text.includes('ERR_'))).toEqual([]);
  });

  it('tells of RTUs that are added and removed while it is open', async () => {
    const site = await startSite(['A', 'B']);
    const opened = await open(site.url);
    const { page } = opened;
    await live(page);
    const [, a = ''] = site.work.read('i.csv').split('\n');
    const port = Number(a.split(',')[3]);
    site.work.write('i.csv', ['bind,127.0.0.1', a, `7,Late,107,${port + 20_000},,12,0,d.csv`]);
    const answer = await fetch(`${site.url}/api/reload`, { method: 'POST' });
    expect(answer.status).toBe(200);
    await page.locator('.cell[title="7 Late: no connection"]').waitFor();
    await page.locator('.cell[title="2 B: removed"]').waitFor();
    await page.locator('#online', { hasText: '0/2' }).waitFor();
    expect(await page.locator('.cell').count()).toBe(3);
    expectQuiet(opened);
  });
});
