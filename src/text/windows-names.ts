/** Names of files that Windows does not take. */

/** Characters that no name may have; a colon would write into a hidden stream of another file. */
const REFUSED_CHARACTERS = /[<>:"|?*]/;
/** Devices, also with an ending: `con.csv` is the console. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *($|\.)/i;

/** Whether Windows takes a name for that of a device. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}

/** What keeps the last part of a path from being the name of a file on Windows; `undefined`: nothing. */
export function windowsNameFault(path: string): string | undefined {
  const name = path
    .slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
    .replace(/^[a-z]:/i, '');
  if (REFUSED_CHARACTERS.test(name)) return 'a name on Windows has none of < > : " | ? *';
  return isDeviceName(name) ? 'Windows has a device of this name' : undefined;
}
