/** Where an RTU listens: `2404`, `127.0.1.5 port 2404`, `fe80::1 port 2404`. */
export function formatPlace({ bind, port }: { readonly bind: string; readonly port: number }): string {
  return bind === '' ? String(port) : `${bind} port ${port}`;
}
