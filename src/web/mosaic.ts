/** The mosaic: a cell for each RTU, those of one station side by side. */
import type { LiveRtu, RtuSign } from '../live/messages.js';
import { formatNumber } from '../text/format.js';
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
const MOST_PX = 60;
const LEAST_PX = 2;
const SIGN_PX = 13;

export class Mosaic {
  private cells: HTMLElement[] = [];
  private shown: string[] = [];
  private names: string[] = [];
  /** Whether the cell before it is of its station: a bar joins them. */
  private joined: boolean[] = [];
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
    this.joined = [];
    this.shown = [];
    this.names = rtus.map(({ no, name }) => `${no} ${name}`);
    const stations = new Map<number, number[]>();
    rtus.forEach(({ ca }, slot) => {
      const slots = stations.get(ca);
      if (slots === undefined) stations.set(ca, [slot]);
      else slots.push(slot);
    });
    const cells = [...stations.values()].flatMap((slots) =>
      slots.map((slot, place) => {
        const cell = make('span', { class: 'cell' });
        this.cells[slot] = cell;
        this.joined[slot] = place > 0;
        return cell;
      }),
    );
    this.box.replaceChildren(...cells);
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
      return count === 0 ? [] : [`${mark} ${formatNumber(count)} ${what}`.replaceAll(' ', '\u00a0')];
    });
    setText(this.legend, words.join('   '));
  }

  private paint(slot: number, sign: RtuSign): void {
    const cell = this.cells[slot];
    cell.className = `cell${this.joined[slot] ? ' joined' : ''} sign-${SIGN_CLASS[sign]}`;
    cell.title = `${this.names[slot]}: ${SIGNS[sign].words}`;
    cell.textContent = this.showsSigns ? SIGNS[sign].sign : '';
  }

  /** The largest cells with which all fit into the box. */
  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.box;
    const count = this.cells.length;
    if (count === 0 || width === 0) return;
    // What surely fits by its area, then smaller until it does.
    let px = Math.min(MOST_PX, Math.floor(Math.sqrt((width * height) / count)));
    for (px = Math.max(LEAST_PX, px); ; px--) {
      this.box.style.setProperty('--cell', `${px}px`);
      this.box.style.setProperty('--gap', `${gapOf(px)}px`);
      if (px === LEAST_PX || this.box.scrollHeight <= this.box.clientHeight) break;
    }
    const shows = px >= SIGN_PX;
    if (shows === this.showsSigns) return;
    this.showsSigns = shows;
    this.box.classList.toggle('tiny', !shows);
    this.box.classList.toggle('signs', shows);
    for (const [slot, sign] of this.shown.entries()) this.paint(slot, sign as RtuSign);
  }
}

const gapOf = (px: number): number => (px >= 20 ? 5 : px >= 10 ? 3 : 1);

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
