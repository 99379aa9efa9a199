import { setTimeout as sleep } from 'node:timers/promises';
import { GATEWAY_LOG } from '../../channel/log-names.js';
import type { LoadedGateway } from '../../config/gateway/load-gateway.js';
import type { Gateway, GatewayEvent } from '../../coordinator/gateway/gateway-api.js';
import { startGateway } from '../../coordinator/gateway/gateway-engine.js';
import { logGatewayEvent } from '../../coordinator/gateway/gateway-log.js';
import { machineClockSetter } from '../../coordinator/time/clock-setter.js';
import type { RunningApi } from '../../http/api-server.js';
import { requireFreePort } from '../../http/free-port.js';
import { formatClock } from '../../text/local-time.js';
import type { Endable } from '../program/ending.js';
import { EventScreen } from '../program/event-screen.js';
import { EXIT } from '../program/exit-codes.js';
import { hasScreen } from '../program/has-screen.js';
import { LinkLines } from '../program/link-lines.js';
import { ProgramLogs } from '../program/program-logs.js';
import { say } from '../program/standard-output.js';
import { programAbout, programVersion } from '../program-version.js';
import type { GatewayCommandOptions } from './gateway-options.js';
import { describeGatewayEvent, GROUP_LINES, gatewayEntry, TROUBLE_LINES } from './gateway-text.js';

/** An end that takes longer says what it waits for (`docs/behaviour.md` §6). */
const LONG_END_MS = 1900;
/** Time for the ends of links, before what was joined is told. */
const LAST_LINES_MS = 200;

/** The running program: gateway, log, dashboard or lines, HTTP API. */
export class GatewayProgram implements Endable {
  private readonly logs: ProgramLogs;
  private readonly screen: EventScreen | undefined;
  private starting: Promise<Gateway> | undefined;
  private gateway: Gateway | undefined;
  private api: RunningApi | undefined;
  private hasFailed = false;
  private ended: Promise<void> | undefined;
  private isEnding = false;
  private readonly linkLines = new LinkLines(
    GROUP_LINES,
    (event) => say(`${formatClock(event.wallMs)} ${describeGatewayEvent(event)}`),
    (line, wallMs) => say(`${formatClock(wallMs)} ${line}`),
  );
  private readonly troubleLines = new LinkLines(
    TROUBLE_LINES,
    ({ wallMs, detail }) => say(`${formatClock(wallMs)} ${detail}`),
    (line, wallMs) => say(`${formatClock(wallMs)} ${line}`),
  );

  /** Opens the program's log. */
  constructor(
    private readonly options: GatewayCommandOptions,
    private readonly file: LoadedGateway,
  ) {
    this.logs = new ProgramLogs(options, {
      wallNow: () => this.wallNow(),
      warn: (detail) => this.warn(detail),
      lostLines: () => this.gateway?.table.total('LOG_LOST') ?? 0,
      name: GATEWAY_LOG,
    });
    this.screen = !file.noGui && hasScreen(options) ? new EventScreen() : undefined;
    for (const finding of file.findings) this.logs.program.logger.warn(finding, 'finding');
  }

  /** Tells a sentence of something that is not as it should be. */
  warn(detail: string): void {
    this.take({ kind: 'trouble', detail });
  }

  /** Starts every group, then the dashboard and the API. Throws `StartError`, with everything closed again. */
  async start(): Promise<void> {
    const { options, file } = this;
    // Before any RTU is dialled: a service that is started again and again must not be seen by them each time.
    if (options.api !== undefined) await requireFreePort(options.api);
    this.starting = startGateway(
      {
        groups: file.groups,
        shards: options.shards,
        logFolder: options.log,
        signalLog: options.signalLog,
        logThread: this.logs.thread,
        programLog: 'written',
        time: {
          servers: file.ntpServers,
          updateEverySec: file.ntpUpdateSec,
          ...(options.setClock ? { setClock: machineClockSetter() } : {}),
        },
      },
      (event) => this.take(event),
    );
    const gateway = await this.starting;
    this.gateway = gateway;
    if (this.isEnding) return;
    await this.screen?.open(gateway, file.findings, async (ends) => {
      const { openGatewayDashboard } = await import('../../tui/gateway/gateway-dashboard.js');
      return openGatewayDashboard({ gateway, ...ends });
    });
    this.api = await this.openApi(gateway);
    gateway.watchThreads();
  }

