/** The mosaic: a cell for each RTU, those of one station side by side. */
import type { LiveRtu, RtuSign } from '../live/messages.js';
import { make, setText } from './dom.js';

/** What a letter means: a sign beside the colour, and words. */
export const SIGNS: Readonly<Record<RtuSign, { readonly sign: string; readonly words: string }>> = {
  o: { sign: '✓', words: 'online' },
  s: { sign: '▲', words: 'waiting for the master' },
  '!': { sign: '!', words: 'acknowledged later than the limit' },
  l: { sign: '◌', words: 'connected, not started' },
  x: { sign: '✕', words: 'no connection' },
  d: { sign: '–', words: 'port shut' },
  f: { sign: 'F', words: 'fault on purpose' },
  g: { sign: '·', words: 'removed' },
};

/** Largest and smallest side of a cell, and the smallest with a sign in it, px. */
const MOST_PX = 46;
const LEAST_PX = 5;
const SIGN_PX = 13;

export class Mosaic {
  private cells: HTMLElement[] = [];
  private shown: string[] = [];
  private names: string[] = [];
  private stations = 0;
  private showsSigns = true;

  constructor(
    private readonly box: HTMLElement,
    private readonly legend: HTMLElement,
  ) {
    new ResizeObserver(() => this.fit()).observe(box);
  }

  /** Makes the cells: stations in the order of their first RTU, the RTUs of each in theirs. */
  begin(rtus: readonly LiveRtu[]): void {
    this.cells = [];
    this.shown = [];
    this.names = rtus.map(({ no, name }) => `${no} ${name}`);
    const stations = new Map<number, HTMLElement>();
    rtus.forEach(({ ca }, slot) => {
      const station = stations.get(ca) ?? make('span', { class: 'station' });
      stations.set(ca, station);
      const cell = make('span', { class: 'cell' });
      this.cells[slot] = cell;
      station.append(cell);
    });
    this.stations = stations.size;
    this.box.replaceChildren(...stations.values());
    this.fit();
  }

  /** Shows a letter for each slot. */
  show(signs: string): void {
    const counts = new Map<RtuSign, number>();
    for (let slot = 0; slot < this.cells.length; slot++) {
      const sign = (signs[slot] ?? 'g') as RtuSign;
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
      if (this.shown[slot] === sign) continue;
      this.shown[slot] = sign;
      this.paint(slot, sign);
    }
    const words = Object.entries(SIGNS).flatMap(([sign, { sign: mark, words: what }]) => {
      const count = counts.get(sign as RtuSign) ?? 0;
      return count === 0 ? [] : [`${mark} ${count} ${what}`];
    });
    setText(this.legend, words.join('   '));
  }

  private paint(slot: number, sign: RtuSign): void {
    const cell = this.cells[slot];
    cell.className = `cell sign-${SIGN_CLASS[sign]}`;
    cell.title = `${this.names[slot]}: ${SIGNS[sign].words}`;
    cell.textContent = this.showsSigns ? SIGNS[sign].sign : '';
  }

  /** The largest cells with which all fit into the box. */
  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.box;
    const count = this.cells.length;
    if (count === 0 || width === 0) return;
    let px = MOST_PX;
    for (; px > LEAST_PX; px--) {
      const gap = gapOf(px);
      // A station takes a gap more than its cells.
      const columns = Math.floor((width + gap) / (px + gap + (gap * this.stations) / count));
      if (columns > 0 && Math.ceil(count / columns) * (px + gap) <= height) break;
    }
    this.box.style.setProperty('--cell', `${px}px`);
    this.box.style.setProperty('--gap', `${gapOf(px)}px`);
    const shows = px >= SIGN_PX;
    if (shows === this.showsSigns) return;
    this.showsSigns = shows;
    this.box.classList.toggle('tiny', !shows);
    for (const [slot, sign] of this.shown.entries()) this.paint(slot, sign as RtuSign);
  }
}

const gapOf = (px: number): number => (px >= 20 ? 4 : px >= 10 ? 2 : 1);

/** Class names by letter. */
const SIGN_CLASS: Readonly<Record<RtuSign, string>> = {
  o: 'well',
  s: 'waits',
  '!': 'late',
  l: 'link',
  x: 'away',
  d: 'down',
  f: 'fault',
  g: 'gone',
};
