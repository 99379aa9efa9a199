/** Connections: end of initialization, acknowledgement by w and t2, own test frames, STOPDT, several masters. */
import { type Exchange, GOLDEN_OCTETS, lines, type Scenario, STARTDT, STOPDT, startdt } from './exchange.js';

const TESTFR_CON = '68 04 83 00 00 00';

/** End of initialization with `eoi` `every`, `start` and `never`, on one connection after the other. */
const initialized: readonly Exchange[] = [
  { name: 'eoi=every, first connection', link: 'every', octets: STARTDT, seen: startdt(11) },
  { name: 'STOPDT', link: 'every', octets: STOPDT, seen: ['> STOPDT act', '< STOPDT con'] },
  { name: 'eoi=every, STARTDT again', link: 'every', octets: STARTDT, seen: startdt(), closes: 'every' },
  { name: 'eoi=every, second connection', link: 'everyAgain', octets: STARTDT, seen: startdt(11) },
  {
    name: 'eoi=every, takeover',
    link: 'everyOther',
    octets: STARTDT,
    seen: startdt(11),
    loses: 'everyAgain',
  },
  { name: 'eoi=start, first connection', link: 'start', octets: STARTDT, seen: startdt(12), closes: 'start' },
  { name: 'eoi=start, second connection', link: 'startAgain', octets: STARTDT, seen: startdt() },
  { name: 'eoi=never', link: 'never', octets: STARTDT, seen: startdt() },
];

const request = (ioa: number) => `102 cot 5 ca 14: ${ioa}`;
const ask = (ioa: number) => `66 01 05 00 0E 00 0${ioa} 00 00`;
const reading = (ioa: number) => `1 cot 5 ca 14: ${ioa} siq=0x01`;
const held = (name: string, ioas: readonly number[], replies: readonly string[]): Exchange => ({
  name,
  link: 'slow',
  holds: true,
  asdus: ioas.map(ask),
  seen: lines(ioas.map(request), replies),
});

/** k = 2, w = 2, t2 = 1 s: while the window is closed only S frames can acknowledge. */
const acknowledged: readonly Exchange[] = [
  { name: 'STARTDT', link: 'slow', octets: STARTDT, seen: startdt() },
  held('read', [1], [reading(1)]),
  held('read, window closed', [2], [reading(2)]),
  held('w requests: S frame', [3, 4], ['S 4']),
  held('one request: S frame after t2', [5], ['S 5']),
  {
    name: 'acknowledgement: what waited',
    link: 'slow',
    seen: lines([], [reading(3), reading(4), reading(5)]),
  },
  held('read', [1], [reading(1)]),
  held('read, window closed', [2], [reading(2)]),
  {
    name: 'one request and STOPDT: S frame at once, not confirmed',
    link: 'slow',
    holds: true,
    asdus: [ask(3)],
    octets: STOPDT,
    seen: [...lines([request(3)], ['S 8']), '> STOPDT act'],
  },
  { name: 'acknowledgement: STOPDT is confirmed', link: 'slow', seen: ['< STOPDT con'] },
  { name: 'STARTDT: what waited is gone', link: 'slow', octets: STARTDT, seen: startdt() },
];

/** testfr=standard, t3 = 1 s. */
const tested: readonly Exchange[] = [
  {
    name: 'own test frame before STARTDT',
    link: 'tested',
    answer: TESTFR_CON,
    seen: ['> TESTFR con', '< TESTFR act'],
  },
  { name: 'STARTDT', link: 'tested', octets: STARTDT, seen: startdt() },
  {
    name: 'own test frame after STARTDT',
    link: 'tested',
    answer: TESTFR_CON,
    seen: ['> TESTFR con', '< TESTFR act'],
    closes: 'tested',
  },
];

/** Frames that the previous connection left unacknowledged: rows of an index send, and return information. */
export const UNANSWERED = [
  '30 cot 3 ca 16: 1 siq=0x00 now',
  '36 cot 3 ca 16: 2 float=1.5 qds=0x00 now',
  '38 cot 3 ca 16: 3 rawdata=01:00:00 now',
  '30 cot 11 oa 9 ca 16: 1 siq=0x01 now',
];

/** The same frames on the connection that takes over: it sent no command, so return information is spontaneous. */
export const SENT_AGAIN = [...UNANSWERED.slice(0, 3), '30 cot 3 ca 16: 1 siq=0x01 now'];

const takenOver: readonly Exchange[] = [
  { name: 'STARTDT, end of initialization', link: 'before', octets: STARTDT, seen: startdt(16) },
  {
    name: 'index send without acknowledgement',
    link: 'before',
    holds: true,
    send: 5,
    seen: lines([], UNANSWERED.slice(0, 3)),
  },
  {
    // The window is full before actterm is sent.
    name: 'command without acknowledgement',
    link: 'before',
    holds: true,
    asdus: ['2D 01 06 09 10 00 65 00 00 01'],
    seen: lines(['45 cot 6 oa 9 ca 16: 101 sco=0x01'], ['45 cot 7 oa 9 ca 16: 101 sco=0x01', UNANSWERED[3]]),
  },
  {
    name: 'STARTDT on another connection: unacknowledged signals again, no confirmations',
    link: 'after',
    octets: STARTDT,
    seen: [...startdt(), ...lines([], SENT_AGAIN)],
    loses: 'before',
  },
];

