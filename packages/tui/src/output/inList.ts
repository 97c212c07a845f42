/** How a command that is printed names its list, so that it can be put into a shell as it stands. */

/** Characters that mean nothing to any shell, wherever they stand. */
const PLAIN = /^[\p{L}\p{N}_./][\p{L}\p{M}\p{N}_./-]*$/u;

function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** How a command begins that is about this list: nothing for the one that is meant anyway. */
export function inList(list: string): string {
  return list === 'inbox' ? '' : ` -l ${shellWord(list)}`;
}
