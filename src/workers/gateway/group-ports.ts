/** The ports of a group that its masters connect to: open while the group wants them. */
import type { PlainError } from '../../channel/shard-protocol.js';
import type { MasterPort } from '../../gateway/definition.js';
import type { Accepted, ListenAddress, Listener, ListenFault, Machine, TimerHandle } from '../ports.js';

/** A port that can't be opened is tried again soon, because that of a thread that died may not be free at once; then after longer pauses. */
export const FIRST_RETRY_MS = 100;
export const RETRY_MS = 3000;

/** What the ports use of their shard and group. */
export interface PortOwner {
  readonly timers: Machine['timers'];
  listen(at: ListenAddress, onAccept: (accepted: Accepted) => void): Promise<Listener | ListenFault>;
  accept(port: number, accepted: Accepted): void;
  /** So many ports are open now. */
  opened(open: number): void;
  /** The system chose a port for one with number 0. */
  chosen(port: number, number: number): void;
  /** A port can't be opened; told once until it can. */
  trouble(detail: string): void;
}

/** One port. */
interface Place {
  readonly bind: string;
  /** To open. If it was 0: once open, what the system chose. */
  number: number;
  listener: Listener | undefined;
  isOpening: boolean;
  /** How often it could not be opened since it was wanted. */
  failures: number;
}

export class GroupPorts {
  private readonly places: Place[];
  private isWanted = false;
  private retry: TimerHandle | undefined;

  constructor(
    ports: readonly MasterPort[],
    private readonly owner: PortOwner,
  ) {
    this.places = ports.map(({ port, bind }) => ({
      bind,
      number: port,
      listener: undefined,
      isOpening: false,
      failures: 0,
    }));
  }

  get isOpen(): boolean {
    return this.places.some(({ listener }) => listener !== undefined);
  }

  /** Opens those that are not open, again and again until `close`. */
  open(): void {
    this.isWanted = true;
    for (const [i, place] of this.places.entries())
      if (place.listener === undefined && !place.isOpening) void this.openOne(i, place);
  }

  /** Closes all: masters that connect now get a refusal of the system. */
  close(): void {
    this.isWanted = false;
    this.owner.timers.clearTimeout(this.retry);
    this.retry = undefined;
    const wasOpen = this.isOpen;
    for (const place of this.places) {
      place.listener?.close();
      place.listener = undefined;
      place.failures = 0;
    }
    if (wasOpen) this.owner.opened(0);
  }

  /** Whether one of the ports has this number. */
  has(number: number): boolean {
    return this.places.some((place) => place.number === number);
  }

  private async openOne(i: number, place: Place): Promise<void> {
    place.isOpening = true;
    const { number: port, bind } = place;
    const listener = await this.owner.listen({ port, bind }, (accepted) => this.accept(i, accepted));
    place.isOpening = false;
    if (!this.isWanted) {
      if (!('code' in listener)) listener.close();
      return;
    }
    if ('code' in listener) {
      place.failures++;
      if (place.failures === 2) this.owner.trouble(describeFault(listener, bind, port).message);
      const pauseMs = place.failures === 1 ? FIRST_RETRY_MS : RETRY_MS;
      this.retry ??= this.owner.timers.setTimeout(() => {
        this.retry = undefined;
        this.open();
      }, pauseMs);
      return;
    }
    place.listener = listener;
    place.failures = 0;
    if (port === 0) {
      place.number = listener.port;
      this.owner.chosen(i, listener.port);
    }
    this.owner.opened(this.places.filter((one) => one.listener !== undefined).length);
  }

  /** A connection that waited for its turn may come after the port was closed. */
  private accept(i: number, accepted: Accepted): void {
    if (this.isWanted) this.owner.accept(i, accepted);
    else accepted.refuse();
  }
}

/** Opens ports and closes them again: why one can't be opened, or `undefined`. Who connects meanwhile is refused. */
export async function tryPorts(
  ports: readonly Pick<MasterPort, 'port' | 'bind'>[],
  listen: PortOwner['listen'],
): Promise<PlainError | undefined> {
  for (const { port, bind } of ports) {
    const listener = await listen({ port, bind }, (accepted) => accepted.refuse());
    if ('code' in listener) return describeFault(listener, bind, port);
    listener.close();
  }
  return undefined;
}

function describeFault({ code, reason, detail }: ListenFault, bind: string, port: number): PlainError {
  const where = bind === '' ? `port ${port}` : `${bind} port ${port}`;
  return { code, message: `${where} ${reason}`, detail };
}
