/** One RTU on a shard: its listener, perhaps one that it shares, and the check of the masters that connect. */
import { addressWords, type RtuDefinition } from '../channel/definitions.js';
import type { ListenResult, PlainError } from '../channel/shard-protocol.js';
import { COUNTER } from '../station/measures/counters.js';
import type { Rtu } from '../station/rtu.js';
import type { ServedLink } from '../station/served-link.js';
import { SharedLink } from '../station/shared-link.js';
import { type Admission, createAdmission, createGrouping, type Grouping, plainAddress } from './admission.js';
import { openConnection, peerName, type SocketKeeper } from './open-connection.js';
import type { Accepted, Listener, ListenFault } from './ports.js';

/** The parts of a shard that an RTU needs. */
export interface ConnectionKeeper extends SocketKeeper<ServedLink> {
  /** A master connects to the RTU, whether it is taken or not. */
  came(rtu: Rtu): void;
}

/** Why a connection is refused before it has a link, for the log. */
const REFUSALS = {
  REFUSED_HOSTS: 'address not among the accepted hosts',
  REFUSED_RESTART: 'the RTU is being restarted or closed',
} as const;

/**
 * Opens and closes the port of one RTU, and admits or refuses masters. Where RTUs share a port, the host of the first has the
 * listener, and takes every master for all of them.
 */
export class RtuHost {
  private readonly admits: Admission;
  private readonly groupOf: Grouping;
  private listener: Listener | undefined;
  /** The result of opening the port, once it has begun. */
  private opening: Promise<ListenResult> | undefined;
  /** The other RTUs of the port. */
  private readonly sharers: Rtu[] = [];
  private closed = false;
  /** The port to open. If it was 0: once open, the port that the system chose. */
  private port: number;
  /** Masters that connected before the RTU has its slot; `undefined` once it has it. */
  private held: Accepted[] | undefined;

  constructor(
    readonly definition: RtuDefinition,
    readonly rtu: Rtu,
    private readonly keeper: ConnectionKeeper,
    /** The host of the first RTU of the port; absent: this one. */
    private readonly opener?: RtuHost,
  ) {
    opener?.sharers.push(rtu);
    this.port = definition.port;
    this.admits = createAdmission(definition.hosts, definition.admitsNobody);
    this.groupOf = createGrouping(definition.group);
  }

  /** Whether the port is open. */
  get isListening(): boolean {
    return (this.opener ?? this).listener !== undefined;
  }

  /** The RTU that has the listener of the port: itself, or the first of those that share it. */
  get portOwner(): RtuHost {
    return this.opener ?? this;
  }

  /** Opens the port again after `pause`. Never rejects. */
  async reopen(): Promise<ListenResult> {
    const result = await this.listen();
    if (result.error === undefined && !this.closed)
      for (const { counters } of this.sharers) counters[COUNTER.LISTENING] = 1;
    return result;
  }

  /** Opens the port. Never rejects. With `hold`, masters that connect wait until `serve`. */
  listen(mode: 'serve' | 'hold' = 'serve'): Promise<ListenResult> {
    this.opening = this.opener === undefined ? this.open(mode) : this.join(this.opener);
    return this.opening;
  }

  /** The port is, or will be, open as soon as the opener's is. */
  private async join(opener: RtuHost): Promise<ListenResult> {
    const { slot } = this.definition;
    const result = await (opener.opening ?? opener.listen());
    if (result.error === undefined && !this.closed) {
      this.port = result.port;
      this.announce();
    }
    return { ...result, slot };
  }

  private async open(mode: 'serve' | 'hold'): Promise<ListenResult> {
    const { slot, bind } = this.definition;
    const { port } = this;
    this.held = mode === 'hold' ? [] : undefined;
    const listener = await this.keeper.listen({ port, bind }, (accepted) => this.accept(accepted));
    if ('code' in listener) return { slot, port, error: describeFault(listener, bind, port) };
    if (this.closed) listener.close();
    else {
      this.listener = listener;
      this.port = listener.port;
      if (mode === 'serve') this.announce();
    }
    return { slot, port: listener.port };
  }

  /** Ends the `hold` of `listen`: counts, logs, and admits the masters that connected meanwhile. */
  serve(): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (this.listener !== undefined) this.announce();
    for (const accepted of held) this.accept(accepted);
  }

  /** Closes the port until the next `listen`; links stay. */
  pause(): void {
    this.listener?.close();
    this.listener = undefined;
    for (const { counters } of [this.rtu, ...this.sharers]) counters[COUNTER.LISTENING] = 0;
  }

  /** Closes the port for good, and every link. */
  close(detail: string): void {
    this.closed = true;
    for (const accepted of this.held ?? []) this.refuse(accepted, 'REFUSED_RESTART');
    this.held = undefined;
    this.pause();
    for (const link of [...this.rtu.links]) link.close('SHUTDOWN', detail, this.keeper.now());
    this.rtu.end(this.keeper.now());
  }

  /** Closes a connection unread, with the reason in the counters and in the log. */
  private refuse(accepted: Accepted, reason: keyof typeof REFUSALS): void {
    const { counters, journal } = this.rtu;
    if (reason === 'REFUSED_HOSTS') counters[COUNTER.REFUSED]++;
    counters[COUNTER[reason]]++;
    journal.event(this.rtu, undefined, {
      event: 'refuse',
      detail: `${peerName(accepted)}: ${REFUSALS[reason]}`,
    });
    accepted.refuse();
  }

  private announce(): void {
    this.rtu.counters[COUNTER.LISTENING] = 1;
    this.rtu.journal.event(this.rtu, undefined, {
      event: 'listen',
      detail: `${addressWords(this.definition)}, port ${this.port}, CA ${this.rtu.ca}`,
    });
  }

  private accept(accepted: Accepted): void {
    if (this.closed) {
      this.refuse(accepted, 'REFUSED_RESTART');
      return;
    }
    if (this.held !== undefined) {
      this.held.push(accepted);
      return;
    }
    this.keeper.came(this.rtu);
    const address = plainAddress(accepted.address);
    if (address === '') {
      // The peer has gone already.
      this.rtu.counters[COUNTER.CLOSED_UNHEARD]++;
      accepted.refuse();
      return;
    }
    if (!this.admits(address)) {
      this.refuse(accepted, 'REFUSED_HOSTS');
      return;
    }
    const nowMs = this.keeper.now();
    const link = this.connect(peerName(accepted), nowMs, this.groupOf(address));
    if (typeof link === 'string') {
      accepted.refuse();
      return;
    }
    openConnection(this.keeper, accepted, link, nowMs);
  }

  /** The link of a new connection, or of all RTUs of the port; the reason if it is refused. */
  private connect(peer: string, nowMs: number, group: number): ServedLink | string {
    const { rtu, sharers, keeper } = this;
    if (sharers.length === 0) return rtu.connect(peer, nowMs, undefined, group);
    const { outbox } = keeper;
    return rtu.refuseMore(peer) ?? new SharedLink([rtu, ...sharers], { peer, outbox, nowMs, group });
  }
}

function describeFault({ code, reason, detail }: ListenFault, bind: string, port: number): PlainError {
  const where = bind === '' ? `port ${port}` : `${bind} port ${port}`;
  return { code, message: `${where} ${reason}`, detail };
}
