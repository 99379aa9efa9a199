/** Commands: the frames that tshark sees on the commanding connection and on the other port of the station. */
import {
  answered,
  asduOf,
  CA,
  COMMAND_ROWS,
  COMMAND_RTUS,
  type Command,
  executed,
  NO_STATUS,
  shownAs,
} from './command-station.js';
import { type Exchange, lines, type Scenario, STARTDT, startdt } from './exchange.js';

const command = (type: number, status: number, element: string, shown: string): Command => ({
  type,
  status,
  element,
  shown,
});

// Hand-written from `docs/protocol.md` §4: SCO/DCO/RCO S/E 0x80, QU in bits 2…6, DCS 1 OFF 2 ON, RCS 1 lower 2 higher; QOS S/E 0x80.
// tshark shows NVA with six digits, bitstrings big-endian.
const on = (type: number, status: number) => command(type, status, '01', 'sco=0x01');
const off = (type: number, status: number) => command(type, status, '00', 'sco=0x00');
const doubleOn = (type: number, status: number) => command(type, status, '02', 'dco=0x02');
const doubleOff = (type: number, status: number) => command(type, status, '01', 'dco=0x01');
const higher = (type: number, status: number) => command(type, status, '02', 'rco=0x02');
const lower = (type: number, status: number) => command(type, status, '01', 'rco=0x01');
const normalized = (type: number, status: number, octets: string, value: string) =>
  command(type, status, `${octets} 00`, `normval=${value} qos=0x00`);
const scaled = (type: number, status: number, octets: string, value: string) =>
  command(type, status, `${octets} 00`, `scalval=${value} qos=0x00`);
const float = (type: number, status: number, octets: string, value: string) =>
  command(type, status, `${octets} 00`, `float=${value} qos=0x00`);
const bits = (type: number, status: number) => command(type, status, '01 02 03 04', 'bitstring=0x01020304');

