/** The files of the live page: a fixed table, read once. What is not in it is not served. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { WEB_PAGE } from './web-page.js';
import { WEB_STYLE } from './web-style.js';

/** A file as it is sent. */
export interface WebFile {
  /** From the root of the server. */
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const;

/** Where the build puts the page and what it imports. */
const BUILT = new URL('../../web/', import.meta.url);

/** The page's files: `/` is its start; `/web/…` its scripts from the build, its style, the charts. Throws if the build lacks them. */
export function readWebFiles(built = BUILT): WebFile[] {
  const folder = fileURLToPath(built);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const scripts = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ path: `/web/${name}`, type: TYPES.js, content: readFileSync(new URL(name, built)) }));
  const { resolve } = createRequire(import.meta.url);
  const chart = (name: string): Buffer => readFileSync(resolve(`uplot/dist/${name}`));
  return [
    { path: '/', type: TYPES.html, content: Buffer.from(WEB_PAGE) },
    { path: '/web/style.css', type: TYPES.css, content: Buffer.from(WEB_STYLE) },
    ...scripts,
    { path: '/web/uplot.js', type: TYPES.js, content: chart('uPlot.iife.min.js') },
    { path: '/web/uplot.css', type: TYPES.css, content: chart('uPlot.min.css') },
  ];
}
