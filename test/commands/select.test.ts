/** Select before operate: one selection per point, how it ends, which fields an execute must repeat (`docs/protocol.md` §5). */
import { describe, expect, it } from 'vitest';
import { type Master, openStation } from '../station/station-kit.js';
import { FILE, openSite } from './commands-kit.js';

/** SCO at IOA 101; the last octet is S/E (80h), QU (bits 2–6), SCS. */
const sco = (octet: string, cot = '06', oa = '00'): string =>
  `2D 01 ${cot} ${oa} 01 00 | 65 00 00 | ${octet}`;
const SELECT = sco('81');
const EXECUTE = sco('01');
const CANCEL = sco('81', '08');

type Site = ReturnType<typeof openSite>;

/** COTs, with P/N, of the commanding master's answers to a request: `07` actcon, `47` negative, `0A` actterm, `0B` status. */
function causes({ station }: Site, master: Master, name: string, request: string): string {
  master.request(request);
  const own = station.take().filter((entry) => entry.startsWith(`${name} < `) && !entry.includes('< 68'));
  return own.map((entry) => entry.slice(10, 12)).join(' ');
}

const DONE = '07 0B 0A';
const REFUSED = '47';

describe('select and execute', () => {
  it('select is only confirmed; execute is confirmed, reported and terminated; the selection is used up', () => {
    const site = openSite(FILE, { select: 'required' });
    const { station, m } = site;
    m.request(sco('85', '06', '03'));
    expect(station.take()).toEqual(['M < 2D 01 07 03 01 00 65 00 00 85']);
    m.request(sco('05', '06', '03'));
    expect(station.take()).toEqual([
      'M < 2D 01 07 03 01 00 65 00 00 05',
      'M < 01 01 0B 03 01 00 01 00 00 01',
      'M < 2D 01 0A 03 01 00 65 00 00 05',
      'N < 01 01 03 00 01 00 01 00 00 01',
      'B < 01 01 03 00 01 00 01 00 00 01',
    ]);
    m.request(sco('05', '06', '03'));
    expect(station.take()).toEqual(['M < 2D 01 47 03 01 00 65 00 00 05']);
  });

  // Type, IOA, element with S/E = 0, the same with S/E = 1.
  it.each([
    ['2D', '65 00 00', '01', '81'],
    ['2E', '66 00 00', '02', '82'],
    ['2F', '67 00 00', '01', '81'],
    ['30', '68 00 00', '00 20 00', '00 20 80'],
    ['31', '69 00 00', 'FE FF 05', 'FE FF 85'],
    ['32', '6A 00 00', '00 00 28 C1 00', '00 00 28 C1 80'],
  ])('type %s h, and its time-tagged twin, with select required', (type, ioa, execute, select) => {
    const timed = (Number.parseInt(type, 16) + 13).toString(16).toUpperCase();
    const tag = '6E B2 3B 17 BF 0C 1B';
    const later = '00 B6 3B 17 BF 0C 1B';
    const site = openSite(FILE, { select: 'required' });
    const send = (id: string, elements: string): string =>
      causes(site, site.m, 'M', `${id} 01 06 00 01 00 | ${ioa} | ${elements}`);
    expect(send(type, execute)).toBe(REFUSED);
    expect(send(type, select)).toBe('07');
    expect(send(type, execute)).toMatch(/^07 (0B|03) 0A$/);
    expect(send(timed, `${execute} ${tag}`)).toBe(REFUSED);
    expect(send(timed, `${select} ${tag}`)).toBe('07');
    // the execute has a time tag of its own
    expect(send(timed, `${execute} ${later}`)).toMatch(/^07 (0B|03) 0A$/);
  });

  it.each([
    ['33', '01 02 03 84'],
    ['40', '01 02 03 84 6E B2 3B 17 BF 0C 1B'],
  ])('bitstring %s h has no S/E bit: executed directly even where select is required', (type, element) => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', `${type} 01 06 00 01 00 | 6B 00 00 | ${element}`)).toBe('07 03 0A');
  });

  it('optional: an execute works with or without a select', () => {
    const site = openSite(FILE);
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(DONE);
    expect(causes(site, site.m, 'M', SELECT)).toBe('07');
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(DONE);
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(DONE);
  });

  it('required: an execute without a select is refused', () => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(REFUSED);
    expect(site.station.log.at(-1)).toMatchObject({ event: 'negative', detail: 'not selected' });
  });
});

