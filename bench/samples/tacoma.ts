/**
 * A configuration of the size of a published acceptance test (Tacoma Power, before award): 98 RTUs; 5,000 status alarms a
 * minute, 10,000 analogs every 2 s and 15,000 more every 6 s, over all RTUs. Names and points are invented; the sums are exact.
 */
import { csvLine } from './csv.js';
import { KEEP_EVENTS_OFF } from './ini.js';
import { type Random, seededRandom } from './random.js';

/** Stations of one kind; each is one RTU. */
export interface TacomaKind {
  readonly file: string;
  readonly title: string;
  /** Name without the station's number. */
  readonly name: string;
  readonly rtus: number;
  /** RTU number of the first one; the rest follow. */
  readonly firstNumber: number;
  /** Points: status (in a pass of index 1 each comes and goes), analogs of the fast and of the slow scan. */
  readonly status: number;
  readonly fast: number;
  readonly slow: number;
}

/**
 * Sums over all RTUs: 6 + 22 + 70 = 98 RTUs; status rows 6·130 + 22·90 + 70·32 = 5,000 (two a point);
 * fast 6·260 + 22·145 + 70·75 = 10,000; slow 6·390 + 22·200 + 70·118 = 15,000.
 */
export const TACOMA_KINDS: readonly TacomaKind[] = [
  {
    file: 'hydro-plant.csv',
    title: 'Hydro power plant',
    name: 'Hydro plant',
    rtus: 6,
    firstNumber: 101,
    status: 65,
    fast: 260,
    slow: 390,
  },
  {
    file: 'transmission.csv',
    title: 'Transmission substation',
    name: 'Transmission',
    rtus: 22,
    firstNumber: 201,
    status: 45,
    fast: 145,
    slow: 200,
  },
  {
    file: 'distribution.csv',
    title: 'Distribution substation',
    name: 'Distribution',
    rtus: 70,
    firstNumber: 301,
    status: 16,
    fast: 75,
    slow: 118,
  },
];

/** Seed of the committed files. */
export const TACOMA_SEED = 98;

const FIRST_PORT = 2404;
const MINUTES = 5;
/** A pass of the status rows takes this many seconds of its minute. */
const STATUS_SECONDS = 58;

/** First addresses. The analogs of one scan have one type, so that their frames are full. */
const IOA = { status: 1001, fast: 3001, slow: 5001 } as const;

const ALARMS = [
  'relay trip',
  'breaker alarm',
  'battery alarm',
  'comm failure',
  'door open',
  'gas pressure low',
];
const FAST = ['MW', 'Mvar', 'kV', 'A'];
const SLOW = ['oil temperature', 'tap voltage', 'level', 'ambient temperature', 'pressure'];

/** Files by their path in the repository. The same seed gives the same texts. */
export function makeTacomaSet(seed: number): Map<string, string> {
  const files = new Map([
    ['profiles/tacoma.csv', writeProfile(seed)],
    ['profiles/tacoma/iec104rs.csv', writeIni()],
  ]);
  for (const kind of TACOMA_KINDS) {
    files.set(`profiles/tacoma/data/${kind.file}`, writeDatabase(kind, seededRandom(seed, kind.file)));
  }
  return files;
}

function writeIni(): string {
  const lines = [
    csvLine([
      '# 98 RTUs for profiles/tacoma.csv: 6 plants, 22 transmission and 70 distribution substations.',
    ]),
    '# The ports are those of the sample RTUs: run one set or the other.',
    KEEP_EVENTS_OFF,
    '# id,name,RTU number,port,hosts,k,idle time,IOA file,options',
  ];
  let id = 0;
  for (const { name, rtus, firstNumber, file } of TACOMA_KINDS) {
    for (let i = 0; i < rtus; i++) {
      const title = `${name} ${String(i + 1).padStart(2, '0')}`;
      lines.push(csvLine([id + 1, title, firstNumber + i, FIRST_PORT + id, '', 12, 60, file]));
      id++;
    }
  }
  return `${lines.join('\n')}\n`;
}

function writeDatabase({ title, status, fast, slow }: TacomaKind, random: Random): string {
  const row = (index: number, gi: string, typeId: number, ioa: number, value: string, text: string): string =>
    csvLine([index, gi, typeId, ioa, value, 0, '', '', '', '', '', text]);
  const points = (count: number, words: readonly string[]): { at: number; text: string }[] =>
    Array.from({ length: count }, (_, at) => {
      const bay = `B${String(Math.floor(at / words.length) + 1).padStart(2, '0')}`;
      return { at, text: `${bay} ${words[at % words.length]}` };
    });
  const alarms = points(status, ALARMS);
  return `${[
    csvLine([
      `# ${title}: ${status} status points, ${fast} analogs of the fast scan, ${slow} of the slow one`,
    ]),
    '#index,GI,type id,IOA,value,wait(s),rtu no,type id,IOA,value,T-out(ms),comment',
    '#---- index 100: states to start with',
    ...alarms.map(({ at, text }) => row(100, 'Y', 30, IOA.status + at, '0', text)),
    '#---- index 1: every alarm comes; then every alarm goes',
    ...['1', '0'].flatMap((value) =>
      alarms.map(({ at, text }) => row(1, 'N', 30, IOA.status + at, value, text)),
    ),
    '#---- index 2: analogs of the fast scan',
    ...points(fast, FAST).map(({ at, text }) =>
      row(2, 'Y', 13, IOA.fast + at, (random() * 500).toFixed(2), text),
    ),
    '#---- index 3: analogs of the slow scan',
    ...points(slow, SLOW).map(({ at, text }) =>
      row(3, 'Y', 11, IOA.slow + at, String(Math.round(random() * 1000)), text),
    ),
  ].join('\n')}\n`;
}

function writeProfile(seed: number): string {
  const lines = [
    csvLine([
      '# The load of a published acceptance test (Tacoma Power): 98 RTUs; 5,000 status alarms a minute,',
    ]),
    csvLine(['# 10,000 analogs every 2 s and 15,000 more every 6 s over all RTUs; five minutes.']),
    '# Run it with its own RTUs:',
    '#   iec104rs -i profiles/tacoma/iec104rs.csv --data profiles/tacoma/data --profile profiles/tacoma.csv',
    '# A pass of index 1 holds the status changes of a minute; its rate spreads them over that minute.',
    '# Both scans start together every 6 s: the instant with 25,000 analogs is part of the test.',
    csvLine(['seed', seed]),
    '# second,index,duration,rate,every,times,RTU numbers,walk %,comment',
    csvLine([0, 2, '', 'max', 2, MINUTES * 30, '', 2, 'fast scan: 10,000 analogs']),
    csvLine([0, 3, '', 'max', 6, MINUTES * 10, '', 2, 'slow scan: 15,000 analogs']),
  ];
  for (const { status, rtus, firstNumber, title } of TACOMA_KINDS) {
    const rate = ((2 * status) / STATUS_SECONDS).toFixed(3);
    const numbers = `${firstNumber}-${firstNumber + rtus - 1}`;
    const text = `status alarms: ${rtus} x ${2 * status} a minute (${title.toLowerCase()}s)`;
    lines.push(csvLine([0, 1, '', rate, 60, MINUTES, numbers, '', text]));
  }
  return `${lines.join('\n')}\n`;
}
