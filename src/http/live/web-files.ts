/** The files of the live page: a fixed table, read once. What is not in it is not served. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A file as it is sent. */
export interface WebFile {
  /** From the root of the server. */
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Where the build puts the page and what it imports. */
const BUILT = new URL('../../web/', import.meta.url);

/** Reads the page: `/` is its start, `/web/…` the rest, `/web/uplot.js` and `.css` the charts. Throws if the build lacks it. */
export function readWebFiles(built = BUILT): WebFile[] {
  const folder = fileURLToPath(built);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const files = names.flatMap((name): WebFile[] => {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (type === undefined) return [];
    const content = readFileSync(new URL(name, built));
    return [{ path: name === 'page/index.html' ? '/' : `/web/${name}`, type, content }];
  });
  const { resolve } = createRequire(import.meta.url);
  const chart = (name: string): Buffer => readFileSync(resolve(`uplot/dist/${name}`));
  return [
    ...files,
    { path: '/web/uplot.js', type: TYPES.js, content: chart('uPlot.iife.min.js') },
    { path: '/web/uplot.css', type: TYPES.css, content: chart('uPlot.min.css') },
  ];
}