/** In order, because each exchange starts from the states that the previous one set. */
const EXECUTED: readonly Exchange[] = [
  // Single commands; quality stays.
  executed(on(45, 101), 1, '101 siq=0x41'),
  executed(off(45, 101), 1, '101 siq=0x40'),
  executed(command(45, 102, '05', 'sco=0x05'), 30, '102 siq=0x01 now'),
  executed(on(45, 103), 3, '103 diq=0x02'),
  executed(off(45, 103), 3, '103 diq=0x01'),
  executed(on(45, 104), 31, '104 diq=0x12 now'),
  executed(on(58, 101), 1, '101 siq=0x41'),
  executed(off(58, 102), 30, '102 siq=0x00 now'),
  executed(on(58, 103), 3, '103 diq=0x02'),
  executed(off(58, 104), 31, '104 diq=0x11 now'),
  // Double commands.
  executed(doubleOff(46, 103), 3, '103 diq=0x01'),
  executed(doubleOn(46, 104), 31, '104 diq=0x12 now'),
  executed(doubleOff(46, 101), 1, '101 siq=0x40'),
  executed(doubleOn(46, 102), 30, '102 siq=0x01 now'),
  executed(doubleOn(59, 103), 3, '103 diq=0x02'),
  executed(command(59, 104, '0D', 'dco=0x0d'), 31, '104 diq=0x11 now'),
  executed(doubleOn(59, 101), 1, '101 siq=0x41'),
  executed(doubleOff(59, 102), 30, '102 siq=0x00 now'),
  // Steps up to the end of the range: 62, −63.
  executed(higher(47, 105), 5, '105 vti=0x3f qds=0x00'),
  executed(higher(47, 105), 5, '105 vti=0x3f qds=0x00'),
  executed(lower(47, 106), 32, '106 vti=0x40 qds=0x00 now'),
  executed(lower(60, 105), 5, '105 vti=0x3e qds=0x00'),
  executed(higher(60, 106), 32, '106 vti=0x41 qds=0x00 now'),
  // Measurands by 1; normalized ones by 0.01: 0.51 · 32768 = 16711.68, sent as 16712.
  executed(higher(47, 107), 9, '107 normval=0.51001 qds=0x00'),
  executed(lower(60, 108), 34, '108 normval=-0.51001 qds=0x00 now'),
  executed(higher(47, 109), 11, '109 scalval=101 qds=0x00'),
  executed(lower(60, 110), 35, '110 scalval=-101 qds=0x00 now'),
  executed(higher(60, 111), 13, '111 float=2.5 qds=0x00'),
  executed(lower(47, 112), 36, '112 float=-2.5 qds=0x01 now'),
  executed(lower(47, 115), 21, '115 normval=-0.0100098'),
  // Two-state points.
  executed(lower(47, 101), 1, '101 siq=0x40'),
  executed(higher(47, 102), 30, '102 siq=0x01 now'),
  executed(lower(60, 103), 3, '103 diq=0x01'),
  executed(higher(60, 104), 31, '104 diq=0x12 now'),
  // Set-points: on their own type, and on measurands of other types.
  executed(normalized(48, 107, '00 20', '0.25'), 9, '107 normval=0.25 qds=0x00'),
  executed(normalized(48, 108, '00 80', '-1'), 34, '108 normval=-1 qds=0x00 now'),
  executed(normalized(48, 115, '00 C0', '-0.5'), 21, '115 normval=-0.5'),
  executed(normalized(48, 109, '00 80', '-1'), 11, '109 scalval=-1 qds=0x00'),
  executed(normalized(48, 111, '00 20', '0.25'), 13, '111 float=0.25 qds=0x00'),
  executed(normalized(61, 107, '00 40', '0.5'), 9, '107 normval=0.5 qds=0x00'),
  executed(normalized(61, 108, '00 E0', '-0.25'), 34, '108 normval=-0.25 qds=0x00 now'),
  executed(scaled(49, 109, 'FE FF', '-2'), 11, '109 scalval=-2 qds=0x00'),
  executed(scaled(49, 110, 'FF 7F', '32767'), 35, '110 scalval=32767 qds=0x00 now'),
  executed(scaled(49, 105, '07 00', '7'), 5, '105 vti=0x07 qds=0x00'),
  executed(scaled(49, 107, 'FF FF', '-1'), 9, '107 normval=-1 qds=0x00'),
  executed(scaled(49, 112, 'FB FF', '-5'), 36, '112 float=-5 qds=0x01 now'),
  executed(scaled(62, 109, '00 80', '-32768'), 11, '109 scalval=-32768 qds=0x00'),
  executed(scaled(62, 110, '01 00', '1'), 35, '110 scalval=1 qds=0x00 now'),
  executed(scaled(62, 106, 'F9 FF', '-7'), 32, '106 vti=0x79 qds=0x00 now'),
  executed(float(50, 111, '00 00 28 C1', '-10.5'), 13, '111 float=-10.5 qds=0x00'),
  executed(float(50, 112, '00 00 C0 3F', '1.5'), 36, '112 float=1.5 qds=0x01 now'),
  executed(float(50, 107, '00 00 00 3E', '0.125'), 9, '107 normval=0.125 qds=0x00'),
  // Ties away from zero.
  executed(float(50, 109, '00 00 20 C0', '-2.5'), 11, '109 scalval=-3 qds=0x00'),
  executed(float(63, 111, '00 00 C0 3F', '1.5'), 13, '111 float=1.5 qds=0x00'),
  executed(float(63, 112, '00 00 28 C1', '-10.5'), 36, '112 float=-10.5 qds=0x01 now'),
  executed(bits(51, 113), 7, '113 bitstring=0x01020304 qds=0x00'),
  executed(bits(51, 114), 33, '114 bitstring=0x01020304 qds=0x20 now'),
  executed(command(64, 113, 'FF 00 00 80', 'bitstring=0xff000080'), 7, '113 bitstring=0xff000080 qds=0x00'),
  executed(
    command(64, 114, 'FF 00 00 80', 'bitstring=0xff000080'),
    33,
    '114 bitstring=0xff000080 qds=0x20 now',
  ),
];

/** A select, the frames that confirm it, and the execute that follows. */
function selected(select: Command, execute: Exchange): Exchange[] {
  return [
    answered('select', 'own', select, '6', '7'),
    { ...execute, name: `execute after select, ${execute.name}` },
  ];
}

const SELECTED: readonly Exchange[] = [
  ...selected(command(45, 101, '81', 'sco=0x81'), executed(on(45, 101), 1, '101 siq=0x41')),
  ...selected(command(46, 103, '82', 'dco=0x82'), executed(doubleOn(46, 103), 3, '103 diq=0x02')),
  ...selected(command(47, 105, '81', 'rco=0x81'), executed(lower(47, 105), 5, '105 vti=0x06 qds=0x00')),
  ...selected(
    command(48, 107, '00 20 80', 'normval=0.25 qos=0x80'),
    executed(normalized(48, 107, '00 20', '0.25'), 9, '107 normval=0.25 qds=0x00'),
  ),
  ...selected(
    command(49, 109, '05 00 80', 'scalval=5 qos=0x80'),
    executed(scaled(49, 109, '05 00', '5'), 11, '109 scalval=5 qds=0x00'),
  ),
  ...selected(
    command(50, 111, '00 00 C0 3F 80', 'float=1.5 qos=0x80'),
    executed(float(50, 111, '00 00 C0 3F', '1.5'), 13, '111 float=1.5 qds=0x00'),
  ),
  ...selected(command(58, 102, '80', 'sco=0x80'), executed(off(58, 102), 30, '102 siq=0x00 now')),
  ...selected(command(59, 104, '81', 'dco=0x81'), executed(doubleOff(59, 104), 31, '104 diq=0x11 now')),
  ...selected(command(60, 106, '82', 'rco=0x82'), executed(higher(60, 106), 32, '106 vti=0x7a qds=0x00 now')),
  ...selected(
    command(61, 108, '00 20 80', 'normval=0.25 qos=0x80'),
    executed(normalized(61, 108, '00 20', '0.25'), 34, '108 normval=0.25 qds=0x00 now'),
  ),
  ...selected(
    command(62, 110, '05 00 80', 'scalval=5 qos=0x80'),
    executed(scaled(62, 110, '05 00', '5'), 35, '110 scalval=5 qds=0x00 now'),
  ),
  ...selected(
    command(63, 112, '00 00 C0 3F 80', 'float=1.5 qos=0x80'),
    executed(float(63, 112, '00 00 C0 3F', '1.5'), 36, '112 float=1.5 qds=0x01 now'),
  ),
];

