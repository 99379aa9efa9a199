/** The network statistics of the system, as Linux writes them. */
import { expect, it } from 'vitest';
import { parseListenDrops } from '../../src/figures/listen-drops.js';

const TEXT = `TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits
TcpExt: 7 12 14 9000
IpExt: InNoRoutes ListenOverflows
IpExt: 1 2
`;

it('reads overflows and drops by their names', () => {
  expect(parseListenDrops(TEXT)).toEqual({ overflows: 12, drops: 14 });
});

it.each([
  ['nothing', ''],
  ['other lines', 'IpExt: ListenOverflows ListenDrops\nIpExt: 1 2\n'],
  ['names without values', TEXT.split('\n')[0]],
  ['one of the two', 'TcpExt: ListenDrops\nTcpExt: 3\n'],
])('knows nothing from %s', (_, text) => {
  expect(parseListenDrops(text)).toBeUndefined();
});
