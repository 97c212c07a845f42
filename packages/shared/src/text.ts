/** What text from people may contain, and the one sanitiser through which all of it reaches a terminal (R13). */
import { limits } from './limits.ts';

/** C0 controls, DEL and C1 controls: what a terminal obeys. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Line and paragraph separators split rows in some terminals. */
const SEPARATOR = /[\u2028\u2029]/;
/** Marks that reorder what a reader sees ("Trojan Source", CVE-2021-42574). */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Half of a surrogate pair has no meaning and no UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What must not be shown as it is: all of the above, and characters that hide or pretend. */
const UNSHOWABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
const UNSHOWABLE_IN_BLOCK =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The visible stand-in of one character, as `cat -v` writes controls and Unicode writes code points. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  if (code >= 0x80 && code < 0xa0) return `M-^${String.fromCharCode(code - 0x40)}`;
  return `<${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * One line of text that no terminal obeys: controls, bidi marks and characters that hide become visible stand-ins.
 * Guarantees: the result has no control, no line break and no bidi mark; clean text comes back unchanged; and
 * applying it twice is applying it once.
 */
export function sanitise(text: string): string {
  return text.replace(UNSHOWABLE, visible);
}

/** As {@link sanitise}, for text of several lines: newline and tab stay. */
export function sanitiseBlock(text: string): string {
  return text.replace(UNSHOWABLE_IN_BLOCK, visible);
}

let segmenter: Intl.Segmenter | undefined;

/** The graphemes of a text: what a person counts as characters. */
export function graphemes(text: string): string[] {
  return Array.from(segments(text), (segment) => segment.segment);
}

function segments(text: string): IteratorObject<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Iterator.from(segmenter.segment(text));
}

function longerThan(text: string, maximum: number): boolean {
  // A text never has more graphemes than UTF-16 units, so that short texts skip the segmenter; endless ones end early.
  return (
    text.length > maximum &&
    segments(text)
      .drop(maximum)
      .some(() => true)
  );
}

/** Why a text may not be one line from a person, or null when it may. `what` names it in the message. */
function lineProblem(text: string, what: string, maximum: number): string | null {
  if (text.trim() === '') return `${what} is empty`;
  if (CONTROL.test(text)) return `${what} has a control character`;
  if (SEPARATOR.test(text)) return `${what} has a line break`;
  if (BIDI.test(text)) return `${what} has a mark that reverses the order of text`;
  if (LONE_SURROGATE.test(text)) return `${what} is not valid Unicode`;
  if (longerThan(text, maximum)) return `${what} is longer than ${maximum} characters`;
  return null;
}

/** Why a text may not be a title, or null when it may. */
export function titleProblem(text: string): string | null {
  if (Buffer.byteLength(text) > limits.titleBytes && !longerThan(text, limits.titleGraphemes)) {
    return `the title is larger than ${limits.titleBytes} bytes`;
  }
  return lineProblem(text, 'the title', limits.titleGraphemes);
}

/** Why a text may not be the name of a list, or null when it may. */
export function listNameProblem(text: string): string | null {
  if (text.includes('/')) return 'the name of a list cannot have a "/"';
  if (text !== text.trim()) return 'the name of a list cannot begin or end with a space';
  return lineProblem(text, 'the name of the list', limits.listNameGraphemes);
}

/** Why a text may not describe a webhook, or null when it may. */
export function webhookDescriptionProblem(text: string): string | null {
  return lineProblem(text, 'the description', limits.webhookDescriptionGraphemes);
}

/** Why a text may not be the notes of a todo, or null when it may. Newlines and tabs are welcome there. */
export function notesProblem(text: string): string | null {
  if (CONTROL.test(text.replace(/[\n\t]/g, ''))) return 'the notes have a control character';
  if (BIDI.test(text)) return 'the notes have a mark that reverses the order of text';
  if (LONE_SURROGATE.test(text)) return 'the notes are not valid Unicode';
  if (Buffer.byteLength(text) > limits.notesBytes) return `the notes are larger than ${limits.notesBytes} bytes`;
  return null;
}

/** The form in which names and tags are compared: `Café`, `CAFÉ` and its decomposed twin are the same. */
export function foldCase(text: string): string {
  // Below U+0300 text is composed already, and most of it is: filters fold 100,000 titles at a keystroke.
  return (/[^\u0000-\u02ff]/.test(text) ? text.normalize('NFC') : text).toLowerCase();
}