/** One of each type that can be selected, with S/E = 1. */
const SELECTS: readonly Command[] = [
  command(45, 101, '81', 'sco=0x81'),
  command(46, 103, '82', 'dco=0x82'),
  command(47, 105, '81', 'rco=0x81'),
  command(48, 107, '00 20 80', 'normval=0.25 qos=0x80'),
  command(49, 109, '05 00 80', 'scalval=5 qos=0x80'),
  command(50, 111, '00 00 C0 3F 80', 'float=1.5 qos=0x80'),
  command(58, 101, '81', 'sco=0x81'),
  command(59, 103, '82', 'dco=0x82'),
  command(60, 105, '81', 'rco=0x81'),
  command(61, 107, '00 20 80', 'normval=0.25 qos=0x80'),
  command(62, 109, '05 00 80', 'scalval=5 qos=0x80'),
  command(63, 111, '00 00 C0 3F 80', 'float=1.5 qos=0x80'),
];

const CANCELLED: readonly Exchange[] = [
  ...SELECTS.flatMap((select) => [
    answered('select', 'own', select, '6', '7'),
    answered('cancel', 'own', select, '8', '9'),
    answered('cancel of nothing', 'own', select, '8', '9 neg'),
  ]),
  // Commands without select cannot be cancelled.
  answered('cancel of what has no select', 'own', bits(51, 113), '8', '9 neg'),
  answered('cancel of what has no select', 'own', bits(64, 113), '8', '9 neg'),
];

const held = SELECTS[0];
const REFUSED: readonly Exchange[] = [
  ...[46, 59].flatMap((type) => [
    answered('DCS 0', 'own', command(type, 103, '00', 'dco=0x00'), '6', '7 neg'),
    answered('DCS 3', 'own', command(type, 103, '03', 'dco=0x03'), '6', '7 neg'),
    answered('select with DCS 3', 'own', command(type, 103, '83', 'dco=0x83'), '6', '7 neg'),
  ]),
  ...[47, 60].flatMap((type) => [
    answered('RCS 0', 'own', command(type, 105, '00', 'rco=0x00'), '6', '7 neg'),
    answered('RCS 3', 'own', command(type, 105, '03', 'rco=0x03'), '6', '7 neg'),
  ]),
  answered('set-point out of range', 'own', scaled(49, 105, '40 00', '64'), '6', '7 neg'),
  answered('set-point out of range', 'own', scaled(62, 107, '02 00', '2'), '6', '7 neg'),
  answered('set-point out of range', 'own', float(50, 107, '00 00 C0 3F', '1.5'), '6', '7 neg'),
  answered('set-point out of range', 'own', float(63, 109, '00 00 00 48', '131072'), '6', '7 neg'),
  answered('set-point that is no number', 'own', float(50, 111, '00 00 C0 7F', 'nan'), '6', '7 neg'),
  answered('set-point on a two-state point', 'own', normalized(48, 101, '00 20', '0.25'), '6', '7 neg'),
  answered('set-point on a two-state point', 'own', normalized(61, 103, '00 20', '0.25'), '6', '7 neg'),
  answered('single command on a measurand', 'own', on(45, 107), '6', '7 neg'),
  answered('single command on a measurand', 'own', on(58, 107), '6', '7 neg'),
  answered('bitstring on a measurand', 'own', bits(51, 109), '6', '7 neg'),
  answered('bitstring on a measurand', 'own', bits(64, 109), '6', '7 neg'),
  // The selection is gone after an execute that differs.
  answered('select', 'own', held, '6', '7'),
  answered('execute of something else', 'own', off(45, 101), '6', '7 neg'),
  answered('cancel of what is gone', 'own', held, '8', '9 neg'),
  // One selection per point, whichever port selected it.
  answered('select', 'own', held, '6', '7'),
  answered('select of what another port holds', 'other', held, '6', '7 neg'),
  answered('execute of what another port holds', 'other', on(45, 101), '6', '7 neg'),
  answered('cancel of what another port holds', 'other', held, '8', '9 neg'),
  answered('cancel', 'own', held, '8', '9'),
];