/** group=each: every connection is served independently. */
const served: readonly Exchange[] = [
  { name: 'STARTDT, end of initialization', link: 'one', octets: STARTDT, seen: startdt(17) },
  { name: 'STARTDT on another connection', link: 'two', octets: STARTDT, seen: startdt() },
  {
    name: 'index send to both',
    link: 'one',
    send: 6,
    seen: ['< 1 cot 3 ca 17: 1 siq=0x00'],
    elsewhere: { two: ['< 1 cot 3 ca 17: 1 siq=0x00'] },
  },
  {
    name: 'command, seen by both',
    link: 'two',
    asdus: ['2D 01 06 09 11 00 65 00 00 01'],
    seen: lines(
      ['45 cot 6 oa 9 ca 17: 101 sco=0x01'],
      [
        '45 cot 7 oa 9 ca 17: 101 sco=0x01',
        '1 cot 11 oa 9 ca 17: 1 siq=0x01',
        '45 cot 10 oa 9 ca 17: 101 sco=0x01',
      ],
    ),
    elsewhere: { one: ['< 1 cot 3 ca 17: 1 siq=0x01'] },
  },
];

/** Two RTUs on one port: each answers under its CA, 18 = 12 and 19 = 13. */
const shared: readonly Exchange[] = [
  {
    name: 'STARTDT, end of initialization of both',
    link: 'shared',
    octets: STARTDT,
    seen: [...startdt(18), '< 70 cot 4 ca 19: 0 coi=0x00'],
  },
  {
    name: 'interrogation of the second',
    link: 'shared',
    asdus: ['64 01 06 05 13 00 00 00 00 14'],
    seen: lines(
      ['100 cot 6 oa 5 ca 19: 0 qoi=20'],
      [
        '100 cot 7 oa 5 ca 19: 0 qoi=20',
        '3 cot 20 oa 5 ca 19: 3 diq=0x02',
        '100 cot 10 oa 5 ca 19: 0 qoi=20',
      ],
    ),
  },
  {
    name: 'interrogation of the global CA',
    link: 'shared',
    asdus: ['64 01 06 05 FF FF 00 00 00 14'],
    anyOrder: true,
    seen: lines(
      ['100 cot 6 oa 5 ca 65535: 0 qoi=20'],
      [
        ...['100 cot 7 oa 5 ca 18: 0 qoi=20', '100 cot 7 oa 5 ca 19: 0 qoi=20'],
        ...['1 cot 20 oa 5 ca 18: 1 siq=0x00', '3 cot 20 oa 5 ca 19: 3 diq=0x02'],
        ...['100 cot 10 oa 5 ca 18: 0 qoi=20', '100 cot 10 oa 5 ca 19: 0 qoi=20'],
      ],
    ),
  },
  {
    name: 'clock sync of the global CA',
    link: 'shared',
    asdus: [`67 01 06 00 FF FF 00 00 00 ${GOLDEN_OCTETS}`],
    seen: lines(['103 cot 6 ca 65535: 0 golden'], ['103 cot 7 ca 18: 0 now', '103 cot 7 ca 19: 0 now']),
  },
  {
    name: 'a CA that neither has',
    link: 'shared',
    asdus: ['64 01 06 00 14 00 00 00 00 14'],
    seen: lines(['100 cot 6 ca 20: 0 qoi=20'], ['100 cot 46 neg ca 20: 0 qoi=20']),
  },
  {
    name: 'index send of both',
    link: 'shared',
    send: 7,
    anyOrder: true,
    seen: lines([], ['1 cot 3 ca 18: 1 siq=0x00', '3 cot 3 ca 19: 3 diq=0x02']),
  },
];

export const CONNECTIONS: Scenario = {
  rtus: {
    every: { no: 11, file: 'few.csv', options: ['eoi=every'] },
    start: { no: 12, file: 'few.csv', options: ['eoi=start'] },
    never: { no: 13, file: 'few.csv', options: ['eoi=never'] },
    slow: { no: 14, file: 'few.csv', k: 2, options: ['w=2', 't2=1', 'eoi=never'] },
    tested: { no: 15, file: 'few.csv', options: ['testfr=standard', 't3=1', 'eoi=never'] },
    group: { no: 16, file: 'takeover.csv', k: 5 },
    each: { no: 17, file: 'each.csv', options: ['group=each'] },
    first: { no: 18, file: 'first.csv' },
    second: { no: 19, file: 'second.csv', sharesPortOf: 'first' },
  },
  files: {
    'few.csv': [1, 2, 3, 4, 5].map((ioa) => `1,Y,1,${ioa},1,0`),
    'takeover.csv': ['5,Y,30,1,0,0', '5,Y,36,2,1.5,0', '5,N,38,3,1,0', '9,N,45,101,1,0'],
    'first.csv': ['7,Y,1,1,0,0'],
    'second.csv': ['7,Y,3,3,2,0'],
    'each.csv': ['6,Y,1,1,0,0', '9,N,45,101,1,0'],
  },
  links: {
    every: 'every',
    everyAgain: 'every',
    everyOther: 'every',
    start: 'start',
    startAgain: 'start',
    never: 'never',
    slow: 'slow',
    tested: 'tested',
    before: 'group',
    after: 'group',
    one: 'each',
    two: 'each',
    shared: 'first',
  },
  exchanges: [...tested, ...initialized, ...acknowledged, ...takenOver, ...served, ...shared],
};