describe('an execute that differs from the select', () => {
  it.each([
    ['the value', '81', '00'],
    ['QU', '81', '05'],
    ['both', '85', '08'],
  ])('in %s is refused and the selection is gone', (_, select, execute) => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', sco(select))).toBe('07');
    expect(causes(site, site.m, 'M', sco(execute))).toBe(REFUSED);
    const same = (Number.parseInt(select, 16) & 0x7f).toString(16).padStart(2, '0');
    expect(causes(site, site.m, 'M', sco(same))).toBe(REFUSED);
  });

  it('in its type is refused', () => {
    const time = '6E B2 3B 17 BF 0C 1B';
    const site = openSite(FILE);
    expect(causes(site, site.m, 'M', SELECT)).toBe('07');
    expect(causes(site, site.m, 'M', `3A 01 06 00 01 00 | 65 00 00 | 01 | ${time}`)).toBe(REFUSED);
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(DONE);
  });

  it('in OA or T only is the same command', () => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', sco('81', '06', '01'))).toBe('07');
    expect(causes(site, site.m, 'M', sco('01', '06', '02'))).toBe(DONE);
  });

  it('affects only its own point', () => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', SELECT)).toBe('07');
    expect(causes(site, site.m, 'M', '2E 01 06 00 01 00 | 66 00 00 | 82')).toBe('07');
    expect(causes(site, site.m, 'M', EXECUTE)).toBe(DONE);
    expect(causes(site, site.m, 'M', '2E 01 06 00 01 00 | 66 00 00 | 02')).toBe(DONE);
  });

  it('a second select replaces the first', () => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', SELECT)).toBe('07');
    expect(causes(site, site.m, 'M', sco('80'))).toBe('07');
    expect(causes(site, site.m, 'M', sco('00'))).toBe(DONE);
  });
});

describe('the selection ends', () => {
  it('after exactly the time-out, without a message', () => {
    const site = openSite(FILE, { select: 'required', selectTimeoutMs: 700 });
    const { station, m } = site;
    station.until(50);
    m.request(SELECT);
    m.acknowledge();
    station.take();
    expect(m.link.nextDeadline()).toBe(750);
    station.until(749);
    expect(causes(site, m, 'M', EXECUTE)).toBe(DONE);
    m.acknowledge();
    m.request(SELECT);
    m.acknowledge();
    station.take();
    station.until(1448);
    expect(station.log.at(-1)?.event).not.toBe('select');
    station.until(1449);
    expect(station.take()).toEqual([]);
    expect(station.log.at(-1)).toEqual({
      event: 'select',
      typeId: 45,
      ioa: 101,
      detail: 'selection timed out',
    });
    expect(causes(site, m, 'M', EXECUTE)).toBe(REFUSED);
  });

  it('at the time-out even when the execute is read before the timer', () => {
    const site = openSite(FILE, { select: 'required', selectTimeoutMs: 700 });
    const { station, m, b } = site;
    m.request(SELECT);
    station.take();
    station.nowMs = 700;
    expect(causes(site, m, 'M', EXECUTE)).toBe(REFUSED);
    expect(station.log.filter(({ event }) => event === 'select')).toHaveLength(1);
    m.request(SELECT);
    station.take();
    station.nowMs = 1400;
    expect(causes(site, b, 'B', SELECT)).toBe('07');
    expect(causes(site, m, 'M', CANCEL)).toBe('49');
    expect(causes(site, b, 'B', EXECUTE)).toBe(DONE);
  });

  it('a new select restarts the time-out', () => {
    const site = openSite(FILE, { select: 'required', selectTimeoutMs: 700 });
    const { station, m } = site;
    m.request(SELECT);
    station.until(600);
    m.request(SELECT);
    m.acknowledge();
    station.until(1299);
    station.take();
    expect(causes(site, m, 'M', EXECUTE)).toBe(DONE);
  });

  it('by cancel, which is confirmed; a cancel that finds none is refused', () => {
    const site = openSite(FILE, { select: 'required' });
    const { station, m } = site;
    m.request(SELECT);
    m.request(sco('81', '08', '02'));
    m.request(CANCEL);
    expect(station.take()).toEqual([
      'M < 2D 01 07 00 01 00 65 00 00 81',
      'M < 2D 01 09 02 01 00 65 00 00 81',
      'M < 2D 01 49 00 01 00 65 00 00 81',
    ]);
    expect(causes(site, m, 'M', EXECUTE)).toBe(REFUSED);
  });

  it('a bitstring command cannot be cancelled', () => {
    const site = openSite(FILE);
    expect(causes(site, site.m, 'M', '33 01 08 00 01 00 | 6B 00 00 | 00 00 00 00')).toBe('49');
  });

  it.each([
    ['disconnect', (master: Master) => master.leave()],
    ['STOPDT', (master: Master) => master.stop()],
    ['a fault of the framing', (master: Master) => master.raw('69')],
  ])('by %s', (_, end) => {
    const site = openSite(FILE, { select: 'required' });
    const { station, m, n, b } = site;
    m.request(SELECT);
    m.acknowledge();
    station.take();
    expect(causes(site, b, 'B', SELECT)).toBe(REFUSED);
    end(m);
    station.take();
    expect(causes(site, b, 'B', SELECT)).toBe('07');
    expect(causes(site, n, 'N', SELECT)).toBe(REFUSED);
  });
});