/** T = 1 is confirmed with T = 1 and changes no point; two objects are refused. */
const UNUSUAL: readonly Exchange[] = [
  ...[on(45, 101), on(58, 101)].map((each) => ({
    name: `test bit, type ${each.type}`,
    link: 'own',
    asdus: [asduOf(each, '86')],
    seen: lines([shownAs(each, '6 test')], [shownAs(each, '7 test'), shownAs(each, '10 test')]),
  })),
  ...[on(45, NO_STATUS), on(58, NO_STATUS), bits(51, NO_STATUS)].map((each) => ({
    name: `with a status signal that the station lacks, type ${each.type}`,
    link: 'own',
    asdus: [asduOf(each)],
    seen: lines([shownAs(each, '6')], [shownAs(each, '7'), shownAs(each, '10')]),
  })),
  {
    // IOA 45101 = 0xB02D
    name: 'two objects',
    link: 'own',
    asdus: ['2D 02 06 03 07 00 2D B0 00 01 2E B0 00 01'],
    seen: lines(
      ['45 cot 6 oa 3 ca 7: 45101 sco=0x01; 45102 sco=0x01'],
      ['45 cot 7 neg oa 3 ca 7: 45101 sco=0x01; 45102 sco=0x01'],
    ),
  },
];

const strictlyOn = on(45, 101);
const STRICT: readonly Exchange[] = [
  { name: 'STARTDT, end of initialization', link: 'strict', octets: STARTDT, seen: startdt(8) },
  answered('execute without select', 'strict', strictlyOn, '6', '7 neg'),
  answered('select', 'strict', held, '6', '7'),
  {
    name: 'execute after select',
    link: 'strict',
    asdus: [asduOf(strictlyOn, '06', 8)],
    seen: lines(
      [shownAs(strictlyOn, '6', 8)],
      [shownAs(strictlyOn, '7', 8), '1 cot 11 oa 3 ca 8: 101 siq=0x41', shownAs(strictlyOn, '10', 8)],
    ),
  },
  answered('second execute', 'strict', strictlyOn, '6', '7 neg'),
  // Commands without select.
  ...[bits(51, 113), bits(64, 113)].map((each) => ({
    name: `execute of what has no select, type ${each.type}`,
    link: 'strict',
    asdus: [asduOf(each, '06', 8)],
    seen: lines(
      [shownAs(each, '6', 8)],
      [shownAs(each, '7', 8), '7 cot 3 ca 8: 113 bitstring=0x01020304 qds=0x00', shownAs(each, '10', 8)],
    ),
  })),
];

/** The interrogated states after the commands: ON with NT, ON, OFF with BL … */
const INTERROGATED: readonly string[] = [
  '1 cot 20 ca 7: 101 siq=0x41; 102 siq=0x00',
  '3 cot 20 ca 7: 103 diq=0x02; 104 diq=0x11',
  '5 cot 20 ca 7: 105 vti=0x06 qds=0x00; 106 vti=0x7a qds=0x00',
  '9 cot 20 ca 7: 107 normval=0.25 qds=0x00; 108 normval=0.25 qds=0x00',
  '11 cot 20 ca 7: 109 scalval=5 qds=0x00; 110 scalval=5 qds=0x00',
  '13 cot 20 ca 7: 111 float=1.5 qds=0x00; 112 float=1.5 qds=0x01',
  '7 cot 20 ca 7: 113 bitstring=0xff000080 qds=0x00; 114 bitstring=0xff000080 qds=0x20',
  '21 cot 20 ca 7: 115 normval=-0.5',
];

export const COMMANDS: Scenario = {
  // Commands without a status signal.
  hasFindings: true,
  rtus: COMMAND_RTUS,
  files: { 'commands.csv': COMMAND_ROWS },
  links: { own: 'own', other: 'other', strict: 'strict' },
  exchanges: [
    { name: 'STARTDT, end of initialization', link: 'own', octets: STARTDT, seen: startdt(CA) },
    { name: 'STARTDT, end of initialization', link: 'other', octets: STARTDT, seen: startdt(CA) },
    ...EXECUTED,
    ...SELECTED,
    ...CANCELLED,
    ...REFUSED,
    ...UNUSUAL,
    {
      name: 'station interrogation of the other port',
      link: 'other',
      asdus: ['64 01 06 00 07 00 00 00 00 14'],
      seen: lines(
        ['100 cot 6 ca 7: 0 qoi=20'],
        ['100 cot 7 ca 7: 0 qoi=20', ...INTERROGATED, '100 cot 10 ca 7: 0 qoi=20'],
      ),
    },
    ...STRICT,
  ],
};
