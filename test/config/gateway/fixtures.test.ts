import { expect, it } from 'vitest';
import { loadGatewayFile, summaryOf } from '../../../src/config/gateway/load-gateway.js';
import { describeWithShared, sharedPath } from '../../support/shared.js';
import { tuples } from '../support.js';
import { USUAL } from './kit.js';

const FILTER = ['192.168.1.16', '127.0.0.0/24', '10.1.1.0/24'];

function host(text: string) {
  const [address, port] = text.split(':');
  return { host: address, port: Number(port) };
}

describeWithShared('the sample files of the predecessor', ['fixtures/gateway'], () => {
  it('with a row for each group: two up to the row that begins with !', () => {
    const file = sharedPath('fixtures/gateway/iec104MM2SS.csv');
    const loaded = loadGatewayFile(file);
    const port = { bind: '', name: '', filter: FILTER, admitsNobody: false };
    // Row 46 is a comment (#333), row 47 begins with !.
    expect(loaded.groups).toEqual([
      {
        ...USUAL,
        ...{ slot: 0, id: 111, line: 44, name: 'RTU-ABB', rtuNumber: 32, connections: 2, log: 'written' },
        hosts: ['192.168.1.1:2413', '192.168.1.1:2414', '192.168.1.1:2415', '127.0.0.1:2410'].map(host),
        ports: [{ ...port, port: 2404 }],
      },
      {
        ...USUAL,
        ...{ slot: 1, id: 222, line: 45, name: 'Dreez-SCS', rtuNumber: 101, connections: 2, log: 'written' },
        sameIp: 'new',
        hosts: ['192.168.1.1:2413', '192.168.1.1:2414', '127.0.0.1:2411', '192.168.1.1:2415'].map(host),
        ports: [{ ...port, port: 2405 }],
      },
    ]);
    expect(loaded.ntpServers).toEqual(['10.1.1.15', 'time.windows.com', 'pool.ntp.org']);
    expect([loaded.ntpUpdateSec, loaded.noGui, loaded.notes]).toEqual([900, false, []]);
    expect(tuples(loaded.findings)).toEqual([
      [
        'warning',
        47,
        '',
        '!,Dreez,,101,3,60,15,10,20,8,12,1000,Y,new,127.0.0.1:2405;192.168.1.1:2405',
        'no ! before the last group; reading ends here, and 2 group rows below are left out',
      ],
    ]);
    expect(summaryOf(loaded)).toBe(`${file}: 2 groups on 2 ports for at most 4 masters; 0 errors, 1 warning`);
  });

  // The newer of the two has a row t1, and three lines of comments more.
  it.each([
    ['iec104MM2SS-cb6b257.csv', 46],
    ['iec104MM2SS-1b12186.csv', 49],
  ])('of the older form: %s', (name, firstLine) => {
    const file = sharedPath('fixtures/gateway', name);
    const loaded = loadGatewayFile(file);
    const port = { bind: '', filter: FILTER, admitsNobody: false };
    const older = { ...USUAL, log: 'written' };
    expect(loaded.groups).toEqual([
      {
        ...older,
        ...{ slot: 0, id: 111, line: firstLine, name: 'RTU-ABB', rtuNumber: 32 },
        hosts: ['127.0.0.1:2404', '192.168.1.1:2405'].map(host),
        ports: [
          { ...port, port: 2406, name: 'ABB-1' },
          { ...port, port: 2407, name: 'OSI-1' },
        ],
      },
      {
        ...older,
        ...{ slot: 1, id: 555, line: firstLine + 3, name: 'Dreez', rtuNumber: 105 },
        hosts: ['127.0.0.1:2405', '192.168.1.1:2405'].map(host),
        // The RTU has 105, its masters have 32.
        ports: [
          { ...port, port: 2408, name: 'ABB-2', masterCa: 32 },
          { ...port, port: 2409, name: 'OSI-2', masterCa: 32 },
        ],
      },
    ]);
    expect([loaded.ntpServers, loaded.ntpUpdateSec]).toEqual([['time.windows.com', 'pool.ntp.org'], 900]);
    expect(loaded.notes).toEqual([
      `${file}: the older form, with a row for each RTU and each master: 2 RTUs, 4 ports for masters`,
    ]);
    expect(tuples(loaded.findings)).toEqual([
      [
        'warning',
        16,
        '1 (setting)',
        'ntpserver',
        'a setting (did you mean ntp_server,10.1.1.15?), or # before a comment; the row is taken for a comment',
      ],
      [
        'warning',
        firstLine + 6,
        '',
        '!4,OSI-3,2410,32,Y,192.168.1.16;127.0.0.0/24;10.1.1.0/24',
        'no ! before the last group; reading ends here, and 1 group row below is left out',
      ],
    ]);
  });
});
