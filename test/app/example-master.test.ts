/** The command of a master for the example of a test, as it is typed. */
import { expect, it } from 'vitest';
import { exampleMaster } from '../../src/app/book/example-master.js';

const master = '--gi --reconnect --script FOLDER/front-end.csv';

it.each([
  [
    'windows',
    'C:\\Program Files\\iec104rs\\tests-for-scada\\flisr',
    'C:\\Program Files\\iec104rs\\a.csv',
    'iec104rs master -i "C:\\Program Files\\iec104rs\\a.csv" --retry 60 --gi --reconnect --script "C:\\Program Files\\iec104rs\\tests-for-scada\\flisr/front-end.csv"',
  ],
  [
    'posix',
    '/usr/lib/iec104rs/tests-for-scada/flisr',
    '/usr/lib/iec104rs/a.csv',
    'iec104rs master -i /usr/lib/iec104rs/a.csv --retry 60 --gi --reconnect --script /usr/lib/iec104rs/tests-for-scada/flisr/front-end.csv',
  ],
] as const)('%s: in %s', (shell, folder, ini, command) => {
  expect(exampleMaster({ folder, master }, ini, { shell, program: 'iec104rs' })).toBe(command);
});
