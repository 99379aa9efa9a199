/** The files of the players in the gateway's demo. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { demoFiles } from '../../src/app/gateway/demo-files.js';
import { loadGatewayFile } from '../../src/config/gateway/load-gateway.js';
import { loadConfiguration } from '../../src/config/load.js';
import { groupDefinition } from '../support/groups.js';
import { Workspace } from '../support/workspace.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const port = (number: number, bind = '') => ({
  port: number,
  bind,
  name: '',
  filter: [],
  admitsNobody: false,
});
const rows = (text: string) => text.trimEnd().split('\n');

it('makes an RTU and a row for masters of each group; RTUs of one number have one IOA file', () => {
  const files = demoFiles(
    [
      groupDefinition(0, {
        name: 'North, old',
        rtuNumber: 101,
        hosts: [{ host: '127.0.0.9', port: 2404 }],
        ports: [port(3404)],
      }),
      groupDefinition(1, {
        name: '',
        rtuNumber: 102,
        hosts: [{ host: 'localhost', port: 2405 }],
        ports: [port(3405, '127.0.0.7')],
      }),
      groupDefinition(2, {
        name: 'South',
        rtuNumber: 101,
        hosts: [{ host: '127.0.0.1', port: 2406 }],
        ports: [port(3406)],
      }),
    ],
    ['a.csv', 'b.csv'],
  );
  expect(rows(files.rtus)).toEqual([
    '1,"North, old",101,2404,,12,60,b.csv,bind=127.0.0.9',
    '2,RTU 102,102,2405,,12,60,a.csv,bind=127.0.0.1',
    '3,South,101,2406,,12,60,b.csv,bind=127.0.0.1',
  ]);
  expect(rows(files.masters)).toEqual([
    '1,"North, old",101,3404,,12,60,b.csv',
    '2,RTU 102,102,3405,,12,60,a.csv,bind=127.0.0.7',
    '3,South,101,3406,,12,60,b.csv',
  ]);
  expect(rows(files.commands).slice(0, 4)).toEqual([
    '5,101,command,22005:46:2',
    '10,102,command,22005:46:2',
    '15,101,command,22005:46:2',
    '20,101,command,22005:46:1',
  ]);
});

it('an RTU of two groups is played once', () => {
  const hosts = [{ host: '127.0.0.1', port: 2404 }];
  const groups = [groupDefinition(0, { hosts }), groupDefinition(1, { hosts, ports: [port(3404)] })];
  const files = demoFiles(groups, ['a.csv']);
  expect(rows(files.rtus)).toHaveLength(1);
  expect(rows(files.masters)).toHaveLength(2);
});

it('the sample file has 20 groups and no finding, and its players load without one', () => {
  const { groups, findings } = loadGatewayFile(`${ROOT}iec104mm2ss.csv`);
  expect({ groups: groups.length, findings }).toEqual({ groups: 20, findings: [] });
  // Outside the range that systems choose ports from for outgoing connections: 32768 on Linux, 49152 elsewhere.
  const ports = groups.flatMap(({ ports, hosts }) => [...ports, ...hosts].map(({ port }) => port));
  expect(Math.max(...ports)).toBeLessThan(32_768);

  const workspace = new Workspace();
  workspace.write('rtus.csv', demoFiles(groups, ['substation-110kv.csv']).rtus);
  const loaded = loadConfiguration({ iniFile: workspace.path('rtus.csv'), dataDir: `${ROOT}data` });
  expect({ rtus: loaded.rtus.length, findings: loaded.findings }).toEqual({ rtus: 20, findings: [] });
});

it('the RTUs of the sample are those of the sample of the simulator', () => {
  const { groups } = loadGatewayFile(`${ROOT}iec104mm2ss.csv`);
  const { rtus } = loadConfiguration({ iniFile: `${ROOT}iec104rs.csv`, dataDir: `${ROOT}data` });
  expect(groups.map(({ name, rtuNumber, hosts }) => [name, rtuNumber, hosts[0].port])).toEqual(
    rtus.slice(0, 20).map(({ name, rtuNumber, port }) => [name, rtuNumber, port]),
  );
});
