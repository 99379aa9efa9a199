/** Loads the ini file and the IOA files for the shards. Source: `docs/behaviour.md` §1 and §2. */
import { join } from 'node:path';
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { AddressForm } from '../text/octet-address.js';
import { type AwaitedCommand, awaitedCommands, findVainWaits } from './awaited-commands.js';
import { findLostStatuses, type NamedStatus, namedStatuses } from './command-statuses.js';
import { compileTable } from './database/compile-table.js';
import { parseIoaFile } from './database/parse.js';
import { collectFindings } from './findings.js';
import { type IniFile, parseIni } from './ini.js';
import { cellColumn } from './rtu-rows.js';
import { DEFAULT_NTP_UPDATE_SEC } from './setting-rows.js';
import { findFolderFault, readTextFile } from './text-file.js';

/** Where the configuration is, and what the command line overrides. */
export interface LoadOptions {
  /** Path of the ini file, as the user gave it. */
  iniFile: string;
  /** Path of the folder with the IOA files, as the user gave it. */
  dataDir: string;
  /** NTP servers of the command line; if there are any, they replace those of the file. */
  ntpServers?: readonly string[];
  /** Seconds; replaces the file's. */
  ntpUpdateSec?: number;
  /** How addresses are written by their octets; absent: as usual. */
  addresses?: AddressForm;
}

/** The configuration and its findings. */
export interface LoadedConfiguration {
  /** In ini order; `slot` counts them from 0. */
  rtus: RtuDefinition[];
  /** Signal table of each IOA file by its name in the ini file; it has the file of every RTU. */
  tables: Map<string, SignalTable>;
  ntpServers: string[];
  ntpUpdateSec: number;
  /** Findings of the ini file first, then those of each IOA file in the order of first use. */
  findings: Finding[];
  /** Sentences about the files for `--check`, in the same order: nothing to mend. */
  notes: string[];
  /** A sentence for each port that RTUs share. */
  sharedPorts: string[];
}

/** One IOA file as loaded: `table` is absent if the file can't be read. */
export interface LoadedTable {
  table?: SignalTable;
  /** The file is there, and the system refuses it: it may be read later without having changed. */
  isRefused?: true;
  findings: Finding[];
  /** Sentences about the file for `--check`; absent: none. */
  notes?: string[];
  /** Its rows that wait for a command; absent: none. */
  awaits?: readonly AwaitedCommand[];
  /** Its commands that name a status signal. */
  statuses?: readonly NamedStatus[];
}

/** Reads and compiles `file` (a plain name) of the data folder; `version` counts the loads of this file, from 1. */
export function loadTable(
  dataDir: string,
  file: string,
  version: number,
  addresses?: AddressForm,
): LoadedTable {
  const path = join(dataDir, file);
  const reading = readTextFile(path, path);
  if ('finding' in reading) {
    const { finding, isRefused } = reading;
    return { findings: [finding], ...(isRefused ? { isRefused } : {}) };
  }
  const parsed = parseIoaFile(reading.text, file, path, addresses);
  const findings = [...reading.warnings, ...parsed.findings];
  const awaits = awaitedCommands(parsed.signals);
  const statuses = namedStatuses(parsed.commands);
  return { table: compileTable(parsed, version), findings, notes: parsed.notes, awaits, statuses };
}

/** The files of a configuration, before the IOA files are read. */
interface FilePlan {
  readonly ini: IniFile;
  /** IOA files in the order of their first use; none without a data folder. */
  readonly files: readonly string[];
  /** The data folder can't be read. */
  readonly folderFault: Finding | undefined;
}

/** Hears how many IOA files are read. */
type TellFiles = (files: number, ofFiles: number) => void;

/**
 * Loads the ini file, then every IOA file that an RTU names, once.
 * An RTU whose IOA file can't be read is left out, with a finding at its row and one for the file. Without a data folder
 * no RTU is loaded, with one finding for the folder. Never throws.
 */
