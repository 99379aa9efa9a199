/** The MSI: the staged program in one file for Windows Installer, made by `wixl` and completed by `msibuild`. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './build.mjs';
import { packageCode, SETTINGS_COMPONENT, threeNumbers, UPGRADE_CODE, wixlSource } from './msi-source.mjs';

/** @param {import('./forms.mjs').Staged} staged @param {string} file */
export function buildMsi({ folder, work, version, time }, file) {
  const paths = filesBelow(folder);
  const source = wixlSource(paths, version);
  const [wxs, environment, upgrade, summary] = [
    ...['iec104rs.wxs', 'environment.idt', 'upgrade.idt', 'summary.idt'],
  ].map((name) => join(work, name));
  writeFileSync(wxs, source);
  writeFileSync(environment, ENVIRONMENT);
  writeFileSync(upgrade, upgradeTable(threeNumbers(version)));
  writeFileSync(summary, summaryTable(packageCode(digestOf(folder, paths, source)), time));
  rmSync(file, { force: true });
  // It reads files below its current folder only.
  run('wixl', ['-a', 'x64', '-o', file, wxs], { cwd: folder });
  run('msibuild', [file, '-i', environment, '-i', upgrade, '-i', summary]);
  for (const [action, sequence] of ACTIONS) run('msibuild', [file, '-q', insertAction(action, sequence)]);
}

/** Files below a folder, with `/`, sorted. @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** @param {string} folder @param {readonly string[]} paths @param {string} source */
function digestOf(folder, paths, source) {
  const hash = createHash('sha256').update(source);
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  return hash.digest('hex');
}

/**
 * A table as text, rows of cells. `wixl` 0.101 knows no environment variables: the folder is added to the end of the machine's
 * PATH (`*`), set at the installation (`=`) and taken out at the removal (`-`).
 */
const ENVIRONMENT = table([
  ['Environment', 'Name', 'Value', 'Component_'],
  ['s72', 'l255', 'L255', 's72'],
  ['Environment', 'Environment'],
  ['Path', '=-*PATH', '[~];[INSTALLDIR]', SETTINGS_COMPONENT],
]);

/**
 * Which versions it takes the place of, and which forbid it. `wixl` leaves its own numbers out: `1.1.0-rc.1` and `1.1.0`, both 1.1.0
 * for Windows, would lie side by side in one folder.
 * @param {string} numbers of the version
 */
function upgradeTable(numbers) {
  // Bits of Windows Installer: 1 features as before, 2 only found, 512 the upper version too.
  return table([
    ['UpgradeCode', 'VersionMin', 'VersionMax', 'Language', 'Attributes', 'Remove', 'ActionProperty'],
    ['s38', 'S20', 'S20', 'S255', 'i4', 'S255', 's72'],
    ['Upgrade', 'UpgradeCode', 'VersionMin', 'VersionMax', 'Language', 'Attributes'],
    [`{${UPGRADE_CODE}}`, '', numbers, '', String(1 + 512), '', 'WIX_UPGRADE_DETECTED'],
    [`{${UPGRADE_CODE}}`, numbers, '', '', '2', '', 'WIX_DOWNGRADE_DETECTED'],
  ]);
}

/** When the PATH is written and cleaned: the numbers that Windows Installer documents. @type {[string, number][]} */
const ACTIONS = [
  ['RemoveEnvironmentStrings', 3300],
  ['WriteEnvironmentStrings', 5200],
];

/** @param {string} action @param {number} sequence */
function insertAction(action, sequence) {
  return `INSERT INTO \`InstallExecuteSequence\` (\`Action\`, \`Sequence\`) VALUES ('${action}', ${sequence})`;
}

/** The package's identifier and times, which `wixl` draws anew each time. @param {string} code @param {number} time */
function summaryTable(code, time) {
  const text = new Date(time * 1000).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return table([
    ['PropertyId', 'Value'],
    ['i2', 'l255'],
    ['_SummaryInformation', 'PropertyId'],
    ['9', `{${code}}`],
    ['12', text],
    ['13', text],
  ]);
}

/** @param {readonly string[][]} rows */
function table(rows) {
  return rows.map((row) => `${row.join('\t')}\r\n`).join('');
}
