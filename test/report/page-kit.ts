/** A page read as strictly as XML would be, with as much of a browser around it as its script and its charts need. */
import { createContext, runInContext } from 'node:vm';

const VOID = new Set(['meta', 'col']);
const RAW = new Set(['script', 'style', 'title']);
const ENTITY = /&(?:amp|lt|gt|quot|#39);/;

type Child = PageElement | string;
type Listener = (event: unknown) => void;

/** An element of the page. */
export class PageElement {
  children: PageElement[] = [];
  texts: Child[] = [];
  parentNode: PageElement | null = null;
  readonly listeners = new Map<string, Listener[]>();
  readonly attributes = new Map<string, string>();
  readonly style: Record<string, unknown> = {};
  width = 0;
  height = 0;
  clientWidth = 700;
  type = '';
  /** Of a canvas: what was called on it. */
  readonly drawn: [string, unknown[]][] = [];

  constructor(readonly tag: string) {}

  get id(): string {
    return this.attributes.get('id') ?? '';
  }
  get title(): string {
    return this.attributes.get('title') ?? '';
  }
  set title(text: string) {
    this.attributes.set('title', text);
  }
  get className(): string {
    return this.attributes.get('class') ?? '';
  }
  set className(text: string) {
    this.attributes.set('class', text);
  }
  get classList() {
    const names = () => this.className.split(' ').filter((name) => name !== '');
    return {
      contains: (name: string) => names().includes(name),
      add: (name: string) => {
        this.className = [...new Set([...names(), name])].join(' ');
      },
      remove: (name: string) => {
        this.className = names()
          .filter((one) => one !== name)
          .join(' ');
      },
    };
  }
  get textContent(): string {
    return this.texts.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }
  set textContent(text: string) {
    this.children = [];
    this.texts = text === '' ? [] : [text];
  }
  get childNodes(): PageElement[] {
    return this.children;
  }
  /** A text is written through its node. */
  get firstChild(): PageElement | { nodeValue: string } {
    const first = this.children[0];
    if (first !== undefined) return first;
    return Object.defineProperty({ nodeValue: '' }, 'nodeValue', {
      set: (text: string) => {
        this.textContent = text;
      },
    });
  }
  get nextSibling(): PageElement | null {
    const siblings = this.parentNode?.children ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
  appendChild(child: PageElement): PageElement {
    return this.insertBefore(child, null);
  }
  insertBefore(child: PageElement, before: PageElement | null): PageElement {
    child.remove();
    child.parentNode = this;
    const at = before === null ? this.children.length : this.children.indexOf(before);
    this.children.splice(at, 0, child);
    this.texts.splice(before === null ? this.texts.length : this.texts.indexOf(before), 0, child);
    return child;
  }
  remove(): void {
    const parent = this.parentNode;
    if (parent === null) return;
    // From the end, where a sorted row and a new part mostly are.
    parent.children.splice(parent.children.indexOf(this), 1);
    parent.texts.splice(parent.texts.indexOf(this), 1);
    this.parentNode = null;
  }
  addEventListener(name: string, listener: Listener): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }
  removeEventListener(): void {}
  dispatchEvent(): void {}
  click(): void {
    for (const listener of this.listeners.get('click') ?? []) listener({ target: this });
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.width, height: this.height, right: 0, bottom: 0 };
  }
  getContext() {
    const { drawn } = this;
    const state: Record<string, unknown> = { canvas: this, font: '' };
    return new Proxy(state, {
      get: (_, name: string) => {
        if (name === 'measureText') return (text: string) => ({ width: 7 * text.length });
        return name in state ? state[name] : (...args: unknown[]) => void drawn.push([name, args]);
      },
    });
  }
  /** Every element below, itself not included. */
  *all(): Generator<PageElement> {
    for (const child of this.children) {
      yield child;
      yield* child.all();
    }
  }
  /** `tag`, `#id`, `.class`, `tag.class`, one below the other. */
  querySelectorAll(selector: string): PageElement[] {
    const steps = selector.split(' ');
    const last = steps.pop() as string;
    const below = steps.length === 0 ? [this] : this.querySelectorAll(steps.join(' '));
    return [...new Set(below.flatMap((one) => [...one.all()]))].filter((one) => one.matches(last));
  }
  querySelector(selector: string): PageElement | null {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  private matches(part: string): boolean {
    if (part.startsWith('#')) return this.id === part.slice(1);
    const [tag, ...names] = part.split('.');
    return (tag === '' || tag === this.tag) && names.every((name) => this.classList.contains(name));
  }
}

/** What the script finds around the page. */
export interface Browser {
  readonly root: PageElement;
  /** Carries out the scripts of the page and everything that they put off. */
  run(): void;
}

/** Reads a page; throws where an element is not closed, crosses another, or a text is not escaped. */
export function readPage(html: string): Browser {
  const browser: { root: PageElement; run: () => void } = {
    root: undefined as never,
    run: () => runPage(browser),
  };
  const root = new PageElement('document');
  browser.root = root;
  let open = root;
  let at = html.indexOf('>') + 1;
  if (html.slice(0, at) !== '<!DOCTYPE html>') throw new Error('no doctype');
  const token = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*>|<|[^<]+/gy;
  while (at < html.length) {
    token.lastIndex = at;
    const match = token.exec(html);
    if (match === null || match[0] === '<') throw new Error(`stray < at ${html.slice(at - 60, at + 60)}`);
    at = token.lastIndex;
    const [whole, slash, tag, attributes] = match;
    if (tag === undefined) {
      open.texts.push(decode(whole));
    } else if (slash === '/') {
      if (open.tag !== tag)
        throw new Error(`</${tag}> closes <${open.tag}> before ${html.slice(at, at + 60)}`);
      open = open.parentNode as PageElement;
    } else {
      const element = new PageElement(tag);
      for (const [, name, value = ''] of attributes.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
        if (element.attributes.has(name)) throw new Error(`${name} twice in ${whole}`);
        element.attributes.set(name, decode(value));
      }
      element.parentNode = open;
      open.children.push(element);
      open.texts.push(element);
      if (RAW.has(tag)) {
        const end = html.indexOf(`</${tag}>`, at);
        const text = html.slice(at, end);
        element.texts.push(tag === 'title' ? decode(text) : text);
        at = end + tag.length + 3;
      } else if (!VOID.has(tag)) open = element;
    }
  }
  if (open !== root) throw new Error(`<${open.tag}> is not closed`);
  return browser;
}

function decode(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`stray & in ${text.slice(0, 80)}`);
  if (!ENTITY.test(text)) return text;
  const plain: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([a-z]+|#39);/g, (_, name) => plain[name]);
}

function runPage(browser: Browser): void {
  const { root } = browser;
  const tasks: (() => void)[] = [];
  const document = {
    createElement: (tag: string) => new PageElement(tag),
    getElementById: (id: string) => root.querySelector(`#${id}`),
    querySelector: (selector: string) => root.querySelector(selector),
    querySelectorAll: (selector: string) => root.querySelectorAll(selector),
    addEventListener: () => {},
    body: root.querySelector('body'),
  };
  class Path2D {
    readonly steps: [string, unknown[]][] = [];
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: every method of a path is only noted
      return new Proxy(this, {
        get: (path, name: string) =>
          name === 'steps' ? path.steps : (...args: unknown[]) => void path.steps.push([name, args]),
      });
    }
  }
  class CustomEvent {}
  const window: Record<string, unknown> = {
    document,
    navigator: { language: 'en-US' },
    devicePixelRatio: 1,
    HTMLElement: PageElement,
    Path2D,
    CustomEvent,
    addEventListener: () => {},
    removeEventListener: () => {},
    dispatchEvent: () => {},
    matchMedia: () => ({ addEventListener: () => {}, removeEventListener: () => {} }),
    queueMicrotask: (task: () => void) => tasks.push(task),
    requestAnimationFrame: (task: () => void) => tasks.push(task),
    setTimeout: (task: () => void) => tasks.push(task),
    Intl,
  };
  window.window = window;
  const context = createContext(window);
  for (const script of root.querySelectorAll('script')) {
    if (!script.attributes.has('type')) runInContext(script.textContent, context);
  }
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
}

/** Cells of a table row by row, head first. */
export function cells(table: PageElement): string[][] {
  return table.querySelectorAll('tr').map((row) => row.children.map((cell) => cell.textContent));
}

/** Heading of a section without the number of its chapter. */
export function headingOf(section: PageElement): string | undefined {
  return section.querySelector('h2')?.textContent.replace(/^(?:\d+|Appendix [A-Z]) /, '');
}

/** Rows of the tables in the section with this title, without their heads; none if it is not there. */
export function sectionRows(page: string, title: string): string[][] {
  return readPage(page)
    .root.querySelectorAll('section')
    .filter((section) => headingOf(section) === title)
    .flatMap((section) => cells(section).slice(1));
}
