/** Checks a profile against the loaded RTUs and IOA files. */
import type { Finding, RtuDefinition } from '../../channel/definitions.js';
import { typeOf } from '../../codec/types.js';
import { collectFindings } from '../../config/findings.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { createPassMeter, type Pass, pacedMs } from './capability.js';
import { PROFILE_COLUMNS } from './load-profile.js';
import type { Profile, ProfileStep } from './profile.js';
import { warnOfStrangeNumbers } from './strange-numbers.js';

/** Elements that a value walk changes. */
const MEASURED: readonly string[] = ['NVA', 'SVA', 'R32'];

/** The pass of one RTU that takes part in a step. */
interface StepPass {
  rtu: RtuDefinition;
  pass: Pass;
}

/**
 * Warnings for steps that are probably mistakes, in the order of the file: RTU numbers without an RTU, an index that none of
 * the step's IOA files has, a walk without measurands, repetitions that are not over when the next one starts.
 */
export function checkProfile(
  profile: Profile,
  rtus: readonly RtuDefinition[],
  tables: ReadonlyMap<string, SignalTable>,
): Finding[] {
  const findings = collectFindings(profile.file);
  const loaded = new Set(rtus.map(({ rtuNumber }) => rtuNumber));
  const meter = createPassMeter();
  for (const step of profile.steps) {
    const { line, index, rtuNumbers } = step;
    warnOfStrangeNumbers(step, loaded, PROFILE_COLUMNS.rtuNumbers, findings);
    const wanted = new Set(rtuNumbers);
    const asked = rtus.filter(({ rtuNumber }) => wanted.size === 0 || wanted.has(rtuNumber));
    if (asked.length === 0) continue;
    const passes: StepPass[] = [];
    for (const rtu of asked) {
      const table = tables.get(rtu.ioFile);
      const pass = table === undefined ? undefined : meter(table, index, rtu);
      if (pass !== undefined && pass.signals > 0) passes.push({ rtu, pass });
    }
    if (passes.length === 0) {
      const whose = rtuNumbers.length > 0 ? 'the IOA files of these RTUs' : 'the IOA files';
      findings.warning(line, PROFILE_COLUMNS.index, String(index), `an index of ${whose}`);
      continue;
    }
    if (step.walkPercent > 0 && !passes.some(({ pass }) => hasMeasurands(pass))) {
      const expected = `nothing where index ${index} has no measurands; nothing walks`;
      findings.warning(line, PROFILE_COLUMNS.walk, String(step.walkPercent), expected);
    }
    const overlap = findOverlap(step, passes);
    if (overlap !== undefined) {
      findings.warning(line, PROFILE_COLUMNS.every, String(step.everyMs / 1000), overlap);
    }
  }
  return findings.list;
}

function hasMeasurands({ types }: Pass): boolean {
  return types.some(({ typeId }) => MEASURED.includes(typeOf(typeId).elements[0]));
}

/** What `every` must be at least if a single pass takes longer, because of its rate or waits; `undefined`: it takes no longer. */
function findOverlap({ times, everyMs, durationMs, ratePerRtu }: ProfileStep, passes: readonly StepPass[]) {
  if (times < 2 || durationMs > 0) return undefined;
  const lasts = ({ pass }: StepPass): number => Math.max(pass.waitMs, pacedMs(pass, ratePerRtu));
  const longest = passes.reduce((most, next) => (lasts(next) > lasts(most) ? next : most));
  if (lasts(longest) <= everyMs) return undefined;
  const seconds = Math.ceil(lasts(longest)) / 1000;
  const { rtu, pass } = longest;
  const why = lasts(longest) === pass.waitMs ? 'its waits' : `${pass.signals} signals at that rate`;
  return `at least ${seconds} s, a pass of RTU ${rtu.no} ${rtu.name} (${why}); they overlap`;
}
