/** The live page: its three views, its keys, and what it says when the program is away. */
import type { LiveHello } from '../live/messages.js';
import { formatElapsed } from '../text/format.js';
import { setToken, takeToken } from './access.js';
import { byId, setText } from './dom.js';
import { RtuTable } from './rtus.js';
import { RunView } from './run-view.js';
import { follow } from './stream.js';
import { Wall } from './wall.js';

const VIEWS = ['wall', 'rtus', 'run'] as const;
type View = (typeof VIEWS)[number];

/** Data older than this is told as old, ms: the program speaks twice a second. */
const OLD_MS = 2000;

takeToken();
const wall = new Wall();
const table = new RtuTable();
const run = new RunView();
/** When the last tick came, on the browser's own clock, ms; NaN: none yet. */
let heardAtMs = Number.NaN;
let lost = 'Connecting…';

function showView(view: View): void {
  for (const name of VIEWS) {
    byId(name).hidden = name !== view;
    byId(`to-${name}`).setAttribute('aria-pressed', String(name === view));
  }
  table.setShown(view === 'rtus');
}

/** The red line: figures that are not those of now are never shown as if they were. */
function showAge(): void {
  const ageMs = performance.now() - heardAtMs;
  const isOld = !(ageMs < OLD_MS);
  document.body.classList.toggle('old', isOld);
  byId('lost').hidden = !isOld;
  if (!isOld) return;
  const age = Number.isNaN(ageMs) ? '' : ` The figures are ${formatElapsed(ageMs)} old.`;
  setText(byId('lost-text'), `${lost}${age}`);
}

function begin(hello: LiveHello): void {
  document.title = `${hello.program.name}: ${hello.rtus.length} RTUs`;
  setText(byId('program'), `${hello.program.name} ${hello.program.version}`);
  byId('token-form').hidden = true;
  wall.begin(hello);
  table.begin(hello);
  run.begin(hello);
}

for (const view of VIEWS) byId(`to-${view}`).addEventListener('click', () => showView(view));
document.addEventListener('keydown', ({ key, target, ctrlKey, altKey, metaKey }) => {
  if (target instanceof HTMLInputElement || ctrlKey || altKey || metaKey) return;
  const view = VIEWS[Number(key) - 1];
  if (view !== undefined) showView(view);
  else if (key === 'f' && document.fullscreenElement === null)
    void document.documentElement.requestFullscreen();
  else if (key === 'f') void document.exitFullscreen();
});
(byId('token-form') as HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  setToken((byId('token') as HTMLInputElement).value.trim());
});
setInterval(showAge, 250);
showView('wall');
void follow({
  hello: begin,
  tick(tick) {
    heardAtMs = performance.now();
    wall.show(tick);
    run.show(tick);
    table.hear(tick.events);
    document.body.dataset.seq = String(tick.seq);
    showAge();
  },
  lost(why, kind) {
    lost = why;
    byId('token-form').hidden = kind !== 'token';
    showAge();
  },
});