  exitCode(): number {
    return this.hasFailed ? EXIT.FAULT : EXIT.OK;
  }

  /** Gives the terminal back, and prints what the dashboard kept for then. May be called twice. */
  leaveScreen(): void {
    this.screen?.close();
  }

  fail(error: unknown): void {
    this.hasFailed = true;
    // Closes the dashboard first: text that is printed while it is open is gone when it closes.
    this.leaveScreen();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.logs.program.logger.error(error, 'fault');
  }

  /** The disk has not answered a call for so long that the writer's thread can't be ended. */
  get waitsForDisk(): boolean {
    return this.logs.hang;
  }

  /** Ends in order, once. */
  end(): Promise<void> {
    this.ended ??= this.endInOrder();
    return this.ended;
  }

  private async endInOrder(): Promise<void> {
    this.isEnding = true;
    const long = setTimeout(
      () =>
        say('the end is not there yet, it waits for the links and the API; a second signal ends it at once'),
      LONG_END_MS,
    ).unref();
    this.leaveScreen();
    // A start that is under way is waited for: its threads have to end before the logs.
    const gateway = await this.starting?.catch(() => undefined);
    const closed = Promise.all([this.api?.close(), gateway?.close()]);
    await Promise.race([closed, sleep(LAST_LINES_MS, undefined, { ref: false })]);
    this.flushLines();
    await closed;
    this.flushLines();
    this.logs.program.logger.info('ended');
    clearTimeout(long);
    await this.closeLogs();
  }

  /** Writes the last lines of the logs. */
  closeLogs(): Promise<void> {
    return this.logs.close();
  }

  /** The gateway's wall clock once it runs; before, the machine's. */
  private wallNow(): number {
    return this.gateway?.wallNow() ?? Date.now();
  }

  private take(event: GatewayEvent): void {
    logGatewayEvent(this.logs.program, event.kind === 'started' ? { ...event, ...programAbout() } : event);
    const wallMs = event.kind === 'link' ? event.wallMs : this.wallNow();
    if (this.screen !== undefined) this.screen.take(gatewayEntry(event, wallMs));
    else if (event.kind === 'link') this.linkLines.take(event);
    else if (event.kind === 'trouble' && event.group !== undefined) {
      const { group, detail } = event;
      this.troubleLines.take({ wallMs, group, detail });
    } else this.sayAt(wallMs, describeGatewayEvent(event));
  }

  /** Tells what was joined so far. */
  private flushLines(): void {
    this.linkLines.flush();
    this.troubleLines.flush();
  }

  /** A line with its time, behind what was joined before. */
  private sayAt(wallMs: number, line: string): void {
    this.flushLines();
    say(`${formatClock(wallMs)} ${line}`);
  }

  /** Opens the HTTP API if the options ask for it; its code is loaded only then. Closes the gateway if that fails. */
  private async openApi(gateway: Gateway): Promise<RunningApi | undefined> {
    const { api: address, apiToken: token } = this.options;
    if (address === undefined) return undefined;
    const { startGatewayApi } = await import('../../http/gateway/gateway-server.js');
    try {
      const api = await startGatewayApi(gateway, {
        ...address,
        token,
        version: programVersion(),
        installed: programAbout(),
        tell: (detail) => this.warn(detail),
      });
      const line = `HTTP API at ${api.url}, described in ${api.url}/api/openapi.json`;
      this.logs.program.logger.info(line);
      if (this.screen === undefined) this.sayAt(this.wallNow(), line);
      else this.screen.note(line, this.wallNow());
      return api;
    } catch (error) {
      await gateway.close();
      throw error;
    }
  }
}
