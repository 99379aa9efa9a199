/** What the shipped tests of the book play, with their example and with a user's files (`tests-for-scada/`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../src/book/book-tests.js';
import { type ChapterPlan, limitsOf, planChapter } from '../../src/book/chapter-plan.js';
import { parseExpectations } from '../../src/config/reactions/load-expectations.js';
import { parseReactions } from '../../src/config/reactions/load-reactions.js';
import { parseLimit } from '../../src/report/limits.js';
import { checkFaults } from '../../src/run/profile/check-faults.js';
import { checkPoints } from '../../src/run/profile/check-points.js';
import { checkProfile } from '../../src/run/profile/check-profile.js';
import { parseProfile } from '../../src/run/profile/load-profile.js';
import { Workspace } from '../support/workspace.js';
import { exampleOf, KNOWN, TESTS, testNamed } from './book-kit.js';

const NAMES = [
  'steady-state',
  'avalanche',
  'worst-case',
  'switchover',
  'time-sync',
  'e2e',
  'load-shedding',
  'flisr',
  'self-healing',
  'robustness',
  'boot-storm',
];

function planOf(name: string, short = false): ChapterPlan {
  const test = testNamed(name);
  return planChapter(test, exampleOf(test), { files: test.example, short, limits: [], known: KNOWN });
}

/** The profile that a plan plays, which must be valid. */
function profileOf({ texts }: ChapterPlan) {
  const { profile, findings } = parseProfile(texts.profile ?? '', 'p.csv');
  expect(findings).toEqual([]);
  if (profile === undefined) throw new Error('no profile');
  return profile;
}

it('the tests are there, in the order of the book', () => {
  expect([...TESTS.keys()]).toEqual(NAMES);
});

describe.each(NAMES)('%s', (name) => {
  const test = testNamed(name);

  it.each([false, true])('can be played with its example (short: %s)', (short) => {
    const { rtus, tables, findings } = exampleOf(test);
    expect(findings).toEqual([]);
    const plan = planOf(name, short);
    expect(plan.findings).toEqual([]);
    const { texts } = plan;
    if (test.plays === 'walk') expect(texts).toEqual({});
    else {
      const profile = profileOf(plan);
      expect(checkProfile(profile, rtus, tables)).toEqual([]);
      expect(checkPoints(profile, rtus, tables)).toEqual([]);
      expect(checkFaults(profile, rtus)).toEqual([]);
    }
    const [reactions, expectations] = [texts.reactions, texts.expect].map((text = '') => [
      { file: 'f.csv', text },
    ]);
    if (texts.reactions !== undefined) expect(parseReactions(reactions, rtus, tables).findings).toEqual([]);
    if (texts.expect !== undefined)
      expect(parseExpectations(expectations, rtus, tables).findings).toEqual([]);
  });

  it('has limits that can be read, each with the reason that its page gives', () => {
    const page = readFileSync(join(test.folder, 'README.md'), 'utf8');
    for (const { text, why } of test.limits) {
      expect(parseLimit(text)).not.toHaveProperty('expected');
      expect(page).toContain(`| \`${text}\` | ${why} |`);
    }
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+=[^`]+)` \|/gm)].map(([, text]) => text);
    // What must happen is judged by itself; the page names it as well.
    expect(rows.filter((text) => text !== 'expected=all')).toEqual(
      test.limits.map(({ text }) => text).filter((text) => text !== 'expected=all'),
    );
  });

  it('has a page that says what test.csv says', () => {
    const page = readFileSync(join(test.folder, 'README.md'), 'utf8');
    expect(page).toContain(`# ${test.points.length > 0 ? '' : test.title}`);
    if (test.points.length === 0)
      for (const text of [test.tests, test.frontEnd, test.passes]) expect(page).toContain(text);
    for (const { name: role, what } of test.points) expect(page).toContain(`| \`${role}\` | ${what}`);
  });
});

