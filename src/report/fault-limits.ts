/** The limits of faults on purpose. */
import { countOf } from '../text/format.js';
import type { FaultHitReport } from './fault-report.js';
import type { LimitName, Measured } from './limit-name.js';
import type { UnjudgedReport } from './report-checks.js';

const NO_FAULT = { fault: 'no fault began in the run' };

export const FAULT_LIMITS: readonly LimitName[] = [
  {
    name: 'fault-demanded',
    unit: 'misses',
    sense: 'most',
    help: 'RTUs whose master did not do what a fault demands; "all": 0',
    example: 'fault-demanded=all',
    ownPause: 'worse',
    measure: (report) => {
      const hits = hitsOf(report);
      if (hits.length === 0) return NO_FAULT;
      const judged = hits.filter(({ asDemanded }) => asDemanded !== 'not judged');
      if (judged.length === 0) return { fault: 'no fault had an effect that demands anything' };
      const missed = judged.filter(({ asDemanded }) => asDemanded === 'no');
      const first = missed[0];
      const note =
        first === undefined ? `of ${judged.length}` : `of ${judged.length}; ${nameOf(first)}: ${first.why}`;
      return { value: missed.length, note };
    },
  },
  {
    name: 'fault-recovery',
    unit: 'time',
    sense: 'most',
    help: 'from the end of a fault to the next acknowledged I frame, on each RTU',
    example: 'fault-recovery=10s',
    ownPause: 'worse',
    measure: (report) => {
      const hits = hitsOf(report).filter(({ appliedMs }) => appliedMs !== null);
      if (hits.length === 0) return NO_FAULT;
      const never = hits.filter(({ dataMs }) => dataMs === null);
      if (never.length > 0)
        return {
          fault: `on ${countOf(never.length, 'RTU')} nothing was acknowledged again, first ${nameOf(never[0])}`,
        };
      const slowest = hits.reduce((a, b) => ((b.dataMs ?? 0) > (a.dataMs ?? 0) ? b : a));
      return { value: slowest.dataMs ?? 0, note: nameOf(slowest) };
    },
  },
  {
    name: 'collateral-p99',
    unit: 'time',
    sense: 'most',
    help: '99 % of I frames acknowledged within, on RTUs that no fault hit',
    example: 'collateral-p99=50ms',
    ownPause: 'worse',
    measure: (report) => {
      const measured = collateralOf(report).flatMap(({ p99Ms }) => p99Ms ?? []);
      return measured.length === 0 ? { fault: NO_COLLATERAL } : { value: Math.max(...measured) };
    },
  },
  {
    name: 'collateral-reconnects',
    unit: 'times',
    sense: 'most',
    help: 'connections replaced on RTUs that no fault hit, meanwhile',
    example: 'collateral-reconnects=0',
    ownPause: 'worse',
    measure: (report): Measured => {
      const all = collateralOf(report);
      if (all.length === 0) return { fault: NO_COLLATERAL };
      return { value: Math.max(...all.map(({ reconnects }) => reconnects)) };
    },
  },
];

const NO_COLLATERAL = 'no fault of a profile spared an RTU that could be measured';

function hitsOf({ faults = [] }: UnjudgedReport): FaultHitReport[] {
  return faults.flatMap(({ hits }) => hits);
}

function collateralOf({ faults = [] }: UnjudgedReport) {
  return faults.flatMap(({ collateral }) => collateral ?? []);
}

function nameOf({ no, name }: FaultHitReport): string {
  return `RTU ${no} ${name}`;
}
