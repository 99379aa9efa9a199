/** Everything that is read and checked before the first port opens. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatFinding } from '../../channel/definitions.js';
import { type LoadedConfiguration, loadConfiguration, loadConfigurationAside } from '../../config/load.js';
import type { ExpectationPlan } from '../../reactions/expectations.js';
import type { ReactionPlan } from '../../reactions/plan.js';
import type { ReportCover } from '../../report/cover.js';
import { pageBeside, reportFormat } from '../../report/report-path.js';
import type { Profile } from '../../run/profile/profile.js';
import { countOf, formatNumber } from '../../text/format.js';
import { EXIT } from '../program/exit-codes.js';
import { refuseStart } from '../program/refuse-start.js';
import { progress, say, sayAll } from '../program/standard-output.js';
import { loadCover } from './cover-options.js';
import { findPathFault } from './output-paths.js';
import { DEFAULT_INI, type SimulatorOptions } from './simulator-options.js';

/** What is needed to start. */
export interface LoadedFiles {
  readonly configuration: LoadedConfiguration;
  /** `undefined`: no `--profile`. */
  readonly profile: Profile | undefined;
  /** `undefined`: no `--reactions`. */
  readonly reactions: ReactionPlan | undefined;
  /** `undefined`: no `--expect`. */
  readonly expectations: ExpectationPlan | undefined;
  /** Texts for the title page, of `--cover` and of the options. */
  readonly cover: ReportCover;
  /** When the files were read, ms of the wall clock. */
  readonly readAtMs: number;
}

/**
 * Reads the files that the options name and prints all findings. Returns an exit code instead if the program ends
 * here: with `--check`, or if it must not start.
 */
export async function loadFiles(
  options: SimulatorOptions,
): Promise<LoadedFiles | { readonly exitCode: number }> {
  const readAtMs = Date.now();
  const configuration = await readConfiguration(options);
  const profile = await readProfile(options, configuration);
  const reactions = await readReactions(options, configuration);
  const expectations = await readExpectations(options, configuration);
  const { cover, findings } = loadCover(options);
  configuration.findings.push(...findings);
  if (options.check) await checkAddresses(configuration, options.ini);
  await printFindings(configuration, options);
  const fault = findStartFault(options, configuration, { profile, reactions, expectations });
  if (fault !== undefined) {
    return { exitCode: fault === '' ? EXIT.CONFIGURATION : refuseStart(fault) };
  }
  const { walk } = options;
  if (options.check && walk !== undefined && (walk.sheet ?? walk.page) !== undefined) {
    const { PlannedWalk } = await import('./planned-walk.js');
    return { exitCode: new PlannedWalk(walk, options, configuration).printSheet() };
  }
  await notePrinting(options.reports);
  if (options.check) return { exitCode: EXIT.OK };
  return { configuration, profile, reactions, expectations, cover, readAtMs };
}

/** Octets of a data folder whose files are read in this thread: they take less time than a thread needs to start. */
const FEW_OCTETS = 4 * 1024 * 1024;

/** Reads the ini file and the IOA files, which takes a while where they are large: then in a thread of their own, so that signals are heard. */
async function readConfiguration(options: SimulatorOptions): Promise<LoadedConfiguration> {
  const { at, end } = (await progress()).begin(`reading the files of ${options.ini}`);
  const tell = (files: number, ofFiles: number): void =>
    at(files / ofFiles, `${formatNumber(files)} of ${countOf(ofFiles, 'IOA file')}`);
  const what = {
    iniFile: options.ini,
    dataDir: options.data,
    ntpServers: options.ntpServers,
    addresses: options.addresses,
    ...(options.ntpUpdateSec === undefined ? {} : { ntpUpdateSec: options.ntpUpdateSec }),
  };
  try {
    if (folderOctets(options.data) <= FEW_OCTETS) return loadConfiguration(what, tell);
    const { startTableReader } = await import('../../coordinator/databases/table-reader.js');
    const reader = startTableReader(options.addresses);
    try {
      const read = (file: string) => reader.read({ folder: options.data, file, version: 1 });
      return await loadConfigurationAside(what, read, tell);
    } finally {
      reader.close();
    }
  } finally {
    end();
  }
}

