/** The view Run: sends and faults that are on, and the field to send. */
import type { LiveFault, LiveHello, LiveSend, LiveTick } from '../live/messages.js';
import { countOf } from '../text/format.js';
import { order } from './access.js';
import { byId, fillList, make, setText } from './dom.js';
import { PlanView } from './plan-view.js';

export class RunView {
  private may: LiveHello['may'] = 'view';
  private readonly plan = new PlanView();

  constructor() {
    (byId('send-form') as HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    byId('stop-all').addEventListener('click', () => void this.stopAll());
  }

  begin({ may, plan }: LiveHello): void {
    this.may = may;
    this.plan.begin(plan);
    for (const element of document.querySelectorAll<HTMLElement>('.commands'))
      element.hidden = may === 'view';
  }

  show({ sends, faults, run }: LiveTick): void {
    this.plan.show(run);
    const reports = run?.reports ?? [];
    byId('reports-box').hidden = reports.length === 0;
    fillList(
      byId('reports'),
      'li',
      reports.map((text) => ({ text, className: '' })),
    );
    this.list(byId('sends'), sends, (send: LiveSend) => [
      `Send ${send.id}: ${send.text}`,
      `/api/sends/${send.id}`,
    ]);
    this.list(byId('faults'), faults, (fault: LiveFault) => [
      `Fault ${fault.id}: ${fault.text}, ${countOf(fault.rtus, 'RTU')}`,
      `/api/faults/${fault.id}`,
    ]);
    setText(byId('no-sends'), sends.length === 0 ? 'Nothing is sent now.' : '');
    setText(byId('no-faults'), faults.length === 0 ? 'No fault on purpose is on.' : '');
  }

  /** A line with a button that ends it. Lines stay while their number is there, so that a button can be pressed. */
  private list<Item extends { readonly id: number }>(
    list: HTMLElement,
    items: readonly Item[],
    of: (item: Item) => readonly [text: string, path: string],
  ): void {
    const wanted = new Set(items.map(({ id }) => String(id)));
    for (const child of [...list.children]) {
      if (!wanted.has(child.getAttribute('data-id') ?? '')) child.remove();
    }
    for (const item of items) {
      const [text, path] = of(item);
      let row = list.querySelector(`[data-id="${item.id}"]`);
      if (row === null) {
        const stop = make('button', { type: 'button', class: 'commands' }, 'Stop');
        stop.hidden = this.may === 'view';
        stop.addEventListener('click', () => void this.tell(order('DELETE', path)));
        row = list.appendChild(make('li', { 'data-id': String(item.id) }, [make('span'), stop]));
      }
      setText(row.children[0], text);
    }
  }

  private async stopAll(): Promise<void> {
    const ids = [...byId('sends').children].map((row) => row.getAttribute('data-id'));
    for (const id of ids) await this.tell(order('DELETE', `/api/sends/${id}`));
  }

  private async send(): Promise<void> {
    const value = (id: string): string => (byId(id) as HTMLInputElement).value.trim();
    const numbers = value('send-rtus')
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
      .map(Number);
    await this.tell(
      order('POST', '/api/send', {
        index: Number(value('send-index')),
        duration: Number(value('send-seconds') || '0'),
        ...(value('send-rate') === '' ? {} : { rate: Number(value('send-rate')) }),
        ...(numbers.length === 0 ? {} : { rtuNumbers: numbers }),
      }),
    );
  }

  private async tell(refusal: Promise<string>): Promise<void> {
    const said = await refusal;
    setText(byId('said'), said === '' ? '' : `Not done: ${said}`);
  }
}