export function loadConfiguration(options: LoadOptions, tell: TellFiles = () => {}): LoadedConfiguration {
  const plan = planFiles(options);
  const loads = new Map<string, LoadedTable>();
  for (const file of plan.files) {
    loads.set(file, loadTable(options.dataDir, file, 1, options.addresses));
    tell(loads.size, plan.files.length);
  }
  return assemble(options, plan, loads);
}

/**
 * The same, but `read` reads and compiles the IOA files, one after the other: in a thread of its own, so that this one goes on. Rejects if
 * `read` does.
 */
export async function loadConfigurationAside(
  options: LoadOptions,
  read: (file: string) => Promise<LoadedTable>,
  tell: TellFiles = () => {},
): Promise<LoadedConfiguration> {
  const plan = planFiles(options);
  const loads = new Map<string, LoadedTable>();
  for (const file of plan.files) {
    loads.set(file, await read(file));
    tell(loads.size, plan.files.length);
  }
  return assemble(options, plan, loads);
}

function planFiles({ iniFile, dataDir, addresses }: LoadOptions): FilePlan {
  const ini = loadIni(iniFile, addresses);
  const folderFault = ini.rtus.length === 0 ? undefined : findFolderFault(dataDir);
  const rtus = folderFault === undefined ? ini.rtus : [];
  return { ini, folderFault, files: [...new Set(rtus.map(({ ioFile }) => ioFile))] };
}

function assemble(
  options: LoadOptions,
  { ini, files, folderFault }: FilePlan,
  loads: ReadonlyMap<string, LoadedTable>,
): LoadedConfiguration {
  const notes = [...ini.notes];
  const tableFindings = folderFault === undefined ? [] : [folderFault];
  const tables = new Map<string, SignalTable>();
  for (const file of files) {
    const { table, findings = [], notes: tableNotes = [] } = loads.get(file) ?? {};
    for (const finding of findings) tableFindings.push(finding);
    notes.push(...tableNotes);
    if (table !== undefined) tables.set(file, table);
  }
  const rowFindings = collectFindings(options.iniFile);
  const rtus: RtuDefinition[] = [];
  for (const rtu of folderFault === undefined ? ini.rtus : []) {
    if (tables.has(rtu.ioFile)) {
      rtu.slot = rtus.length;
      rtus.push(rtu);
      continue;
    }
    const expected = `a readable IOA file in ${options.dataDir}`;
    rowFindings.error(rtu.line, cellColumn('iodata'), rtu.ioFile, expected);
  }
  const shown = files.map((file) => ({
    file,
    shownAs: join(options.dataDir, file),
    awaits: loads.get(file)?.awaits ?? [],
    statuses: loads.get(file)?.statuses ?? [],
  }));
  const vainWaits = findVainWaits(shown, rtus, tables);
  const lostStatuses = findLostStatuses(shown, rtus, tables);
  const iniFindings = [...ini.findings, ...rowFindings.list].sort((a, b) => a.row - b.row);
  return {
    rtus,
    tables,
    ntpServers: options.ntpServers?.length ? [...options.ntpServers] : ini.ntpServers,
    ntpUpdateSec: options.ntpUpdateSec ?? ini.ntpUpdateSec,
    findings: [...iniFindings, ...tableFindings, ...vainWaits, ...lostStatuses],
    notes,
    sharedPorts: ini.sharedPorts,
  };
}

/** Reads the ini file alone. One that can't be read gives no RTU and a finding for row 0. Never throws. */
export function loadIni(path: string, addresses: AddressForm | undefined): IniFile {
  const reading = readTextFile(path, path);
  if ('finding' in reading) {
    const ntp = { ntpServers: [], ntpUpdateSec: DEFAULT_NTP_UPDATE_SEC };
    return { ...ntp, rtus: [], leftOut: [], findings: [reading.finding], notes: [], sharedPorts: [] };
  }
  const ini = parseIni(reading.text, path, addresses);
  return { ...ini, findings: [...reading.warnings, ...ini.findings] };
}
