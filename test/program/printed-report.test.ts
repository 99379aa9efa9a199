/** Reports that a browser of this machine prints: a real one, one that fails, one that hangs, none. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { printPage } from '../../dist/report/pdf.js';
import { writeReport } from '../../dist/report/write-report.js';
import { bigReport, report } from '../report/report-kit.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iec104rs-printed-'));
  // What the program puts into the folder for temporary files shows there.
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program in the place of a browser. */
function playBrowser(script: string): string {
  const path = join(folder, 'browser');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Pages of a PDF file with the width and height of their paper, in points. */
function papersOf(path: string): string[] {
  const text = readFileSync(path, 'latin1');
  const pages = text.match(/\/Type \/Page\b/g) ?? [];
  const papers = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(
    ([, width, height]) => `${Math.round(Number(width))}×${Math.round(Number(height))}`,
  );
  expect(papers).toHaveLength(pages.length);
  return papers;
}

describe('with a browser', () => {
  it.each([
    ['a4', '595×842'],
    ['letter', '612×792'],
  ] as const)('every page is %s and upright', async (paper, size) => {
    const path = join(folder, 'run.pdf');
    const run = bigReport(153, 60);
    expect(await writeReport(run, path, { paper })).toBe(`report: ${path}`);
    expect(readFileSync(path, 'latin1')).toMatch(/^%PDF-/);
    const papers = papersOf(path);
    expect(new Set(papers)).toEqual(new Set([size]));
    // Title page, chapters, and an appendix of 153 RTUs at about 17 a page.
    expect(papers.length).toBeGreaterThan(9);
    expect(papers.length).toBeLessThan(25);
    expect(readdirSync(folder)).toEqual(['run.pdf']);
  });
});

describe('where it cannot be printed', () => {
  it('without a browser the page is written beside, and the line says how to print it', async () => {
    vi.stubEnv('IEC104RS_BROWSER', join(folder, 'none'));
    const told = await writeReport(report(), join(folder, 'run.pdf'));
    expect(told).toMatch(
      /run\.pdf was not printed, because IEC104RS_BROWSER names .*none, and there is no such file/,
    );
    expect(told).toMatch(/run\.html has the report: open it in a browser and print it$/);
    expect(readdirSync(folder)).toEqual(['run.html']);
  });

  it('a browser that fails is quoted, and the page is written beside', async () => {
    vi.stubEnv('IEC104RS_BROWSER', playBrowser('echo "no display \\033[31m" >&2; exit 7'));
    await expect(writeReport(report(), join(folder, 'run.pdf'))).rejects.toThrow(
      /run\.pdf: it could not be printed: .*browser: code 7: no display \ufffd\[31m; .*run\.html has the report/,
    );
    expect(readdirSync(folder).sort()).toEqual(['browser', 'run.html']);
  });

  it('one that writes nothing, too', async () => {
    vi.stubEnv('IEC104RS_BROWSER', playBrowser('exit 0'));
    await expect(writeReport(report(), join(folder, 'run.pdf'))).rejects.toThrow(/browser wrote nothing; /);
  });

  it('one that hangs is ended with its helpers', async () => {
    const path = playBrowser(`sleep 300 & echo $! > ${join(folder, 'helper')}; wait`);
    const paths = {
      page: join(folder, 'p.html'),
      pdf: join(folder, 'p.pdf'),
      profile: join(folder, 'profile'),
    };
    await expect(printPage(path, paths, 500)).rejects.toThrow(/browser: did not print within 0\.5 s$/);
    const helper = Number(readFileSync(join(folder, 'helper'), 'utf8'));
    await expect.poll(() => isRunning(helper)).toBe(false);
  });

  it('a file that cannot be replaced is told as of any report', async () => {
    await expect(writeReport(report(), join(folder, 'none', 'run.pdf'))).rejects.toThrow(
      /^report .*none\/run\.pdf: /,
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

/** Not there, or ended and not taken off the list yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
