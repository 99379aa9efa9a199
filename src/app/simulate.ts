/** The simulator as a program: command line → configuration → engine → events. Exit codes as in `docs/behaviour.md` §6. */
import { closeSync, openSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatFinding } from '../channel/definitions.js';
import { SENT_LIST_HEADER } from '../channel/sent-list-format.js';
import { type LoadedConfiguration, loadConfiguration } from '../config/load.js';
import type { Engine, EngineEvent } from '../coordinator/api.js';
import { startEngine } from '../coordinator/engine.js';
import { StartError } from '../coordinator/errors.js';
import { logEvent, openProgramLog } from '../coordinator/program-log.js';
import { machineClockSetter } from '../coordinator/time/clock-setter.js';
import type { RunningApi } from '../http/server.js';
import { checkReportPath } from '../report/write-report.js';
import { checkProfile } from '../run/profile/check-profile.js';
import { loadProfile } from '../run/profile/load-profile.js';
import type { Profile } from '../run/profile/profile.js';
import { Run } from '../run/run.js';
import { formatClock } from '../text/local-time.js';
import { type CliOptions, parseCli, programVersion } from './cli-options.js';
import { EventScreen, hasScreen } from './event-screen.js';
import { describeEvent } from './event-text.js';

const EXIT_CONFIGURATION = 1;
/** An error of the program itself. */
const EXIT_FAULT = 1;
const EXIT_LIMIT = 3;
/** `docs/behaviour.md` §6: the end takes 2 s at the most. */
const LAST_RESORT_MS = 1900;

// Whoever read the lines may be gone: `iec104rs 2>&1 | head` must not end the RTUs.
process.stderr.on('error', () => {});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints every finding and the totals; returns whether the start may go on. */
function report(configuration: LoadedConfiguration, options: CliOptions): boolean {
  const { findings, rtus, tables } = configuration;
  for (const finding of findings) say(formatFinding(finding));
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length > 0 || options.check) {
    const rows = [...tables.values()].reduce((sum, table) => sum + table.rows, 0);
    say(
      `${options.ini}: ${rtus.length} RTUs, ${tables.size} IOA files with ${rows} signals; ${errors} errors, ${warnings} warnings`,
    );
  }
  if (rtus.length === 0) {
    say(`no RTU was loaded from ${options.ini}`);
    return false;
  }
  if (options.strict && findings.length > 0) {
    say('not started: --strict, and there are reports above');
    return false;
  }
  return !options.check || errors === 0;
}

/** Ends the program in order on the first signal, and on an error that nobody caught, once `fail` has told it; at once on a second signal. */
function endInOrder(end: () => Promise<void>, fail: (error: unknown) => void, exitCode: () => number): void {
  let ending = false;
  const begin = (): void => {
    ending = true;
    void end().finally(() => process.exit(exitCode()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      begin();
    });
  }
  process.on('uncaughtException', (error) => {
    fail(error);
    // An error within the end doesn't stop what is left of it.
    if (!ending) begin();
  });
}

