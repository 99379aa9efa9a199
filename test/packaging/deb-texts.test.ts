/** What dpkg reads of the Debian package besides its files. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { changelogText, controlText, debianVersion } from '../../scripts/package/deb-texts.mjs';
import { packagedUnit } from '../../scripts/package/form-deb.mjs';

describe('the Debian package', () => {
  it('has a version that dpkg puts before the release when it is before it', () => {
    expect([debianVersion('1.0.0'), debianVersion('1.0.0-rc.1')]).toEqual(['1.0.0-1', '1.0.0~rc.1-1']);
  });

  it('says version and size in its control file', () => {
    const lines = controlText('1.0.0', 4711).split('\n');
    expect(lines).toContain('Version: 1.0.0-1');
    expect(lines).toContain('Installed-Size: 4711');
    expect(lines).toContain('Architecture: amd64');
  });

  it('writes the date of its changelog as Debian does', () => {
    // 1795845353 s after 1970 is 2026-11-28 05:55:53 UTC, a Saturday.
    expect(changelogText('1.0.0', 1_795_845_353)).toMatch(/^ -- .+> {2}Sat, 28 Nov 2026 05:55:53 \+0000$/m);
  });

  it.each(['iec104rs', 'iec104mm2ss'])('starts the program of the package as the service %s', (name) => {
    const path = fileURLToPath(new URL(`../../packaging/${name}.service`, import.meta.url));
    const unit = packagedUnit(readFileSync(path, 'utf8'));
    expect(unit).toContain('ExecStart=/usr/lib/iec104rs/bin/node /usr/lib/iec104rs/dist/main.js ');
    expect(unit).not.toContain('/opt');
  });
});
