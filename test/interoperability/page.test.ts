/** The page of lists: what it says, and that no text of others becomes a part of it. */
import { describe, expect, it } from 'vitest';
import { buildList } from '../../src/interoperability/build-list.js';
import { BOXES, SETTINGS } from '../../src/interoperability/form.js';
import type { InteroperabilityList } from '../../src/interoperability/list.js';
import { listPieces } from '../../src/interoperability/page.js';
import { TYPE_LINES } from '../../src/interoperability/type-lines.js';
import { indexTable, signalUse } from '../../src/interoperability/used-causes.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';

const HEAD = { program: { name: 'iec104rs', version: '1.2.3' }, made: '2026-01-01', source: 'rtus.csv' };

function listOf(csv: string, more: Parameters<typeof rtuDefinition>[1] = {}): InteroperabilityList {
  const own = indexTable(tableOf(csv));
  return buildList({
    rtu: rtuDefinition(1, more),
    signals: signalUse({ own, sisters: [], hasOthers: false }),
  });
}

const pageOf = (...lists: InteroperabilityList[]): string => [...listPieces(HEAD, lists)].join('');

/** Words of a page without its tags, on one line. */
function wordsOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ');
}

describe('the page of a list', () => {
  const page = pageOf(listOf('1,Y,1,1,0\n2,,45,101,1'));

  it('says that it is no certificate, whose list it is, and of what file', () => {
    const words = wordsOf(page);
    expect(words).toContain('It is no certificate');
    for (const text of ['RTU 1 System 1', '2404', '101', 'rtus.csv', 'iec104rs 1.2.3', 'io.csv']) {
      expect(words).toContain(text);
    }
  });

  it('has every entry of the form', () => {
    const words = wordsOf(page);
    for (const { text } of [...BOXES.values(), ...SETTINGS.values()]) expect(words).toContain(text);
    for (const { id, mnemonic, text } of TYPE_LINES.values()) {
      expect(words).toContain(`<${id}> ${text}, ${mnemonic}`);
    }
  });

  it('has boxes as text, with words for who does not see them', () => {
    const line = (mark: string, words: string, text: string) =>
      `<b role="img" aria-label="${words}">${mark}</b><span>${text}</span>`;
    expect(page).toContain(line('☒', 'used', '&lt;45&gt; single command, C_SC_NA_1'));
    expect(page).toContain(line('☐', 'not used', '&lt;46&gt; double command, C_DC_NA_1'));
    expect(page).toContain(line('■', 'not in IEC 60870-5-104', '&lt;104&gt; test, C_TS_NA_1'));
    expect(page).toContain('<b role="img" aria-label="used in both directions" class="letter">B</b>');
  });

  it('has a row of causes for each type of 104, and none for others', () => {
    const rowOf = (name: string) => page.split('\n').find((line) => line.includes(`${name}</th>`)) ?? '';
    // Columns 1–13, 20–36, 37–41, 44–47. X: used; a dot: never.
    const cells = (name: string) =>
      [...rowOf(name).matchAll(/<td([^>]*)>([^<]*)/g)]
        .map(([, , text]) => (text === '' ? '_' : text))
        .join('');
    expect(cells('&lt;1&gt; M_SP_NA_1')).toBe('·_X·X·····X_·X·····');
    expect(cells('&lt;45&gt; C_SC_NA_1')).toBe('·····XXXXX·····_XXX');
    expect(cells('&lt;46&gt; C_DC_NA_1')).toBe('·····_____·····____');
    expect(cells('&lt;126&gt; F_DR_TA_1')).toBe('··_·_··············');
    expect(rowOf('&lt;104&gt; C_TS_NA_1')).toBe('');
  });

  it('loads nothing and runs nothing', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<img|<link|src=|https?:/);
  });

  it('shows names, files, hosts and options of others as text', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&\u202e';
    const more = { name: evil, ioFile: evil, hosts: [evil], bind: evil, group: [[evil]] };
    const html = [...listPieces({ ...HEAD, source: evil }, [listOf('', more)])].join('');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('\u202e');
    expect(html.match(/&lt;img src=x/g)?.length).toBeGreaterThan(5);
  });
});

it('several lists have a contents with a link to each', () => {
  const page = pageOf(listOf('1,Y,1,1,0'), listOf('1,Y,1,1,0', { k: 3 }));
  expect(wordsOf(page)).toContain('2 RTUs with 2 different lists');
  for (const id of ['list-1', 'list-2']) {
    expect(page).toContain(`<a href="#${id}">`);
    expect(page).toContain(`<article id="${id}">`);
  }
});
