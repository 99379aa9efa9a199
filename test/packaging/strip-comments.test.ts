import { describe, expect, it } from 'vitest';
import { sameProgram, stripComments } from '../../scripts/package/strip-comments.mjs';

describe('JavaScript without comments', () => {
  it.each([
    ['a line', 'a(); // why\nb();\n', 'a();\nb();\n'],
    ['a block', 'a(/* x */ 1);\n', 'a(  1);\n'],
    ['a block of lines', 'a();\n/**\n * Why.\n */\nb();\n', 'a();\nb();\n'],
    [
      'a comment that ends a statement',
      'return_ = () => { return /*\n*/ 1; };\n',
      'return_ = () => { return\n 1; };\n',
    ],
    ['strings', 'a(\'// no\', "/* no */");\n', 'a(\'// no\', "/* no */");\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    ['templates', 'a(`// no ${b /* yes */} /* no */`);\n', 'a(`// no ${b  } /* no */`);\n'],
    ['regular expressions', 'a = /[/*]\\/\\//g; // yes\n', 'a = /[/*]\\/\\//g;\n'],
    ['the first line of a script', '#!/usr/bin/env node\n// yes\na();\n', '#!/usr/bin/env node\na();\n'],
    ['CommonJS', 'with (a) { b = 017; } // yes\n', 'with (a) { b = 017; }\n'],
    ['a licence', '/*! MIT (c) A */\na();\n', '/*! MIT (c) A */\na();\n'],
    ['a copyright', '// Copyright A\na(); // x\n', '// Copyright A\na();\n'],
    ['what is no JavaScript', 'a( // b\n', 'a( // b\n'],
  ])('%s', (_what, source, expected) => {
    expect(stripComments(source)).toBe(expected);
  });

  it('is compared node by node', () => {
    expect(
      sameProgram(
        { type: 'A', start: 1, list: [{ value: 1 }] },
        { type: 'A', start: 2, list: [{ value: 1 }] },
      ),
    ).toBe(true);
    expect(sameProgram({ type: 'A', list: [{ value: 1 }] }, { type: 'A', list: [{ value: 2 }] })).toBe(false);
    expect(sameProgram({ type: 'A', list: [] }, { type: 'A', list: [null] })).toBe(false);
    expect(sameProgram({ value: /a/g }, { value: /a/ })).toBe(false);
  });
});
