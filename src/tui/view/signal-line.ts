/** Lines of an RTU's log (`docs/behaviour.md` §8) in the form of tab 2. */

/** Cells of a CSV line, quoted ones unquoted. */
export function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/g;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') break;
  }
  return cells;
}

/** A log line for people: `10:04:02.118203 signal tx 30 COT 3 IOA 445 = 0 comment`. A line of another kind is returned unchanged. */
export function formatLogLine(line: string): string {
  const cells = splitCsv(line);
  const [time = '', event = '', peer = '', direction = '', typeId = '', cot = '', ioa = '', value = ''] =
    cells;
  if (cells.length < 10 || !/\d\d:\d\d:\d\d/.test(time)) return line;
  const [, , , , , , , , quality = '', , ...details] = cells;
  const parts = [
    time.replace(/^\S+[ T](?=\d\d:)/, ''),
    event.padEnd(10),
    direction,
    typeId === '' ? '' : `type ${typeId}`,
    cot === '' ? '' : `COT ${cot}`,
    ioa === '' ? '' : `IOA ${ioa}`,
    value === '' ? '' : `= ${value}`,
    quality,
    details.join(', '),
    peer,
  ];
  return parts.filter((part) => part.trim() !== '').join(' ');
}
