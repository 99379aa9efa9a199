/** The station of the command exchanges: two ports of one RTU number, status points and commands of every type. */
import { type Exchange, GOLDEN_OCTETS, lines, type PlayedRtu } from './exchange.js';
import { ioaOctets } from './octets.js';

/** RTU number of both ports. */
export const CA = 7;

/** Status points: type, IOA, first value. */
const STATUS = [
  '1,101,0 NT',
  '30,102,0',
  '3,103,1',
  '31,104,1 BL',
  '5,105,62',
  '32,106,-63',
  '9,107,0.5',
  '34,108,-0.5',
  '11,109,100',
  '35,110,-100',
  '13,111,1.5',
  '36,112,-1.5 OV',
  '7,113,0',
  '33,114,0 SB',
  '21,115,0',
];

/** IOA of a status point that the station doesn't have. */
export const NO_STATUS = 199;

const COMMAND_TYPES = [45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64];

/** Every command on every status point: command IOA 45101 is the single command on 101. */
export const COMMAND_ROWS: readonly string[] = [
  ...STATUS.map((cells) => `1,Y,${cells},0`),
  ...COMMAND_TYPES.flatMap((type) => [
    ...STATUS.map((cells) => `1,N,${type},${type}${cells.split(',')[1]},${cells.split(',')[1]},0`),
    `1,N,${type},${type}${NO_STATUS},${NO_STATUS},0`,
  ]),
];

/** Ports of the station: the commanded one, another one, and one where commands must be selected. */
export const COMMAND_RTUS: Readonly<Record<string, PlayedRtu>> = {
  own: { no: CA, file: 'commands.csv' },
  other: { no: CA, file: 'commands.csv' },
  strict: { no: 8, file: 'commands.csv', options: ['select=required'] },
};

/** A command in the form of the tables. */
export interface Command {
  type: number;
  /** IOA of the status point; the command's IOA ends with its digits. */
  status: number;
  /** Octets of the element, and how tshark shows it. */
  element: string;
  shown: string;
}

const two = (octet: number): string => octet.toString(16).padStart(2, '0');
const isTimed = ({ type }: Command): boolean => type >= 58;

/** ASDU octets with a third octet of `cot`, originator 3. */
export function asduOf(command: Command, cot = '06', ca = CA): string {
  const ioa = Number(`${command.type}${command.status}`);
  const time = isTimed(command) ? ` ${GOLDEN_OCTETS}` : '';
  return `${two(command.type)} 01 ${cot} 03 ${two(ca)} 00 ${ioaOctets(ioa)} ${command.element}${time}`;
}

/** The line that tshark shows of it with a cause (`6`, `7 neg`). */
export function shownAs(command: Command, cot: string, ca = CA): string {
  const { type, status, shown } = command;
  return `${type} cot ${cot} oa 3 ca ${ca}: ${type}${status} ${shown}${isTimed(command) ? ' golden' : ''}`;
}

/** An execute that is carried out: its status has COT 11 on the commanding connection if its type has COT 11, and 3 on others. */
export function executed(command: Command, statusType: number, statusObject: string): Exchange {
  const returned = [1, 3, 5, 30, 31, 32].includes(statusType);
  const own = returned ? 'cot 11 oa 3' : 'cot 3';
  return {
    name: `${command.type} ${command.shown} on type ${statusType}`,
    link: 'own',
    asdus: [asduOf(command)],
    seen: lines(
      [shownAs(command, '6')],
      [shownAs(command, '7'), `${statusType} ${own} ca ${CA}: ${statusObject}`, shownAs(command, '10')],
    ),
    elsewhere: { other: [`< ${statusType} cot 3 ca ${CA}: ${statusObject}`] },
  };
}

/** A command that is answered with one frame of this COT. */
export function answered(name: string, link: string, command: Command, cot: string, reply: string): Exchange {
  const octet = cot === '8' ? '08' : '06';
  const ca = link === 'strict' ? 8 : CA;
  return {
    name: `${name}, type ${command.type}`,
    link,
    asdus: [asduOf(command, octet, ca)],
    seen: lines([shownAs(command, cot, ca)], [shownAs(command, reply, ca)]),
  };
}