describe('one selection per point, over all ports of the number', () => {
  it('other connections may not select, execute or cancel', () => {
    const site = openSite(FILE);
    const { station, m, n, b } = site;
    expect(causes(site, m, 'M', SELECT)).toBe('07');
    for (const [master, name] of [
      [n, 'N'],
      [b, 'B'],
    ] as const) {
      expect(causes(site, master, name, SELECT)).toBe(REFUSED);
      expect(station.log.at(-1)).toMatchObject({ event: 'negative', detail: 'selected by 10.0.0.1:M' });
      expect(causes(site, master, name, EXECUTE)).toBe(REFUSED);
      expect(causes(site, master, name, CANCEL)).toBe('49');
    }
    expect(causes(site, m, 'M', EXECUTE)).toBe(DONE);
    expect(causes(site, b, 'B', EXECUTE)).toBe(DONE);
  });

  it('an RTU of another number has its own points', () => {
    const site = openSite(FILE, { select: 'required' });
    expect(causes(site, site.m, 'M', SELECT)).toBe('07');
    expect(causes(site, site.c, 'C', '2D 01 06 00 02 00 | 65 00 00 | 81')).toBe('07');
  });

  it('a takeover releases the selections of the previous connection', () => {
    const station = openStation(FILE, { select: 'required' });
    const one = station.started('1');
    one.request(SELECT);
    const two = station.connect('2');
    two.start();
    station.take();
    two.request(EXECUTE, SELECT, EXECUTE);
    expect(station.take().map((entry) => entry.slice(10, 12))).toEqual(['47', '07', '07', '0B', '0A']);
  });
});

describe('after a pause of this thread', () => {
  it('an execute that may have come in time is carried out', () => {
    const site = openSite(FILE, { select: 'required', selectTimeoutMs: 10_000 });
    const { station, m } = site;
    expect(causes(site, m, 'M', SELECT)).toBe('07');
    station.nowMs = 25_000;
    station.arrivedMs = 9_000;
    expect(causes(site, m, 'M', EXECUTE)).toBe(DONE);
    // The same without a pause.
    station.arrivedMs = undefined;
    expect(causes(site, m, 'M', SELECT)).toBe('07');
    station.nowMs = 50_000;
    expect(causes(site, m, 'M', EXECUTE)).toBe(REFUSED);
  });
});
