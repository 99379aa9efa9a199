/** The copyright file of the Debian package, in the form that machines read: the program, each module with its text, Node.js. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleWork } from './licences.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { ROOT } from './root.mjs';

/** Where Debian keeps the text of a licence, so that no package repeats it. @type {Record<string, string>} */
const COMMON = { 'Apache-2.0': '/usr/share/common-licenses/Apache-2.0' };

const HEAD = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: iec104rs
Comment: The program comes with the modules and the Node.js that it was tested with,
 unchanged, from the registry of npm.
`;

/** @param {readonly import('./modules.mjs').LockedModule[]} modules */
export function copyrightText(modules) {
  const own = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  const node = readFileSync(join(pinnedNode('linux-x64'), 'LICENSE'), 'utf8');
  const parts = [
    paragraph('*', noticesOf(own), 'MIT', own),
    ...modules.map(ofModule),
    paragraph(
      'usr/lib/iec104rs/bin/node',
      ['Copyright Node.js contributors, and those that the text below names'],
      'Node.js-and-its-parts',
      node,
    ),
  ];
  return [HEAD, ...parts].join('\n');
}

/** @param {import('./modules.mjs').LockedModule} module */
function ofModule(module) {
  const { licence, authors, text } = moduleWork(module);
  const notices = noticesOf(text);
  if (notices.length === 0) notices.push(`Copyright ${authors === '' ? 'its authors' : authors}`);
  const said = COMMON[licence] === undefined ? text : `On Debian systems the text is in ${COMMON[licence]}.`;
  return paragraph(`usr/lib/iec104rs/${module.path}/*`, notices, licence, said);
}

/** Lines that say who holds the rights: the first words, a year or a sign, no sentence about notices. @param {string} text */
function noticesOf(text) {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(
      (line) => /^copyright (\(c\)|©|\d{4}|[A-Z])/i.test(line) && !/\[yyyy\]|notice|license/i.test(line),
    );
}

/** @param {string} files @param {readonly string[]} holders @param {string} licence @param {string} text */
function paragraph(files, holders, licence, text) {
  const lines = text.replaceAll('\r', '').trimEnd().split('\n');
  return [
    `Files: ${files}`,
    `Copyright: ${holders.join('\n ')}`,
    `License: ${licence}`,
    // An empty line would end the paragraph.
    ...lines.map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd().replaceAll('\t', '  ')}`)),
    '',
  ].join('\n');
}
