/** The NTP status with a real server that answers, and with one that does not. */
import { expect, it, onTestFinished } from 'vitest';
import { answerOctets, freeUdpPort, ntpHex, SntpServer } from '../../support/sntp-server.js';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('names the server that does not answer, and the reason', async () => {
  const { workspace } = await smallStage();
  const dead = await freeUdpPort();
  const terminal = new Terminal(workspace.folder);
  terminal.start(['-s', `127.0.0.1:${dead}`]);
  const reason = `127.0.0.1:${dead}: nothing listens there (ECONNREFUSED)`;
  const lines = await terminal.see(reason);
  expect(lines[2]).toContain('│ Trying NTP servers to update local time .. ');
  expect(lines[3]).toContain(reason);
  expect(lines[4]).toContain('├ 1 RTUs');
  terminal.keys('4');
  await terminal.see('Trying NTP servers to update local time .. the machine');
});

it("says with --no-set-clock that the machine's clock was left", async () => {
  const { workspace } = await smallStage();
  const server = await SntpServer.start((request) => {
    const time = ntpHex(Date.now());
    return [answerOctets(request, { receive: time, transmit: time })];
  });
  onTestFinished(() => server.close());
  const terminal = new Terminal(workspace.folder, 160, 45);
  terminal.start(['-s', `127.0.0.1:${server.port}`]);
  const lines = await terminal.see("the machine's clock was left as it is");
  expect(lines.slice(0, 3).join('\n')).toMatch(
    /Time updated at: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d from 127\.0\.0\.1:\d+/,
  );
});
