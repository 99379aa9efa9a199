/**
 * `npm run hostile -- [--minutes N] [--seed S] [--only NAME]`: the hostile suite. Without `--minutes` every scenario runs once, about
 * two minutes; with it those that play random attacks go on with further seeds. Other words go to vitest.
 */
import { spawnSync } from 'node:child_process';

/** @type {Record<string, string>} */
const OPTIONS = { '--minutes': 'HOSTILE_MINUTES', '--seed': 'HOSTILE_SEED', '--only': 'HOSTILE_ONLY' };

/** @type {Record<string, string>} */
const settings = {};
/** @type {string[]} */
const rest = [];
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i++) {
  const [word, value] = words[i].split(/=(.*)/s);
  if (word in OPTIONS) settings[OPTIONS[word]] = value ?? words[++i] ?? '';
  else rest.push(words[i]);
}
for (const [name, value] of Object.entries(settings)) {
  if (name !== 'HOSTILE_ONLY' && !(Number(value) >= 0 && value !== '')) {
    console.error(`${name.replace('HOSTILE_', '--').toLowerCase()}: found "${value}", expected a number`);
    process.exit(2);
  }
}
settings.HOSTILE_SEED ??= String(Date.now() % 1_000_000);
console.log(`seed ${settings.HOSTILE_SEED}`);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.hostile.config.ts', ...rest];
const { status } = spawnSync(process.execPath, vitest, {
  stdio: 'inherit',
  env: { ...process.env, ...settings },
});
process.exitCode = status ?? 1;
