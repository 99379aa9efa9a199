/** What the examples of README and manual write stays out of the repository, and out of `npm run lint`, which reads `.gitignore`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', ...readdirSync(`${ROOT}docs/manual`).map((name) => `docs/manual/${name}`)];
/** Options with a file that is written, and the shell's sign for it. */
const WRITES = /(?:--(?:report|sent-list|out|event-list|script)|>) ([\w./-]+\.(?:html|json|csv|pdf|txt))\b/g;

const written = new Set(
  PAGES.flatMap((page) => [...readFileSync(ROOT + page, 'utf8').matchAll(WRITES)].map(([, name]) => name)),
);

it('the examples write files', () => {
  expect([...written]).toEqual(
    expect.arrayContaining(['run.html', 'run.json', 'sent.csv', 'differences.csv']),
  );
});

it.skipIf(!existsSync(`${ROOT}.git`)).each([...written, 'day.json', 'log/a.csv', 'log/iec104rs.log'])(
  '%s is ignored',
  (name) => {
    const { status } = spawnSync('git', ['check-ignore', '--no-index', '-q', name], { cwd: ROOT });
    expect(status).toBe(0);
  },
);

it
  .skipIf(!existsSync(`${ROOT}.git`))
  .each(['package.json', 'biome.json', 'iec104rs.csv', 'data/hydro-plant.csv'])('%s is not', (name) => {
  const { status } = spawnSync('git', ['check-ignore', '--no-index', '-q', name], { cwd: ROOT });
  expect(status).toBe(1);
});
