/** Plays every scenario, or the one that `--only` names; see `scripts/hostile.mjs`. */
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from './scenarios.js';
import { LeftOut, type Scenario, Trial } from './trial.js';

const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);
const only = process.env.HOSTILE_ONLY;
/** One round of every scenario takes about this long, minutes. */
const ONE_ROUND = 2;
const more = Math.max(0, Number(process.env.HOSTILE_MINUTES ?? 0) - (only === undefined ? ONE_ROUND : 0));

const chosen = SCENARIOS.filter(({ name }) => only === undefined || name === only);
const repeating = chosen.filter(({ kind }) => kind === 'random').length;
/** Time that each random scenario goes on, ms. */
const shareMs = repeating === 0 ? 0 : (more * 60_000) / repeating;

/** One round; the reason if it was left out. */
async function play(scenario: Scenario, seed: number): Promise<string | undefined> {
  const trial = new Trial(seed);
  try {
    await scenario.run(trial);
  } catch (error) {
    if (error instanceof LeftOut) return error.message;
    const repeat = `repeat: npm run hostile -- --seed ${seed} --only ${scenario.name}`;
    throw new Error([(error as Error).message, ...trial.notes, repeat].join('\n'), { cause: error });
  } finally {
    await trial.close();
  }
  for (const note of trial.notes) console.log(`  ${scenario.name}: ${note}`);
  return undefined;
}

describe(`hostile, seed ${seed}`, () => {
  if (chosen.length === 0)
    it('--only names a scenario', () => {
      expect(SCENARIOS.map(({ name }) => name)).toContain(only);
    });

  for (const scenario of chosen) {
    it(`${scenario.name}: ${scenario.promise}`, async ({ skip }) => {
      const fromMs = performance.now();
      let rounds = 0;
      do {
        const why = await play(scenario, seed + rounds++);
        if (why !== undefined) skip(`left out: ${why}`);
      } while (scenario.kind === 'random' && performance.now() - fromMs < shareMs);
      if (rounds > 1)
        console.log(`  ${scenario.name}: ${rounds} rounds, seeds ${seed} to ${seed + rounds - 1}`);
    });
  }
});
