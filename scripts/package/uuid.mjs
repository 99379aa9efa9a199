/** Names as identifiers: UUID version 5 of RFC 4122, upper case as Windows Installer wants them. */
import { createHash } from 'node:crypto';

/**
 * @param {string} namespace a UUID
 * @param {string} name
 */
export function uuidOf(namespace, name) {
  const octets = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x50, 6);
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = octets.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
