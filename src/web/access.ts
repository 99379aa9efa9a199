/** The token of the page, and requests with it. The token comes in the fragment of the address, which no server and no log sees. */

const KEY = 'iec104rs-token';

/** Takes the token out of the address, for this tab alone. */
export function takeToken(): void {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (match === null) return;
  sessionStorage.setItem(KEY, decodeURIComponent(match[1]));
  history.replaceState(null, '', location.pathname);
}

/** Forgets the token: it was refused. */
export function setToken(token: string): void {
  if (token === '') sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}

/** A request with the token. */
export function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const token = sessionStorage.getItem(KEY);
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return fetch(path, { ...init, headers, cache: 'no-store' });
}

/** An order to the program; resolves with what it refused, or an empty text. */
export async function order(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<string> {
  try {
    const answer = await ask(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (answer.ok) return '';
    const { detail } = (await answer.json()) as { detail?: string };
    return detail ?? `refused with ${answer.status}`;
  } catch {
    return 'the program does not answer';
  }
}
