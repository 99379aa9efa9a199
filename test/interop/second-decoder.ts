/** Reads the APDUs of a capture with scapy, a second decoder that shares no code with tshark or the project. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MOST_OCTETS = 256 * 1024 * 1024;
const START = 0x68;
const SCRIPT = fileURLToPath(new URL('scapy_lines.py', import.meta.url));
/** The system's own: the Debian package is for it. */
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

/** An I frame as scapy reads it. */
export interface SecondReading {
  /** As in `DissectedFrame`. */
  stream: number;
  direction: '>' | '<';
  /** As in `DissectedFrame`; `?` and the type id: scapy doesn't know the type. */
  text: string;
}

/** Octets of one direction of a connection, each at its place in the stream. */
interface Segment {
  /** Of the first octet; 1 is the first of the stream. */
  sequence: number;
  octets: Buffer;
}

/** Every I frame of the capture, in order within each direction of a connection. */
export async function readAgain(file: string, ports: readonly number[]): Promise<SecondReading[]> {
  const fields = ['tcp.stream', 'tcp.srcport', 'tcp.seq', 'tcp.payload'].flatMap((name) => ['-e', name]);
  const words = ['-n', '-r', file, '-Y', 'tcp.len > 0', '-T', 'fields', ...fields];
  const { stdout } = await run('tshark', words, { maxBuffer: MOST_OCTETS });
  const segments = new Map<string, Segment[]>();
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const [stream, port, sequence, payload] = line.split('\t');
    const key = `${stream} ${ports.includes(Number(port)) ? '<' : '>'}`;
    const segment = { sequence: Number(sequence), octets: Buffer.from(payload, 'hex') };
    segments.set(key, [...(segments.get(key) ?? []), segment]);
  }
  const apdus = [...segments].flatMap(([key, list]) => split(joined(list)).map((apdu) => ({ key, apdu })));
  const lines = await scapyLines(apdus.map(({ apdu }) => apdu));
  return apdus.flatMap(({ key }, i) => {
    const [stream, direction] = key.split(' ');
    return lines[i] === ''
      ? []
      : [{ stream: Number(stream), direction: direction as '>' | '<', text: lines[i] }];
  });
}

/** The octets of a direction. TCP sends a segment twice after a pause of the machine, and a capture may swap two. */
function joined(segments: readonly Segment[]): Buffer {
  const end = Math.max(...segments.map(({ sequence, octets }) => sequence - 1 + octets.length));
  const all = Buffer.alloc(end);
  for (const { sequence, octets } of segments) octets.copy(all, sequence - 1);
  return all;
}

/** The APDUs in the octets of one direction, as hex; octets of which none begins end it. */
function split(octets: Buffer): string[] {
  const apdus: string[] = [];
  for (let at = 0; octets[at] === START && at + 2 + octets[at + 1] <= octets.length; at += 2 + octets[at + 1])
    apdus.push(octets.subarray(at, at + 2 + octets[at + 1]).toString('hex'));
  return apdus;
}

function scapyLines(apdus: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(PYTHON, [SCRIPT], { maxBuffer: MOST_OCTETS }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.split('\n').slice(0, apdus.length));
      else reject(new Error(`scapy (Debian package python3-scapy): ${stderr || error.message}`));
    });
    child.stdin?.end(`${apdus.join('\n')}\n`);
  });
}
