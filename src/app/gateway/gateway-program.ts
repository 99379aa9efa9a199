import { GATEWAY_LOG } from '../../channel/log-names.js';
import type { LoadedGateway } from '../../config/gateway/load-gateway.js';
import type { Gateway, GatewayEvent } from '../../coordinator/gateway/gateway-api.js';
import { startGateway } from '../../coordinator/gateway/gateway-engine.js';
import { logGatewayEvent } from '../../coordinator/gateway/gateway-log.js';
import { machineClockSetter } from '../../coordinator/time/clock-setter.js';
import type { RunningApi } from '../../http/api-server.js';
import { requireFreePort } from '../../http/free-port.js';
import { formatClock } from '../../text/local-time.js';
import { EXIT } from '../program/exit-codes.js';
import { LinkLines } from '../program/link-lines.js';
import { RunningProgram } from '../program/running-program.js';
import { say } from '../program/standard-output.js';
import { programAbout, programVersion } from '../program-version.js';
import type { GatewayCommandOptions } from './gateway-options.js';
import {
  describeGatewayEvent,
  GROUP_LINES,
  type GroupLinkEvent,
  gatewayEntry,
  TROUBLE_LINES,
} from './gateway-text.js';

/** The running program: gateway, log, dashboard or lines, HTTP API. */
export class GatewayProgram extends RunningProgram<Gateway, GroupLinkEvent> {
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
    super(options, {
      findings: file.findings,
      withoutScreen: file.noGui,
      logName: GATEWAY_LOG,
      links: GROUP_LINES,
      describeLink: describeGatewayEvent,
    });
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
    this.engine = gateway;
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

  protected lostLines(): number {
    return this.engine?.table.total('LOG_LOST') ?? 0;
  }

  protected async endLogs(): Promise<void> {
    this.flushLines();
    await this.closeLogs();
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
  protected override flushLines(): void {
    super.flushLines();
    this.troubleLines.flush();
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