it('a test of points plays the files of its folder word for word on its example', () => {
  for (const name of ['load-shedding', 'flisr', 'self-healing']) {
    const { test, texts } = planOf(name);
    expect(texts.reactions).toBe(readFileSync(join(test.folder, 'reactions.csv'), 'utf8'));
    expect(texts.expect).toBe(readFileSync(join(test.folder, 'expected.csv'), 'utf8'));
  }
});

it('a short form without a profile of its own has the times of the long one, scaled', () => {
  const [long, short] = [planOf('worst-case'), planOf('worst-case', true)];
  const times = (plan: ChapterPlan) =>
    profileOf(plan).steps.map(({ startMs, durationMs }) => [startMs, durationMs]);
  expect(short.isShort).toBe(true);
  expect(times(short)).toEqual(
    times(long).map((both) => both.map((ms) => ms * testNamed('worst-case').short)),
  );
});

describe('with files of a user', () => {
  /** The files of load shedding with every IOA ten more and every RTU number a hundred more. */
  function planned(roles: readonly string[]) {
    const test = testNamed('load-shedding');
    const workspace = new Workspace();
    workspace.write('roles.csv', roles);
    const { rtus, tables } = exampleOf(test);
    const files = { ini: 'i.csv', data: 'data', roles: workspace.path('roles.csv') };
    return planChapter(test, { rtus, tables }, { files, short: false, limits: ['ack-max=1s'], known: KNOWN });
  }
  const rows = testNamed('load-shedding').points.map(
    ({ name, ioa, rtuNumber }) => `${name},${ioa},${rtuNumber}`,
  );

  it('points come from the roles, and are told', () => {
    // Feeders 1 and 3 changed places.
    const swapped = rows.map((row) =>
      row.includes('feeder-1')
        ? row.replace(/,21$/, ',23')
        : row.includes('feeder-3')
          ? row.replace(/,23$/, ',21')
          : row,
    );
    const plan = planned(swapped);
    expect(plan.findings).toEqual([]);
    expect(plan.roles).toContainEqual(
      expect.stringMatching(/^shed-feeder-1-breaker is 1001 of RTU 23 \(.*roles\.csv:7\)$/),
    );
    expect(plan.texts.profile).toContain('0,set 1001,,on,,,23');
    expect(plan.texts.expect).toContain('feeder 1 is shed,1001 of RTU 23 becomes off,once');
    expect(plan.texts.expect).toContain('feeder 3 keeps its load,1001 of RTU 21 becomes off,never');
    expect(plan.limits).toEqual(['expected=all', 'links-lost=0', 'ack-max=1s']);
  });

  it('nothing is played while a role is missing', () => {
    const plan = planned(rows.slice(1));
    expect(plan.findings.map(({ found }) => found)).toEqual(['no row for the role shed-generator-breaker']);
    expect(plan.texts).toEqual({});
  });
});

it('a test that asks for events refuses RTUs that drop them', () => {
  const test = testNamed('switchover');
  const { rtus, tables } = exampleOf(test);
  const dropping = rtus.map((rtu, at) => (at === 1 ? { ...rtu, events: 'drop' as const } : rtu));
  const { findings } = planChapter(
    test,
    { rtus: dropping, tables },
    { files: { ...EXAMPLE, ini: 'i.csv' }, short: false, limits: [], known: KNOWN },
  );
  expect(findings.map(({ file, found }) => `${file} ${found}`)).toEqual([
    'i.csv events are dropped by 1 of 3 RTUs',
  ]);
});

it('a limit of the user replaces that of the test with the same name', () => {
  const test = {
    limits: [
      { text: 'lost=0', why: '' },
      { text: 'ack-p99=1s', why: '' },
    ],
  };
  expect(limitsOf(test, ['ack-p99=2s', 'duration=1h'])).toEqual(['lost=0', 'ack-p99=2s', 'duration=1h']);
});
