/** The dashboard of the gateway: a model of it, drawn five times a second and at every key (`docs/dashboard.md`). */
import { monotonicMs } from '../../channel/clock.js';
import { openMessage } from '../control/dialogs.js';
import type { Dashboard } from '../dashboard.js';
import { openScreen } from '../screen/open-screen.js';
import type { TerminalOutput } from '../screen/terminal.js';
import type { GatewayContext } from './control/gateway-context.js';
import {
  takeGatewayClick,
  takeGatewayKey,
  takeGatewayPaste,
  takeGatewayWheel,
} from './control/gateway-control.js';
import { GatewayModel } from './model/gateway-model.js';
import type { GatewayPort } from './model/gateway-port.js';
import { drawGateway } from './view/gateway-screen.js';

/** Input of the dashboard. */
export interface GatewayDashboardOptions {
  readonly gateway: GatewayPort;
  /** Ends the program in order, as SIGINT does. */
  readonly interrupt: () => void;
  /** Ends the program in order when the terminal is gone, as SIGHUP does. */
  readonly hangUp: () => void;
  /** The terminal; a write to it never blocks. */
  readonly output: TerminalOutput;
}

const SAMPLE_MS = 200;

/** Takes over the terminal. `log` of the result adds to tab 3. */
export function openGatewayDashboard({
  gateway,
  interrupt,
  hangUp,
  output,
}: GatewayDashboardOptions): Dashboard {
  const model = new GatewayModel(gateway);
  const screen = openScreen(
    output,
    {
      draw: (width, height, glyphs) => drawGateway(model, width, height, glyphs),
      key: (key) => takeGatewayKey(context, key),
      paste: (text) => takeGatewayPaste(context, text),
      click: (target) => takeGatewayClick(context, target),
      wheel: (step, { x }) => takeGatewayWheel(context, step, x < 0.5 ? 'left' : 'right'),
    },
    hangUp,
  );
  const { glyphs, redraw } = screen;
  const openFile: GatewayContext['effects']['openFile'] = (request) =>
    screen.openFile(request, (trouble) => openMessage(context, 'Cannot be shown', [trouble]));
  const context: GatewayContext = { model, glyphs, effects: { interrupt, redraw, openFile } };
  const sample = (): void => {
    model.sample(monotonicMs(), gateway.wallNow());
    if (model.ui.tab === 2) void model.followLogs().then(redraw);
    redraw();
  };
  const timer = setInterval(sample, SAMPLE_MS);
  sample();
  const close = (): void => {
    process.removeListener('exit', close);
    clearInterval(timer);
    model.close();
    screen.close();
  };
  process.on('exit', close);
  return { log: (entry) => model.log.add(entry), close };
}
