/** Checks the faults of a profile against the loaded RTUs. */
import type { Finding, RtuDefinition } from '../../channel/definitions.js';
import { listenerOf } from '../../channel/definitions.js';
import { collectFindings } from '../../config/findings.js';
import { faultKind } from '../../faults/fault-catalog.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';
import { FAULT_COLUMNS } from './fault-row.js';
import { namedRtus } from './fault-targets.js';
import type { PlannedFault, Profile } from './profile.js';
import { profileDurationMs } from './schedule.js';
import { warnOfStrangeNumbers } from './strange-numbers.js';

/** Faults that leave an RTU without a connection: nothing else can be seen there meanwhile. */
const AWAY: ReadonlySet<string> = new Set(['boot', 'silent', 'mute', 'half-close']);

/** Warnings, in the order of the file: RTUs that there are not, ports that are shared, faults that hide one another, or come after all sends. */
export function checkFaults(profile: Profile, rtus: readonly RtuDefinition[]): Finding[] {
  const findings = collectFindings(profile.file);
  const numbers = new Set(rtus.map(({ rtuNumber }) => rtuNumber));
  const sendsEndMs = profileDurationMs({ ...profile, faults: [] });
  for (const fault of profile.faults) {
    const { line, targets } = fault;
    const named = namedRtus(targets, rtus);
    const { rtuNumbers } = targets;
    warnOfStrangeNumbers({ line, rtuNumbers }, numbers, FAULT_COLUMNS.rtuNumbers, findings);
    for (const { rtuNumber, port } of targets.ports) {
      if (rtus.some((rtu) => rtu.rtuNumber === rtuNumber && rtu.port === port)) continue;
      const ports = rtus.filter((rtu) => rtu.rtuNumber === rtuNumber).map((rtu) => rtu.port);
      const expected =
        ports.length === 0 ? 'an RTU that is loaded' : `a port of that RTU: ${ports.join(', ')}`;
      findings.warning(line, FAULT_COLUMNS.rtuNumbers, `${rtuNumber}:${port}`, expected);
    }
    const sharing = sharersOf(fault, named, rtus);
    if (sharing.length > 0) {
      const words = formatRtuNumbers(
        [...new Set(sharing.map(({ rtuNumber }) => rtuNumber))].sort((a, b) => a - b),
      );
      const expected = `that the RTUs ${words} are hit as well: they share the port, and ${fault.word} acts on the connection`;
      findings.warning(line, FAULT_COLUMNS.rtuNumbers, namesOf(fault), expected);
    }
    const hidden = hiddenBy(fault, profile.faults, named, rtus);
    if (hidden !== undefined) {
      const expected = `a time when the fault of row ${hidden.line} (${hidden.word}) is over on the same RTUs: nothing can be seen of this one before`;
      findings.warning(line, FAULT_COLUMNS.second, String(fault.startMs / 1000), expected);
    }
    if (profile.steps.length > 0 && fault.startMs >= sendsEndMs && sendsEndMs > 0) {
      const expected = `at most ${sendsEndMs / 1000}: later nothing is sent any more that a fault could disturb`;
      findings.warning(line, FAULT_COLUMNS.second, String(fault.startMs / 1000), expected);
    }
  }
  return findings.list;
}

/** RTUs that are not named, and are hit because they share the port of one that is. */
function sharersOf(
  { word }: PlannedFault,
  named: readonly RtuDefinition[],
  rtus: readonly RtuDefinition[],
): RtuDefinition[] {
  const { group } = faultKind(word);
  if (group !== 'link' && group !== 'apci') return [];
  const ports = new Set(named.map(listenerOf));
  return rtus.filter((rtu) => ports.has(listenerOf(rtu)) && !named.includes(rtu));
}

/** A fault that leaves an RTU of this one without a connection while it begins. */
function hiddenBy(
  fault: PlannedFault,
  faults: readonly PlannedFault[],
  named: readonly RtuDefinition[],
  rtus: readonly RtuDefinition[],
): PlannedFault | undefined {
  return faults.find((other) => {
    if (other === fault || !AWAY.has(other.word)) return false;
    if (fault.startMs < other.startMs || fault.startMs >= other.startMs + other.durationMs) return false;
    if (fault.startMs === other.startMs && fault.line < other.line) return false;
    const away = namedRtus(other.targets, rtus);
    return named.some((rtu) => away.includes(rtu));
  });
}

function namesOf({ targets: { rtuNumbers, ports } }: PlannedFault): string {
  const single = ports.map(({ rtuNumber, port }) => `${rtuNumber}:${port}`);
  return [formatRtuNumbers(rtuNumbers), ...single].filter((one) => one !== '').join(';');
}
