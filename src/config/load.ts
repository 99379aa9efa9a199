/** Loads the ini file and the IOA files for the shards. Source: `docs/behaviour.md` §1 and §2. */
import { join } from 'node:path';
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { compileTable } from './database/compile-table.js';
import { parseIoaFile } from './database/parse.js';
import { collectFindings } from './findings.js';
import { DEFAULT_NTP_UPDATE_SEC, type IniFile, parseIni } from './ini.js';
import { cellColumn } from './rtu-rows.js';
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
}

/** One IOA file as loaded: `table` is absent if the file can't be read. */
export interface LoadedTable {
  table?: SignalTable;
  findings: Finding[];
  /** Sentences about the file for `--check`; absent: none. */
  notes?: string[];
}

/** Reads and compiles `file` (a plain name) of the data folder; `version` counts the loads of this file, from 1. */
export function loadTable(dataDir: string, file: string, version: number): LoadedTable {
  const path = join(dataDir, file);
  const reading = readTextFile(path, path);
  if ('finding' in reading) return { findings: [reading.finding] };
  const parsed = parseIoaFile(reading.text, file, path);
  const findings = [...reading.warnings, ...parsed.findings];
  return { table: compileTable(parsed, version), findings, notes: parsed.notes };
}

/**
 * Loads the ini file, then every IOA file that an RTU names, once.
 * An RTU whose IOA file can't be read is left out, with a finding at its row and one for the file. Without a data folder
 * no RTU is loaded, with one finding for the folder. `tell` hears how many IOA files are read. Never throws.
 */
export function loadConfiguration(
  options: LoadOptions,
  tell: (files: number, ofFiles: number) => void = () => {},
): LoadedConfiguration {
  const ini = loadIni(options.iniFile);
  const notes = [...ini.notes];
  const rowFindings = collectFindings(options.iniFile);
  const tableFindings: Finding[] = [];
  const loads = new Map<string, SignalTable | undefined>();
  const rtus: RtuDefinition[] = [];
  const folderFault = ini.rtus.length === 0 ? undefined : findFolderFault(options.dataDir);
  if (folderFault !== undefined) tableFindings.push(folderFault);
  const files = new Set(ini.rtus.map(({ ioFile }) => ioFile)).size;
  for (const rtu of folderFault === undefined ? ini.rtus : []) {
    if (!loads.has(rtu.ioFile)) {
      const { table, findings, notes: tableNotes = [] } = loadTable(options.dataDir, rtu.ioFile, 1);
      loads.set(rtu.ioFile, table);
      for (const finding of findings) tableFindings.push(finding);
      notes.push(...tableNotes);
      tell(loads.size, files);
    }
    if (loads.get(rtu.ioFile) !== undefined) {
      rtu.slot = rtus.length;
      rtus.push(rtu);
    } else
      rowFindings.error(
        rtu.line,
        cellColumn('iodata'),
        rtu.ioFile,
        `a readable IOA file in ${options.dataDir}`,
      );
  }
  const tables = new Map<string, SignalTable>();
  for (const [file, table] of loads) if (table !== undefined) tables.set(file, table);
  const iniFindings = [...ini.findings, ...rowFindings.list].sort((a, b) => a.row - b.row);
  return {
    rtus,
    tables,
    ntpServers: options.ntpServers?.length ? [...options.ntpServers] : ini.ntpServers,
    ntpUpdateSec: options.ntpUpdateSec ?? ini.ntpUpdateSec,
    findings: [...iniFindings, ...tableFindings],
    notes,
  };
}

function loadIni(path: string): IniFile {
  const reading = readTextFile(path, path);
  if ('finding' in reading) {
    const ntp = { ntpServers: [], ntpUpdateSec: DEFAULT_NTP_UPDATE_SEC };
    return { ...ntp, rtus: [], findings: [reading.finding], notes: [] };
  }
  const ini = parseIni(reading.text, path);
  return { ...ini, findings: [...reading.warnings, ...ini.findings] };
}
