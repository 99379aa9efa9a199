/** What the MSI is made from: identifiers that stay, versions that Windows can compare, words that it reads rightly. */
import { describe, expect, it } from 'vitest';
import {
  packageCode,
  productCode,
  threeNumbers,
  UPGRADE_CODE,
  wixlSource,
} from '../../scripts/package/msi-source.mjs';
import { uuidOf } from '../../scripts/package/uuid.mjs';

describe('identifiers', () => {
  it('are UUIDs of version 5', () => {
    // The example of RFC 9562, A.4: www.example.com in the namespace of DNS.
    expect(uuidOf('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ED6657D-E927-568B-95E1-2665A8AEA6A2',
    );
  });

  it('keep the one by which Windows finds older versions', () => {
    expect(UPGRADE_CODE).toBe('8F4C2B57-6A0D-4F5E-9C41-104D5C7E2A10');
  });

  it('are others for another version or another content, and only then', () => {
    expect(productCode('1.0.0')).toBe(productCode('1.0.0'));
    expect(
      new Set([productCode('1.0.0'), productCode('1.0.1'), packageCode('a'), packageCode('b')]).size,
    ).toBe(4);
  });

  it('of a file stay when other files come and go, and when the version changes', () => {
    const guid = (source: string) => /Guid="([^"]+)"[^>]*><File [^>]*Name="b.js"/.exec(source)?.[1];
    const first = guid(wixlSource(['dist/b.js'], '1.0.0'));
    expect(first).toMatch(/^[0-9A-F-]{36}$/);
    expect(guid(wixlSource(['a.txt', 'dist/b.js', 'dist/c.js'], '2.0.0'))).toBe(first);
    expect(guid(wixlSource(['lib/b.js'], '1.0.0'))).not.toBe(first);
  });
});

describe('the version', () => {
  it('is three numbers', () => {
    expect(threeNumbers('1.2.3')).toBe('1.2.3');
    expect(threeNumbers('1.2.3-rc.1')).toBe('1.2.3');
    expect(() => threeNumbers('1.2')).toThrow('the version is "1.2": expected three numbers, such as 1.0.0');
  });
});

describe('the source', () => {
  const source = wixlSource(['a & b.txt', 'dist/main.js', 'iec104rs.cmd'], '1.0.0');

  it('has each file once, in its folder, and in the feature', () => {
    expect(source.match(/<File /g)).toHaveLength(3);
    expect(source).toContain('Source="a &amp; b.txt"');
    expect(source).toMatch(
      /<Directory Id="\w+" Name="dist">\n<Component [^>]+><File [^>]+ Source="dist\/main.js"/,
    );
    // Besides: the PATH, the start menu.
    expect(source.match(/<Component /g)).toHaveLength(5);
    expect(source.match(/<ComponentRef /g)).toHaveLength(5);
  });

  it('has no identifier twice', () => {
    const ids = [...source.matchAll(/<(?:File|Component|Directory) Id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
