/** Elements of the page. Whatever comes from the program is set as text, never as markup. */

/** What an element is made of: attributes, and text or children. */
type Content = string | readonly (Node | string)[];

/** Makes an element. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  content: Content = [],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (typeof content === 'string') element.textContent = content;
  else element.append(...content);
  return element;
}

/** An element of the page's own markup, by its id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Sets a text only if it is another one: the browser has nothing to do otherwise. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets a class name the same way. */
export function setClass(element: Element, name: string): void {
  if (element.className !== name) element.className = name;
}

/** Fills a list: one child for each item, made again only where its text or class changes. */
export function fillList(
  list: Element,
  name: 'li' | 'div' | 'tr',
  items: readonly { readonly text: string; readonly className: string }[],
): void {
  while (list.children.length > items.length) list.lastElementChild?.remove();
  items.forEach(({ text, className }, i) => {
    const child = list.children[i] ?? list.appendChild(document.createElement(name));
    setText(child, text);
    setClass(child, className);
  });
}
