/** The files of the players in the gateway's demo: RTUs and masters that fit the groups of an ini file. */
import type { GroupDefinition } from '../../gateway/definition.js';
import { textCell } from '../../text/csv-cell.js';

/** Files by name. */
export type DemoFiles = Readonly<Record<'rtus' | 'masters' | 'profile' | 'commands', string>>;

/** How long something happens by itself, s: a day. */
const DAY_SEC = 86_400;
/** A command goes out so often, s; it is the turn of another RTU each time. */
const COMMAND_EVERY_SEC = 5;
/** A point that every sample IOA file has a double command for. */
const COMMAND_IOA = 22_005;
const DOUBLE_COMMAND = 46;

/** Measurands drift all the time; now and then a bay is switched, and every minute there is an avalanche of all RTUs. */
const PROFILE = `seed,104
# second,index,duration,rate,every,times,RTU numbers,walk %,comment
0,3,${DAY_SEC},1,,,,1,measurands drift
10,10,,max,20,${DAY_SEC / 20},,,a bay is switched
40,1,,max,60,${DAY_SEC / 60},,,an avalanche: protection trips of every RTU at one instant
`;

/**
 * The files for `groups`. The first host of each is played; groups of one RTU number have one IOA file, of those named.
 */
export function demoFiles(groups: readonly GroupDefinition[], ioaFiles: readonly string[]): DemoFiles {
  const rowOf = (group: GroupDefinition, ca: number, port: number, bind: string): string => {
    const file = ioaFiles[group.rtuNumber % ioaFiles.length];
    const options = bind === '' ? [] : [`bind=${bind}`];
    return [group.id, textCell(nameOf(group)), ca, port, '', 12, 60, textCell(file), ...options].join(',');
  };
  // Two groups may have one RTU.
  const rtus = new Map(
    groups.map((group) => {
      const [{ host, port }] = group.hosts;
      const bind = isName(host) ? '127.0.0.1' : host;
      return [`${bind} ${port}`, rowOf(group, group.rtuNumber, port, bind)];
    }),
  );
  const masters = groups.flatMap((group) =>
    group.ports.map(({ port, bind, masterCa }) => rowOf(group, masterCa ?? group.rtuNumber, port, bind)),
  );
  return {
    rtus: lines([...rtus.values()]),
    masters: lines(masters),
    profile: PROFILE,
    commands: lines(commandRows(groups)),
  };
}

/** One RTU after another is commanded, ON and OFF in turn. */
function commandRows(groups: readonly GroupDefinition[]): string[] {
  return Array.from({ length: DAY_SEC / COMMAND_EVERY_SEC }, (_, turn) => {
    const { rtuNumber } = groups[turn % groups.length];
    const value = 2 - (Math.floor(turn / groups.length) % 2);
    return `${(turn + 1) * COMMAND_EVERY_SEC},${rtuNumber},command,${COMMAND_IOA}:${DOUBLE_COMMAND}:${value}`;
  });
}

/** `localhost`, the one name that is played. */
function isName(host: string): boolean {
  return /^[a-z]/i.test(host);
}

/** RTUs need a name. */
function nameOf({ name, rtuNumber }: GroupDefinition): string {
  return name === '' ? `RTU ${rtuNumber}` : name;
}

function lines(rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}
