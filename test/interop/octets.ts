/** Octets in hex. */

/** An IOA as octets on the wire. */
export function ioaOctets(ioa: number): string {
  return [ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(' ');
}