/** Octets of all files of a folder; 0 if it can't be read, which is told when its files are. */
function folderOctets(folder: string): number {
  try {
    const names = readdirSync(folder);
    return names.reduce(
      (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  } catch {
    return 0;
  }
}

/** Reads the load profile, if there is one; its findings are added to the configuration's. */
async function readProfile(
  { profile: path, addresses }: SimulatorOptions,
  configuration: LoadedConfiguration,
): Promise<Profile | undefined> {
  if (path === undefined) return undefined;
  const [{ loadProfile }, { checkProfile }, { checkFaults }, { checkPoints }, { describePlan }] =
    await Promise.all([
      import('../../run/profile/load-profile.js'),
      import('../../run/profile/check-profile.js'),
      import('../../run/profile/check-faults.js'),
      import('../../run/profile/check-points.js'),
      import('../../run/profile/describe-plan.js'),
    ]);
  const { profile, findings, notes } = loadProfile(path, addresses);
  configuration.findings.push(...findings);
  configuration.notes.push(...notes);
  if (profile === undefined) return undefined;
  const { rtus, tables } = configuration;
  const found = [
    ...checkProfile(profile, rtus, tables),
    ...checkFaults(profile, rtus),
    ...checkPoints(profile, rtus, tables),
  ];
  configuration.findings.push(...found.sort((a, b) => a.row - b.row));
  configuration.notes.push(...describePlan(profile, rtus));
  return profile;
}

/** Reads the reaction files, if there are any; their findings are added to the configuration's. */
async function readReactions(
  { reactions, addresses }: SimulatorOptions,
  configuration: LoadedConfiguration,
): Promise<ReactionPlan | undefined> {
  if (reactions.length === 0) return undefined;
  const { loadReactions } = await import('../../config/reactions/load-reactions.js');
  const { rtus, tables } = configuration;
  const { plan, findings, notes } = loadReactions(reactions, rtus, tables, addresses);
  configuration.findings.push(...findings);
  configuration.notes.push(...notes);
  return plan;
}

/** Reads what must happen in the run, if anything must; the findings are added to the configuration's. */
async function readExpectations(
  { expectations, addresses }: SimulatorOptions,
  configuration: LoadedConfiguration,
): Promise<ExpectationPlan | undefined> {
  if (expectations.length === 0) return undefined;
  const { loadExpectations } = await import('../../config/reactions/load-expectations.js');
  const { rtus, tables } = configuration;
  const { plan, findings, notes } = loadExpectations(expectations, rtus, tables, addresses);
  configuration.findings.push(...findings);
  configuration.notes.push(...notes);
  return plan;
}

/** Warns of addresses to listen on that this machine does not have; a start need not ask, it opens the ports. */
async function checkAddresses({ rtus, findings }: LoadedConfiguration, ini: string): Promise<void> {
  if (rtus.every(({ bind }) => bind === '')) return;
  const [{ findMissingAddresses }, { listeningRtus }] = await Promise.all([
    import('../addresses/missing-addresses.js'),
    import('../addresses/read-binds.js'),
  ]);
  findings.push(...(await findMissingAddresses(ini, 'simulator', listeningRtus(rtus))));
}

/** Says before the run that a report can't be printed here. */
async function notePrinting(reports: readonly string[]): Promise<void> {
  const printed = reports.filter((path) => reportFormat(path) === 'pdf');
  if (printed.length === 0) return;
  const { findBrowser } = await import('../../report/browser.js');
  const browser = findBrowser();
  if (!('fault' in browser)) return;
  for (const path of printed)
    say(
      `note: ${path} will not be printed, because ${browser.fault}; the report goes to ${pageBeside(path)}`,
    );
}

async function printFindings(
  { findings, notes, sharedPorts, rtus, tables }: LoadedConfiguration,
  { ini, check }: SimulatorOptions,
): Promise<void> {
  for (const note of check ? [...notes, ...sharedPorts] : sharedPorts) say(`note: ${note}`);
  await sayAll(findings.map(formatFinding));
  if (findings.length === 0 && !check) return;
  const errors = countErrors(findings);
  const rows = [...tables.values()].reduce((sum, table) => sum + table.rows, 0);
  say(
    `${ini}: ${countOf(rtus.length, 'RTU')}, ${countOf(tables.size, 'IOA file')} with ${countOf(rows, 'signal')}; ` +
      `${countOf(errors, 'error')}, ${countOf(findings.length - errors, 'warning')}`,
  );
}

function countErrors(findings: LoadedConfiguration['findings']): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

/** Who has no file yet learns where to get one. */
function hintWithoutFiles(ini: string): string {
  if (ini !== DEFAULT_INI || existsSync(ini)) return '';
  return ': iec104rs init my-rtus makes a folder with files to start from, iec104rs demo plays those of the program';
}

/** Why the program must not start, `''` if the findings already say it; `undefined`: it may start. */
function findStartFault(
  options: SimulatorOptions,
  { rtus, tables, findings }: LoadedConfiguration,
  { profile, reactions, expectations }: Pick<LoadedFiles, 'profile' | 'reactions' | 'expectations'>,
): string | undefined {
  if (rtus.length === 0) return `no RTU was loaded from ${options.ini}${hintWithoutFiles(options.ini)}`;
  if (options.strict && findings.length > 0) return 'not started: --strict, and there are findings above';
  if (options.check && countErrors(findings) > 0) return '';
  if (options.profile !== undefined && profile === undefined) {
    return `not started: ${options.profile} has no step to run`;
  }
  if (options.reactions.length > 0 && reactions === undefined) {
    return `not started: with a row left out the reactions would be others; mend ${options.reactions.join(', ')}`;
  }
  if (options.expectations.length > 0 && expectations === undefined) {
    return `not started: with a row left out the verdict would be another one; mend ${options.expectations.join(', ')}`;
  }
  if (options.check) return undefined;
  const { awaitMasters = 0 } = options;
  if (awaitMasters > rtus.length) {
    return `--await-masters ${awaitMasters} can never be met: ${countOf(rtus.length, 'RTU')} loaded`;
  }
  return findPathFault(options, tables.keys());
}
