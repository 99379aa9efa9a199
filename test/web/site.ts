/** The built program with a live page, and its own master. */

import { freePorts } from '../program/free-ports.js';
import { Program } from '../program/program.js';
import { pointRows, Workspace } from '../support/workspace.js';

/** A program with its page. */
export interface Site {
  readonly work: Workspace;
  readonly url: string;
  readonly program: Program;
  /** The status, with a token if one is needed. */
  status(token?: string): Promise<Status>;
  /** Starts the program again at the same addresses; `names`: its RTUs. */
  again(names?: readonly string[]): Promise<Program>;
  /** Starts the master: every RTU gets a connection. */
  master(): Program;
}

/** What the tests use of the status. */
export interface Status {
  readonly live: { readonly seq: number; readonly open: number };
  readonly rtus: number;
  readonly online: number;
  readonly listening: number;
  readonly totals: {
    readonly signalsOffered: number;
    readonly signalsSent: number;
    readonly signalsAcknowledged: number;
  };
}

/** Starts a program whose RTUs have these names, ten signals each; `words`: further options. */
export async function startSite(names: readonly string[], words: readonly string[] = []): Promise<Site> {
  const work = new Workspace();
  const [api, ...ports] = await freePorts(1 + 8);
  const url = `http://127.0.0.1:${api}`;
  const write = (rtus: readonly string[]) =>
    work.write('i.csv', [
      'bind,127.0.0.1',
      ...rtus.map((name, i) => `${i + 1},"${name.replaceAll('"', '""')}",${101 + i},${ports[i]},,12,0,d.csv`),
    ]);
  work.write('data/d.csv', pointRows(1, 10));
  const start = async (rtus: readonly string[]) => {
    write(rtus);
    const files = ['-i', 'i.csv', '--data', 'data', '--headless'];
    const program = Program.start([...files, '--web', '--api', `127.0.0.1:${api}`, ...words], work.folder);
    await program.line(/HTTP API at/);
    return program;
  };
  const program = await start(names);
  return {
    work,
    url,
    program,
    async status(token) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await (await fetch(`${url}/api/status`, { headers })).json()) as Status;
    },
    again: (rtus = names) => start(rtus),
    master: () =>
      Program.start(['master', '-i', 'i.csv', '--reconnect', '-w', '1', '--retry', '60'], work.folder),
  };
}
