/** The ini file as text: general rows, then one row for each RTU. */
import type { DatabaseFile } from './bays.js';
import { csvLine } from './csv.js';

/** The row of the samples that `iec104rs init` makes a setting, by taking the `#` off. */
export const KEEP_EVENTS_OFF = '#events,keep';

/** Size and style of the ini file. */
export interface IniOptions {
  /** RTUs that are loaded. */
  rtus: number;
  firstPort: number;
  firstNumber: number;
  k: number;
  idleSeconds: number;
  /** `plain`: every RTU alike, any host may connect, no options. */
  style: 'full' | 'plain';
}

/** One row. */
export interface RtuRow {
  name: string;
  rtuNumber: number;
  port: number;
  hosts: string;
  file: DatabaseFile;
  k: number;
  options: readonly string[];
}

const PLACES = [
  'Ahornbach',
  'Birkenau',
  'Buchfeld',
  'Dornheim',
  'Eichental',
  'Erlenbach',
  'Eschwang',
  'Falkenau',
  'Fichtenberg',
  'Goldbach',
  'Grauwinkel',
  'Hagenried',
  'Haselmoor',
  'Hirschau',
  'Holzheim',
  'Kaltenbrunn',
  'Kiefernau',
  'Klosterfeld',
  'Krummbach',
  'Lerchenau',
  'Lindental',
  'Moosbruck',
  'Neuwald',
  'Oberau',
  'Pappelheim',
  'Quellental',
  'Rabenstein',
  'Rotmoos',
  'Salzbach',
  'Schilfsee',
  'Seeberg',
  'Steinach',
  'Tannheim',
  'Ulmenau',
  'Unterau',
  'Vogelsang',
  'Weidenbach',
  'Wiesental',
  'Winterau',
  'Zedernbach',
];

/** Kinds of station: end of the name, and which of ten stations are of this kind: `share` of them, counted `from` 0. */
const KINDS: readonly { file: DatabaseFile; ending: string; from: number; share: number }[] = [
  { file: 'substation-110kv.csv', ending: '110', from: 0, share: 4 },
  { file: 'substation-20kv.csv', ending: '20', from: 4, share: 5 },
  { file: 'hydro-plant.csv', ending: 'HPP', from: 9, share: 1 },
];

/** Masters of the old and of the new control centre; 127.0.0.0/8 lets programs on the same machine connect too. */
const OLD_HOSTS = '127.0.0.0/8;192.168.10.0/24';
const NEW_HOSTS = '127.0.0.0/8;::1;192.168.20.0/24;10.104.1.15';

/** One of this many stations is connected to both control centres, with a port for each. */
const SHARED_STATION = 11;
/** RTUs that differ from the rest: k and the option cells, given to one row in every 13. */
const SPECIALS: readonly { k?: number; options: readonly string[] }[] = [
  { options: ['objects=1'] },
  { options: ['testfr=standard', 't3=30'] },
  { options: ['select=required', 'select_timeout=20'] },
  { k: 8, options: ['w=4', 't1=12', 't2=6'] },
  { options: ['clock=follow'] },
  { options: ['time=utc'] },
  { options: ['eoi=every'] },
  { options: ['connections=2', 'group=each'] },
  { k: 3, options: ['w=2', 'objects=1'] },
  { options: ['eoi=never', 'testfr=standard'] },
];
const SPECIAL_EVERY = 13;

/** The rows that are loaded, and two planned stations that are not. */
export function planRtus(options: IniOptions): { loaded: RtuRow[]; planned: RtuRow[] } {
  const rows: RtuRow[] = [];
  for (let station = 0; rows.length < options.rtus; station++) {
    const shared = options.style === 'full' && station % SHARED_STATION === 0;
    const row = stationRow(station, rows.length, options);
    rows.push(shared ? { ...row, hosts: OLD_HOSTS } : row);
    if (!shared || rows.length === options.rtus) continue;
    // The same station for the new control centre: its own port, and none of the options of the first row.
    rows.push({ ...row, port: row.port + 1, hosts: NEW_HOSTS, k: options.k, options: [] });
  }
  const last = rows[rows.length - 1];
  const planned = ['Zollhaus 110', 'Zwiesel 20'].map((name, i) => ({
    ...last,
    name,
    rtuNumber: last.rtuNumber + 1 + i,
    port: last.port + 1 + i,
    file: KINDS[i].file,
    options: [],
  }));
  return { loaded: rows, planned };
}

