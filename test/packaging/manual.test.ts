/** The manual of the packages: every page opens from a folder, every link leads somewhere, and nothing of a document becomes HTML by accident. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualFiles, targetOf, writeManual } from '../../scripts/package/manual.mjs';
import { parseDocument, renderDocument } from '../../scripts/package/manual-document.mjs';

/** The places of a test's own document: pages that are there, and nothing else. */
const render = (text: string) =>
  renderDocument(parseDocument(text), (href) => (href.startsWith('gone') ? undefined : `to/${href}`));

describe('a document', () => {
  it('has headings with the anchors that GitHub gives them', () => {
    const text =
      '# The `ini` file\n\n## T-out(ms): *when*, and "why"?\n\n## Same\n\n## Same\n\n## a & b <c>\n';
    expect([...render(text).matchAll(/<h\d id="([^"]*)">/g)].map((match) => match[1])).toEqual([
      'the-ini-file',
      't-outms-when-and-why',
      'same',
      'same-1',
      'a--b-c',
    ]);
  });

  it('keeps its own signs: what looks like HTML is text, in code and outside', () => {
    expect(render('`<service>` & <b>bold</b>\n\n    a <i> b\n\n<!-- not for readers -->\n')).toBe(
      '<p><code class="word">&lt;service&gt;</code> &amp; &lt;b&gt;bold&lt;/b&gt;</p>\n<pre><code>a &lt;i&gt; b\n</code></pre>\n',
    );
  });

  it('has links and pictures where they are now, and text where nothing is', () => {
    expect(render('[a *b*](page.html) [c](gone.csv) ![d "e"](x.svg) ![f](gone.png)')).toBe(
      '<p><a href="to/page.html">a <em>b</em></a> c <img src="to/x.svg" alt="d &quot;e&quot;"> f</p>\n',
    );
  });

  it('has tables in a box that scrolls', () => {
    expect(render('| a |\n|---|\n| 1 \\| 2 |\n')).toMatch(
      /^<div class="table"><table>\n.*<td>1 \| 2<\/td>.*<\/table><\/div>\n$/s,
    );
  });

  it('becomes a page by where it is in the repository', () => {
    const sources = ['docs/manual/README.md', 'docs/manual/logs.md', 'docs/gateway.md', 'SECURITY.md'];
    expect(sources.map(targetOf)).toEqual(['index.html', 'logs.html', 'rules/gateway.html', 'security.html']);
    expect(targetOf('tests-for-scada/flisr/README.md')).toBe('tests/flisr.html');
    expect(
      ['CHANGELOG.md', 'iec104rs.csv', 'docs/decisions/README.md', 'docs/windows-check.md'].map(targetOf),
    ).toEqual(Array(4).fill(undefined));
  });
});

describe('the manual', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs-manual-'));
  const files = new Map<string, string>();

  beforeAll(() => {
    writeManual(join(folder, 'manual'));
    for (const path of readdirSync(join(folder, 'manual'), { recursive: true, encoding: 'utf8' })) {
      if (/\.\w+$/.test(path)) files.set(path, readFileSync(join(folder, 'manual', path), 'utf8'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const pages = () => [...files].filter(([path]) => path.endsWith('.html'));

  it('has a page of every chapter, and no other kind of file than a browser opens', () => {
    const chapters = readdirSync('docs/manual').map((name) =>
      name === 'README.md' ? 'index.html' : name.replace('.md', '.html'),
    );
    expect([...files.keys()]).toEqual(expect.arrayContaining(chapters));
    expect([...files.keys()].filter((path) => !/\.(?:html|css|svg|webp)$/.test(path))).toEqual([]);
    expect(files.size).toBeGreaterThan(40);
  });

  it('leads from every link and picture to a file and a heading that are there', () => {
    const broken: string[] = [];
    for (const [path, html] of pages()) {
      for (const [, target] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (/^https?:/.test(target) || target === '#') continue;
        const [to, anchor] = target.split('#');
        const file = to === '' ? path : posix.join(posix.dirname(path), to);
        const there = files.get(file);
        if (there === undefined) broken.push(`${path}: ${target}`);
        else if (anchor !== undefined && !there.includes(`id="${anchor}"`)) broken.push(`${path}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('needs nothing of a network, no script, and no Markdown', () => {
    for (const [path, html] of pages()) {
      expect(html, path).not.toMatch(
        /<script|<link[^>]+https?:|<img[^>]+https?:|@import|(?:href|src)="[^"#:]*\.md/,
      );
    }
    expect(files.get('manual.css')).not.toMatch(/url\(|@import/);
  });

  it('has one title and every chapter on each page', () => {
    for (const [path, html] of pages()) {
      expect([...html.matchAll(/<h1 /g)], path).toHaveLength(1);
      const chapters = [...html.matchAll(/<nav.*<\/nav>/gs)].join('').match(/<a href="[^"]*"/g) ?? [];
      expect(chapters.length, path).toBeGreaterThan(24);
    }
  });

  it('is the same octets each time', () => {
    const again = manualFiles();
    expect([...again.keys()]).toEqual([...again.keys()].sort());
    for (const [path, content] of again) expect(content.toString('utf8'), path).toBe(files.get(path));
  });

  it('shows pictures that are no larger than a slow stick likes', () => {
    const octets = [...manualFiles()].map(([, content]) => Buffer.byteLength(content));
    expect(octets.reduce((sum, each) => sum + each, 0)).toBeLessThan(1_500_000);
    expect(existsSync(join(folder, 'manual/pictures/dashboard-rtus.svg'))).toBe(true);
  });
});
