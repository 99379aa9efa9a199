/** Loads the ini file of a gateway. Source: `docs/gateway.md` §2. */
import type { Finding } from '../../channel/definitions.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { countOf } from '../../text/format.js';
import type { AddressForm } from '../../text/octet-address.js';
import { collectFindings } from '../findings.js';
import { DEFAULT_NTP_UPDATE_SEC } from '../setting-rows.js';
import { findInOtherCase, readTextFile } from '../text-file.js';
import { type GatewayIni, parseGatewayIni } from './gateway-ini.js';

/** Name of the ini file if none is given. */
export const GATEWAY_FILE = 'iec104mm2ss.csv';

/** What the command line sets beside the file. */
export interface GatewayOverrides {
  /** NTP servers; absent or empty: those of the file. */
  readonly ntpServers?: readonly string[];
  /** Seconds; absent: the file's. */
  readonly ntpUpdateSec?: number;
  /**
   * `replace`: these replace what the file has (default). `join`, as the predecessor did: these servers come first, then those of the file, and
   * the file's interval counts if it has one.
   */
  readonly ntp?: 'replace' | 'join';
  /** How addresses are written by their octets; absent: as usual. */
  readonly addresses?: AddressForm;
}

/** The configuration of a gateway and its findings. */
export interface LoadedGateway {
  /** Path of the file that was read: as given, or in another case. */
  readonly file: string;
  /** In file order; `slot` counts them from 0. */
  readonly groups: GroupDefinition[];
  readonly ntpServers: readonly string[];
  /** Seconds. */
  readonly ntpUpdateSec: number;
  /** The file wants no dashboard. */
  readonly noGui: boolean;
  /** In file order. */
  readonly findings: Finding[];
  /** Sentences about the file for `--check`: nothing to mend. */
  readonly notes: string[];
}

/**
 * Reads the ini file `path`, or, if there is none, the one whose name differs only in upper and lower case. A file that can't be read is a
 * finding, and there are no groups. Never throws.
 */
export function loadGatewayFile(
  path: string = GATEWAY_FILE,
  overrides: GatewayOverrides = {},
): LoadedGateway {
  const others = findInOtherCase(path);
  const file = others.length === 1 ? others[0] : path;
  const ini = others.length > 1 ? severalFiles(path, others) : readIni(file, overrides.addresses);
  const notes = file === path ? [] : [`${file} is read, because there is no ${path}`];
  const { groups, noGui, findings } = ini;
  return { file, groups, noGui, findings, notes: [...notes, ...ini.notes], ...ntpOf(ini, overrides) };
}

/** `FILE: 20 groups on 20 ports for at most 40 masters; 0 errors, 1 warning`. */
export function summaryOf({ file, groups, findings }: LoadedGateway): string {
  const ports = groups.reduce((sum, group) => sum + group.ports.length, 0);
  const masters = groups.reduce((sum, { connections }) => sum + connections, 0);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    `${file}: ${countOf(groups.length, 'group')} on ${countOf(ports, 'port')} for at most ${countOf(masters, 'master')}; ` +
    `${countOf(errors, 'error')}, ${countOf(findings.length - errors, 'warning')}`
  );
}

function readIni(file: string, addresses: AddressForm | undefined): GatewayIni {
  const reading = readTextFile(file, file);
  if ('finding' in reading) return nothingRead([reading.finding]);
  const ini = parseGatewayIni(reading.text, file, addresses);
  return { ...ini, findings: [...reading.warnings, ...ini.findings] };
}

function severalFiles(path: string, others: readonly string[]): GatewayIni {
  const findings = collectFindings(path);
  const found = `${countOf(others.length, 'file')} of this name in other cases`;
  findings.error(0, '', found, `one; name the one to read with -i: ${others.join(' or ')}`);
  return nothingRead(findings.list);
}

function nothingRead(findings: Finding[]): GatewayIni {
  const ntp = { ntpServers: [], ntpUpdateSec: DEFAULT_NTP_UPDATE_SEC, hasInterval: false };
  return { ...ntp, groups: [], noGui: false, findings, notes: [] };
}

function ntpOf(
  ini: GatewayIni,
  { ntpServers = [], ntpUpdateSec, ntp = 'replace' }: GatewayOverrides,
): Pick<LoadedGateway, 'ntpServers' | 'ntpUpdateSec'> {
  if (ntp === 'join') {
    return {
      ntpServers: [...ntpServers, ...ini.ntpServers],
      ntpUpdateSec: ini.hasInterval ? ini.ntpUpdateSec : (ntpUpdateSec ?? ini.ntpUpdateSec),
    };
  }
  return {
    ntpServers: ntpServers.length > 0 ? ntpServers : ini.ntpServers,
    ntpUpdateSec: ntpUpdateSec ?? ini.ntpUpdateSec,
  };
}