function stationRow(station: number, row: number, options: IniOptions): RtuRow {
  const place = station % 10;
  const kind = KINDS.findLast(({ from }) => place >= from) ?? KINDS[0];
  const ofKind = Math.floor(station / 10) * kind.share + place - kind.from;
  const round = Math.floor(ofKind / PLACES.length);
  const ending = round === 0 ? kind.ending : `${kind.ending}-${round + 1}`;
  const name = `${PLACES[ofKind % PLACES.length].slice(0, 15 - ending.length)} ${ending}`;
  const special =
    row % SPECIAL_EVERY === 5 ? SPECIALS[Math.floor(row / SPECIAL_EVERY) % SPECIALS.length] : undefined;
  const plain = options.style === 'plain';
  return {
    name,
    rtuNumber: options.firstNumber + station,
    port: options.firstPort + row,
    hosts: plain || station % 3 > 0 ? '' : '127.0.0.0/8;10.104.0.0/16',
    file: kind.file,
    k: plain ? options.k : (special?.k ?? options.k),
    options: plain ? [] : (special?.options ?? []),
  };
}

/** The text of the ini file. */
export function writeIni(options: IniOptions): string {
  const { loaded, planned } = planRtus(options);
  const line = (row: RtuRow, id: string): string =>
    csvLine([
      id,
      row.name,
      row.rtuNumber,
      row.port,
      row.hosts,
      row.k,
      options.idleSeconds,
      row.file,
      ...row.options,
    ]);
  const lines = [
    ...notes(loaded, options.k),
    csvLine(['# id', 'name', 'RTU number', 'port', 'hosts', 'k', 'idle time', 'IOA file', 'options']),
    ...loaded.map((row, i) => line(row, String(i + 1))),
  ];
  if (options.style === 'full') {
    lines.push(
      '#',
      csvLine(['# Planned stations. (A row that begins with ! ends the file: nothing below it is loaded.)']),
      ...planned.map((row, i) => line(row, `#${loaded.length + 1 + i}`)),
    );
  }
  return `${lines.join('\n')}\n`;
}

function notes(loaded: readonly RtuRow[], k: number): string[] {
  const numbers = new Set(loaded.map((row) => row.rtuNumber));
  const text = [
    `The RTUs of this simulation: ${loaded.length} RTUs of ${numbers.size} stations. Edit with a spreadsheet or any editor.`,
    'A row whose first cell starts with ! ends the reading: neither it nor anything below it is loaded.',
    'Rows that start with digits are RTUs; general settings are named below; all other rows are comments.',
    '',
    'NTP servers are tried in their order; repeat the row for every server. Without one the clock is left alone.',
    '@#ntp_server,pool.ntp.org',
    '@ntp_update_every_sec,900',
    '',
    'One row an RTU:',
    'name: its first 16 characters count. RTU number: the common address, 1 to 65535.',
    'It may repeat: a station on two ports serves an old and a new control centre, and commands of one are seen by the other.',
    'port: one for each RTU. hosts: addresses and networks that may connect, separated by ; (empty: any).',
    'k: frames sent without acknowledgement, 12 where empty. idle time: seconds without any frame until the link is closed, 60 where empty.',
    'IOA file: a file in the folder data; RTUs may share one.',
    '',
    'Cells behind the IOA file are options, name=value: bind, w, t1, t2, t3, testfr, objects, connections, group,',
    'select, select_timeout, clock, time, eoi. A row of name and value sets the default for the RTUs below it:',
    '@testfr,passive',
    `@w,${Math.min(8, k)}`,
    '',
    'events: what becomes of events with a time tag while no master takes them: keep, as a real RTU does; without the row: drop.',
    `@${KEEP_EVENTS_OFF}`,
    '',
  ];
  return text.map((note) => {
    if (note.startsWith('@')) return note.slice(1);
    return csvLine([note === '' ? '#' : `# ${note}`]);
  });
}
