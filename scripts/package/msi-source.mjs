/** What `wixl` makes the MSI from: folders, files, shortcuts, identifiers. Pure. */
import { uuidOf } from './uuid.mjs';

/** All versions of the program have this one, for ever: by it Windows finds the version that a newer one replaces. */
export const UPGRADE_CODE = '8F4C2B57-6A0D-4F5E-9C41-104D5C7E2A10';

/** The identifier of a version: other versions have others. @param {string} version */
export const productCode = (version) => uuidOf(UPGRADE_CODE, `product ${version}`);

/** The identifier of one content: Windows takes two files with one identifier for the same. @param {string} digest */
export const packageCode = (digest) => uuidOf(UPGRADE_CODE, `package ${digest}`);

/** Windows Installer compares three numbers; a word behind them, as in `1.1.0-rc.1`, is not among them. @param {string} version */
export function threeNumbers(version) {
  const found = /^\d+\.\d+\.\d+/.exec(version)?.[0];
  if (found === undefined)
    throw new Error(`the version is ${JSON.stringify(version)}: expected three numbers, such as 1.0.0`);
  return found;
}

/** @typedef {{ folders: Map<string, Folder>, files: string[] }} Folder names of folders and files, below a folder */

/** @param {readonly string[]} paths @returns {Folder} */
function treeOf(paths) {
  /** @type {Folder} */
  const root = { folders: new Map(), files: [] };
  for (const path of paths) {
    const names = path.split('/');
    const file = /** @type {string} */ (names.pop());
    let at = root;
    for (const name of names) {
      const next = at.folders.get(name) ?? { folders: new Map(), files: [] };
      at.folders.set(name, next);
      at = next;
    }
    at.files.push(file);
  }
  return root;
}

/** What the start menu gets. A command prompt finds `iec104rs` by the PATH; files that people write belong into their own folder. */
const OWN_FOLDER = '%USERPROFILE%\\iec104rs';
const SHORTCUTS = [
  {
    id: 'Demo',
    name: 'iec104rs demo',
    target: '[INSTALLDIR]iec104rs.cmd',
    text: 'RTUs with a master connected to each',
  },
  { id: 'Manual', name: 'iec104rs manual', target: '[INSTALLDIR]manual\\index.html', text: 'The manual' },
  {
    id: 'Prompt',
    name: 'iec104rs command prompt',
    target: '[System64Folder]cmd.exe',
    words: `/k "(if not exist "${OWN_FOLDER}" md "${OWN_FOLDER}") & cd /d "${OWN_FOLDER}" & path [INSTALLDIR];%PATH%"`,
    text: 'A command prompt in your own folder iec104rs',
  },
];

/** @param {string} path @param {string} kind */
const idOf = (path, kind) => `${kind}_${uuidOf(UPGRADE_CODE, `${kind} ${path}`).replaceAll('-', '')}`;

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * The source of `wixl`.
 * @param {readonly string[]} paths of the program's files, with `/`, sorted
 * @param {string} version
 */
export function wixlSource(paths, version) {
  const shown = threeNumbers(version);
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="${productCode(version)}" UpgradeCode="${UPGRADE_CODE}" Name="iec104rs" Version="${shown}" Language="1033" Manufacturer="iec104rs contributors">
<Package InstallerVersion="200" Compressed="yes" InstallScope="perMachine" Description="IEC 60870-5-104 RTU simulator" Comments="iec104rs ${escaped(version)}"/>
<MajorUpgrade DowngradeErrorMessage="A newer version of iec104rs is installed. Remove it first: Settings, Apps."/>
<Media Id="1" Cabinet="iec104rs.cab" EmbedCab="yes"/>
<Property Id="ARPCOMMENTS" Value="IEC 60870-5-104 RTU simulator and gateway, licence MIT"/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramFiles64Folder">
<Directory Id="INSTALLDIR" Name="iec104rs">
${insideOf(treeOf(paths), '')}${component('settings', folderComponent())}</Directory>
</Directory>
<Directory Id="ProgramMenuFolder">
<Directory Id="StartMenu" Name="iec104rs">
${component('start menu', menuComponent())}</Directory>
</Directory>
<Directory Id="System64Folder"/>
</Directory>
<Feature Id="Program" Title="iec104rs" Level="1">
${['settings', 'start menu', ...paths].map((path) => `<ComponentRef Id="${idOf(path, 'c')}"/>\n`).join('')}</Feature>
</Product>
</Wix>
`;
}

/** @param {string} path what the component is for @param {string} content */
function component(path, content) {
  const guid = uuidOf(UPGRADE_CODE, `component ${path}`);
  return `<Component Id="${idOf(path, 'c')}" Guid="${guid}" Win64="yes">${content}</Component>\n`;
}

/** Files and folders of a folder. @param {Folder} folder @param {string} below its path with a slash, or nothing @returns {string} */
function insideOf(folder, below) {
  const files = folder.files.map((name) => {
    const path = `${below}${name}`;
    const file = `<File Id="${idOf(path, 'f')}" Name="${escaped(name)}" Source="${escaped(path)}" KeyPath="yes"/>`;
    return component(path, file);
  });
  const folders = [...folder.folders].map(([name, inside]) => {
    const path = `${below}${name}`;
    return `<Directory Id="${idOf(path, 'd')}" Name="${escaped(name)}">\n${insideOf(inside, `${path}/`)}</Directory>\n`;
  });
  return [...files, ...folders].join('');
}

/** The PATH hangs on this one: see `msi.mjs`. */
export const SETTINGS_COMPONENT = idOf('settings', 'c');

/** A component needs something of its own. */
function folderComponent() {
  return registryKey('installed');
}

function menuComponent() {
  const shortcuts = SHORTCUTS.map(
    ({ id, name, target, words, text }) =>
      `<Shortcut Id="${id}" Name="${name}" Target="${escaped(target)}"${words === undefined ? '' : ` Arguments="${escaped(words)}"`} Description="${text}"/>`,
  );
  return `${shortcuts.join('')}<RemoveFolder Id="StartMenu" On="uninstall"/>${registryKey('start menu')}`;
}

/** @param {string} name */
function registryKey(name) {
  return `<RegistryValue Root="HKLM" Key="Software\\iec104rs" Name="${name}" Type="integer" Value="1" KeyPath="yes"/>`;
}
