/** Text from people: what is refused at the door, and what the sanitiser lets through (R13). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  foldCase,
  graphemes,
  limits,
  listNameProblem,
  notesProblem,
  sanitise,
  sanitiseBlock,
  titleProblem,
} from '../src/index.ts';
import { anyText } from './samples.ts';

/** Written anew, so that a slip in the sanitiser's own pattern is seen. */
function isObeyedOrHidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const within = (first: number, last: number) => code >= first && code <= last;
  return (
    /\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(character) ||
    [0x00ad, 0x180e, 0x200b, 0x2060, 0x3164, 0xfeff].includes(code) ||
    within(0xe0000, 0xe007f)
  );
}

const clean = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.constantFrom('日本語', 'Café', 'cafe\u0301', '👩‍💻 👍🏽', 'שלום', 'مرحبا', 'नमस्ते', 'می\u200cخواهم', '❤️', 'ﬁ ½ …'),
);

describe('R13: the sanitiser', () => {
  test('lets nothing through that a terminal obeys or a reader cannot see', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(Array.from(sanitise(text)).filter(isObeyedOrHidden)).toStrictEqual([]);
        const block = Array.from(sanitiseBlock(text)).filter((each) => each !== '\n' && each !== '\t');
        expect(block.filter(isObeyedOrHidden)).toStrictEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('holds for each code point there is', () => {
    const through: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (Array.from(sanitise(character)).some(isObeyedOrHidden)) through.push(code.toString(16));
    }
    expect(through).toStrictEqual([]);
  });

  test('leaves clean text as it is', () => {
    fc.assert(
      fc.property(clean, (text) => {
        expect(sanitise(text)).toBe(text);
        expect(sanitiseBlock(`${text}\n\t${text}`)).toBe(`${text}\n\t${text}`);
      }),
    );
  });

  test('applied twice is applied once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sanitise(sanitise(text))).toBe(sanitise(text));
        expect(sanitiseBlock(sanitiseBlock(text))).toBe(sanitiseBlock(text));
      }),
    );
  });

  test.each([
    ['\u001b[2J', '^[[2J'],
    ['a\r\nb', 'a^M^Jb'],
    ['\u007f', '^?'],
    ['\u009b31m', 'M-^[31m'],
    ['a\u202eb', 'a<202E>b'],
    ['\ud800', '<D800>'],
    ['\u{e0041}', '<E0041>'],
  ])('%j is shown as %s', (text, shown) => {
    expect(sanitise(text)).toBe(shown);
  });

  test('a block keeps newline and tab, and never a carriage return', () => {
    expect(sanitiseBlock('a\n\tb\r\n\u001b')).toBe('a\n\tb^M\n^[');
  });
});

describe('titles', () => {
  test.each([
    ['buy milk', null],
    ['👨‍👩‍👧‍👦 שלום', null],
    ['', 'the title is empty'],
    [' \u3000 ', 'the title is empty'],
    ['a\tb', 'the title has a control character'],
    ['a\u0085b', 'the title has a control character'],
    ['a\u2028b', 'the title has a line break'],
    ['a\u2067b', 'the title has a mark that reverses the order of text'],
    ['a\udc00b', 'the title is not valid Unicode'],
  ])('R13: %j', (title, problem) => {
    expect(titleProblem(title)).toBe(problem);
  });

  test('are counted in what a person calls characters', () => {
    const tooLong = `the title is longer than ${limits.titleGraphemes} characters`;
    expect(titleProblem('a'.repeat(500))).toBeNull();
    expect(titleProblem('a'.repeat(501))).toBe(tooLong);
    expect(titleProblem('日'.repeat(500))).toBeNull();
    expect(titleProblem('日'.repeat(501))).toBe(tooLong);
    // 11 bytes each: a family of two.
    expect(titleProblem('👩‍👧'.repeat(500))).toBeNull();
    expect(titleProblem('👩‍👧'.repeat(501))).toBe(tooLong);
    expect(graphemes('👨‍👩‍👧e\u0301🇩🇪')).toHaveLength(3);
  });

  test('have a size in bytes too: one character may be long', () => {
    expect(titleProblem(`a${'\u0301'.repeat(4_000)}`)).toBeNull();
    expect(titleProblem(`a${'\u0301'.repeat(10_000)}`)).toBe(`the title is larger than ${limits.titleBytes} bytes`);
  });

  test('are read no further than it takes to refuse them', () => {
    // A reader of it all takes thousands of times as long as one that stops: a bound that no busy machine blurs.
    const time = (title: string) => {
      const start = performance.now();
      expect(titleProblem(title)).not.toBeNull();
      return performance.now() - start;
    };
    const whole = 'a'.repeat(limits.batchBytes);
    const start = performance.now();
    expect(graphemes(whole)).toHaveLength(whole.length);
    expect(time(whole)).toBeLessThan((performance.now() - start) / 3);
  });
});

test('names of lists are one line, without a slash and without spaces at the ends', () => {
  expect(listNameProblem('groceries')).toBeNull();
  expect(listNameProblem('my list')).toBeNull();
  expect(listNameProblem('a/b')).not.toBeNull();
  expect(listNameProblem(' a')).not.toBeNull();
  expect(listNameProblem('')).not.toBeNull();
  expect(listNameProblem('a\nb')).not.toBeNull();
  expect(listNameProblem('a'.repeat(100))).toBeNull();
  expect(listNameProblem('a'.repeat(101))).not.toBeNull();
});

test('notes have lines, and no other control', () => {
  expect(notesProblem('')).toBeNull();
  expect(notesProblem('a\n\tb')).toBeNull();
  expect(notesProblem('a\rb')).not.toBeNull();
  expect(notesProblem('a\u001bb')).not.toBeNull();
  expect(notesProblem('a\u202eb')).not.toBeNull();
  expect(notesProblem('a\ud800')).not.toBeNull();
  expect(notesProblem('a'.repeat(limits.notesBytes))).toBeNull();
  expect(notesProblem('ä'.repeat(limits.notesBytes / 2 + 1))).not.toBeNull();
});

test('names are compared without case and composition', () => {
  expect(foldCase('CAFE\u0301')).toBe(foldCase('café'));
  expect(foldCase('Straße')).not.toBe(foldCase('Strasse'));
  fc.assert(fc.property(anyText, (text) => foldCase(text) === text.normalize('NFC').toLowerCase()));
  for (let code = 0; code < 0x300; code += 1) {
    const character = String.fromCodePoint(code);
    expect(foldCase(character)).toBe(character.normalize('NFC').toLowerCase());
  }
});
