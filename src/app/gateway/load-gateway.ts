/** What is read and checked before the first link is opened. */
import { formatFinding } from '../../channel/definitions.js';
import { type LoadedGateway, loadGatewayFile, summaryOf } from '../../config/gateway/load-gateway.js';
import { EXIT } from '../program/exit-codes.js';
import { refuseStart } from '../program/refuse-start.js';
import { say, sayAll } from '../program/standard-output.js';
import type { GatewayCommandOptions } from './gateway-options.js';

/**
 * Reads the ini file that the options name and prints all findings. Returns an exit code instead if the program ends here:
 * with `--check`, or if it must not start.
 */
export async function loadGateway(
  options: GatewayCommandOptions,
): Promise<LoadedGateway | { readonly exitCode: number }> {
  const { ntpServers, ntpUpdateSec, ntp, addresses, check } = options;
  const loaded = loadGatewayFile(options.ini, {
    ntpServers,
    ntp,
    addresses,
    ...(ntpUpdateSec === undefined ? {} : { ntpUpdateSec }),
  });
  await checkAddresses(loaded);
  await printFindings(loaded, check ? 'always' : 'if any');
  const fault = findStartFault(loaded, options);
  if (fault !== undefined) return { exitCode: fault === '' ? EXIT.CONFIGURATION : refuseStart(fault) };
  return check ? { exitCode: EXIT.OK } : loaded;
}

/** Warns of addresses to listen on that this machine does not have: their ports would not be opened when the RTU is there. */
async function checkAddresses({ groups, findings, file }: LoadedGateway): Promise<void> {
  if (groups.every(({ ports }) => ports.every(({ bind }) => bind === ''))) return;
  const [{ findMissingAddresses }, { listeningGroups }] = await Promise.all([
    import('../addresses/missing-addresses.js'),
    import('../addresses/read-binds.js'),
  ]);
  findings.push(...(await findMissingAddresses(file, 'gateway', listeningGroups(groups))));
}

async function printFindings(loaded: LoadedGateway, totals: 'always' | 'if any'): Promise<void> {
  for (const note of loaded.notes) say(`note: ${note}`);
  await sayAll(loaded.findings.map(formatFinding));
  if (totals === 'always' || loaded.findings.length > 0) say(summaryOf(loaded));
}

/** Why the program must not start, `''` if the findings already say it; `undefined`: it may start. */
function findStartFault(
  { file, groups, findings }: LoadedGateway,
  { check, strict }: GatewayCommandOptions,
): string | undefined {
  if (groups.length === 0) return `no group was loaded from ${file}`;
  if (strict && findings.length > 0) return 'not started: --strict, and there are findings above';
  if (check && findings.some(({ severity }) => severity === 'error')) return '';
  return undefined;
}
