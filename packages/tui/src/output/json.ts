/** JSON that keeps every value and that no terminal obeys. */

/** What JSON allows as it is and a terminal, or a reader's eye, would obey: written as an escape, the value is the same. */
const OBEYED =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** One line of JSON. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(OBEYED, escaped);
}
