/** The sent list: one line for each signal that was sent unasked (RFC 4180), in the order of acknowledgement on its connection. */

/**
 * No. and name of the RTU, port, CA, IOA, type id, value, quality, time tag (`2026-11-22 10:04:02.118`, empty for types without),
 * when it was written and acknowledged (local, µs; empty: never acknowledged), connection.
 */
export const SENT_LIST_HEADER =
  'rtu,name,port,ca,ioa,type,value,quality,time tag,written,acknowledged,connection\n';