/** Opens the HTTP API where it is wanted; its code is loaded only then. Throws `StartError` (`PORTS`) with the engine closed. */
async function openApi(engine: Engine, options: CliOptions): Promise<RunningApi | undefined> {
  if (options.api === undefined) return undefined;
  const { startApi } = await import('../http/server.js');
  try {
    const api = await startApi(engine, {
      ...options.api,
      token: options.apiToken,
      version: programVersion(),
    });
    say(`${formatClock(Date.now())} HTTP API at ${api.url}, described in ${api.url}/api/openapi.json`);
    return api;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Reads the load profile, if one is wanted; its findings join the others. */
function readProfile({ profile: path }: CliOptions, configuration: LoadedConfiguration): Profile | undefined {
  if (path === undefined) return undefined;
  const { profile, findings } = loadProfile(path);
  configuration.findings.push(...findings);
  if (profile === undefined) return undefined;
  configuration.findings.push(...checkProfile(profile, configuration.rtus, configuration.tables));
  return profile;
}

/** One name for a file, whatever way leads to it. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** What would spoil the run's evidence, found before it begins rather than after. */
function findSpoilt(options: CliOptions, configuration: LoadedConfiguration): string | undefined {
  const { reports, sentList, profile } = options;
  const inputs = [options.ini, ...[...configuration.tables.keys()].map((file) => join(options.data, file))];
  if (profile !== undefined) inputs.push(profile);
  const taken = new Map(inputs.map((path) => [placeOf(path), 'the run reads it']));
  const outputs = reports.map((path) => ['report', path] as const);
  for (const [what, path] of sentList === undefined
    ? outputs
    : [...outputs, ['sent list', sentList] as const]) {
    const why = taken.get(placeOf(path));
    if (why !== undefined) return `${what} ${path}: ${why}`;
    taken.set(placeOf(path), 'another report or list goes there');
  }
  for (const path of reports) {
    const fault = checkReportPath(path);
    if (fault !== undefined) return fault;
  }
  if (sentList === undefined) return undefined;
  try {
    // Only whether it can be written: the list of the run before stays until this one begins.
    closeSync(openSync(sentList, 'a'));
    return undefined;
  } catch (error) {
    return `sent list ${sentList}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function run(options: CliOptions, words: readonly string[]): Promise<number | undefined> {
  const readAtMs = Date.now();
  const configuration = loadConfiguration({
    iniFile: options.ini,
    dataDir: options.data,
    ntpServers: options.ntpServers,
    ...(options.ntpUpdateSec === undefined ? {} : { ntpUpdateSec: options.ntpUpdateSec }),
  });
  const profile = readProfile(options, configuration);
  const mayStart = report(configuration, options);
  if (!mayStart) return EXIT_CONFIGURATION;
  if (options.profile !== undefined && profile === undefined) {
    say(`not started: ${options.profile} has no step to run`);
    return EXIT_CONFIGURATION;
  }
  if (options.check) return 0;
  const { awaitMasters = 0 } = options;
  if (awaitMasters > configuration.rtus.length) {
    say(`--await-masters ${awaitMasters} can never be: ${configuration.rtus.length} RTUs are loaded`);
    return EXIT_CONFIGURATION;
  }
  const spoilt = findSpoilt(options, configuration);
  if (spoilt !== undefined) {
    say(spoilt);
    return EXIT_CONFIGURATION;
  }

  let wallNow = Date.now;
  const log = openProgramLog(
    options.log,
    () => wallNow(),
    (detail) => say(`${formatClock(wallNow())} ${detail}`),
  );
  const screen = hasScreen(options) ? new EventScreen() : undefined;
  const onEvent = (event: EngineEvent): void => {
    logEvent(log, event);
    const wallMs = event.kind === 'link' ? event.wallMs : wallNow();
    if (screen === undefined) say(`${formatClock(wallMs)} ${describeEvent(event)}`);
    else screen.take(event, wallMs);
  };
  for (const finding of configuration.findings) log.logger.warn(finding, 'finding');
  let running: Engine | undefined;
  let api: RunningApi | undefined;
  let playing: Run | undefined;
  let faulty = false;
  const exitCode = (): number => {
    if (faulty) return EXIT_FAULT;
    return playing?.missedLimit === true ? EXIT_LIMIT : 0;
  };
  const fail = (error: unknown): void => {
    faulty = true;
    // The terminal first: what is said on the dashboard's screen is gone with it.
    screen?.close();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    log.logger.error(error, 'fault');
  };
  const end = async (): Promise<void> => {
    setTimeout(() => process.exit(exitCode()), LAST_RESORT_MS).unref();
    await playing?.interrupt().catch(fail);
    screen?.close();
    await Promise.all([api?.close(), running?.close()]);
    log.logger.info('ended');
    log.flush();
  };
  // Before the first port opens: whoever reads that the RTUs listen may end the program at once.
  endInOrder(end, fail, exitCode);
  const engine = await startEngine(
    {
      rtus: configuration.rtus,
      tables: configuration.tables,
      shards: options.shards,
      logFolder: options.log,
      signalLog: options.signalLog,
      ...(options.sentList === undefined ? {} : { sentList: options.sentList }),
      databases: { folder: options.data, findings: configuration.findings, readAtMs },
      time: {
        servers: configuration.ntpServers,
        updateEverySec: configuration.ntpUpdateSec,
        ...(options.setClock ? { setClock: machineClockSetter() } : {}),
      },
    },
    onEvent,
  );
  running = engine;
  // Nothing was sent yet that belongs into it.
  if (options.sentList !== undefined) writeFileSync(options.sentList, SENT_LIST_HEADER);
  wallNow = () => engine.wallNow();
  await screen?.open(engine, configuration.findings);
  api = await openApi(engine, options);
  if (options.sends.length === 0 && profile === undefined) return undefined;
  const tell = (line: string): void => {
    log.logger.info(line);
    if (screen === undefined) say(`${formatClock(wallNow())} ${line}`);
    else screen.note(line, wallNow());
  };
  playing = new Run({
    engine,
    options,
    program: { version: programVersion(), words, ...options },
    configuration,
    profile,
    tell,
  });
  await playing.play();
  if (!options.exitAfterSend) return undefined;
  await end();
  return exitCode();
}

/** Runs the simulator as these words say; ends the process where they ask for it. */
export async function simulate(words: readonly string[]): Promise<void> {
  const parsed = parseCli(words);
  if ('exitCode' in parsed) process.exit(parsed.exitCode);
  try {
    const exitCode = await run(parsed.options, words);
    if (exitCode !== undefined) process.exit(exitCode);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    for (const line of error.lines) say(line);
    process.exit(EXIT_CONFIGURATION);
  }
}
