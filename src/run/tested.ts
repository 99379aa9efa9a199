/** What is tested, and what is possible with it: known when the run begins. */
import { join } from 'node:path';
import { withoutRemoved } from '../channel/definitions.js';
import { percentileOf } from '../figures/latency-histogram.js';
import type { RunReport } from '../report/run-report.js';
import { describeMachine, hashConfiguration } from './environment.js';
import { describePossible } from './profile/describe-possible.js';
import { loadsOfProfile, loadsOfSend } from './profile/loads.js';
import type { RunSetup } from './run-setup.js';

/** The tested configuration. */
export type Tested = Pick<RunReport, 'machine' | 'configuration'>;

/** What the run requires of the master, judged by the round trips measured so far, as sentences. */
export function possibleOf({ engine, options, profile, configuration }: RunSetup): readonly string[] {
  const limitOf = (name: string): number | undefined =>
    options.limits.find((limit) => limit.name === name)?.value;
  const duration = limitOf('duration') ?? Number.POSITIVE_INFINITY;
  const loads =
    profile !== undefined
      ? loadsOfProfile(profile, configuration)
      : options.sends.flatMap(({ index, durationMs }) =>
          loadsOfSend(
            {
              index,
              ratePerRtu: Number.POSITIVE_INFINITY,
              passLimitMs: durationMs === 0 ? duration : Number.POSITIVE_INFINITY,
            },
            configuration,
          ),
        );
  const roundTripMs = (slot: number): number => {
    // At least a window of acknowledgements: the master acknowledges a single frame only after t2, on any link.
    const enough = engine.stats.get(slot, 'ACK_COUNT') >= (engine.rtus[slot]?.k ?? 0);
    return enough ? percentileOf(engine.latencies.rtu(slot), 0) : Number.NaN;
  };
  return describePossible(loads, roundTripMs, limitOf('rate'));
}

/** The tested configuration. The files are read when the run begins, so that edits during the wait for masters count. */
export function describeTested({ engine, options, configuration, program }: RunSetup): Tested {
  const { findings } = configuration;
  const { tables } = engine;
  const files = [program.ini, ...[...tables.keys()].map((file) => join(program.data, file))];
  files.push(...program.reactions, ...options.expectations);
  if (options.profile !== undefined) files.push(options.profile);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    machine: describeMachine(),
    configuration: {
      ...hashConfiguration(files, program.words),
      rtus: withoutRemoved(engine.rtus).length,
      rows: [...tables.values()].reduce((sum, { rows }) => sum + rows, 0),
      shards: engine.shards,
      signalLog: program.signalLog,
      errors,
      warnings: findings.length - errors,
    },
  };
}
