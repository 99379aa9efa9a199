/** Where a session of the controlling side writes its frames: they go to the socket in this order. */
export interface FrameOut {
  /** A U frame; `control` is its first control octet. */
  putU(control: number): void;
  /** An S frame with N(R). */
  putS(nr: number): void;
  /** An I frame with an ASDU of 6…249 octets, which are copied. */
  putI(asdu: Uint8Array, ns: number, nr: number): void;
}
