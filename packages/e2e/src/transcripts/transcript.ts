/**
 * Transcripts: what a person types at a shell and what is answered, as a file that documents and that is run. A command begins
 * with `$ ` and goes on with `> `; what follows is its output, then `[n]` where it ended with another code than 0.
 */

/** A command of a transcript, and what it is expected to say. */
export interface Step {
  command: string;
  /** Its line in the file. */
  line: number;
  output: string[];
}

/** What an answer may have in place of `<kind>`. With `<kind of something>` it is the same wherever that something is named. */
const kinds: Readonly<Record<string, string>> = {
  /** Of a list, a todo, a store, an op that the server made. */
  id: '[b-df-hj-np-tv-xz][b-df-hj-np-tv-xz2-9]{11}',
  /** A value of the chain. */
  h: '[A-Za-z0-9_-]{22}',
  date: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  day: '\\d{4}-\\d\\d-\\d\\d',
  request: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  person: '[a-z][a-z0-9_-]{0,31}',
  any: '.*',
};
const PLACEHOLDER = /<([a-z]+)(?: of ([a-z ]+))?>/g;

/** The steps of a transcript; lines that begin with `#` are for its reader. */
export function readTranscript(text: string): Step[] {
  const steps: Step[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const step = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), line: index + 1, output: [] });
    else if (line.startsWith('> ') && step !== undefined) step.command += `\n${line.slice(2)}`;
    else if (step !== undefined && !/^(#.*)?$/.test(line)) step.output.push(line);
  }
  return steps;
}

/**
 * The lines that were answered, those that are as expected in the words of the transcript, so that a difference shows by
 * itself. `known` has what the placeholders stood for so far.
 */
export function inWordsOf(
  expected: readonly string[],
  answered: readonly string[],
  known: Map<string, string>,
): string[] {
  return answered.map((line, index) => {
    const words = expected[index];
    return words !== undefined && fits(words, line, known) ? words : line;
  });
}

function fits(words: string, line: string, known: Map<string, string>): boolean {
  const names: (string | undefined)[] = [];
  let pattern = '';
  let from = 0;
  for (const match of words.matchAll(PLACEHOLDER)) {
    const [text, kind = '', of] = match;
    const shape = kinds[kind];
    if (shape === undefined) continue;
    const value = of === undefined ? undefined : known.get(text);
    pattern += `${RegExp.escape(words.slice(from, match.index))}(${value === undefined ? shape : RegExp.escape(value)})`;
    names.push(of === undefined ? undefined : text);
    from = match.index + text.length;
  }
  const found = new RegExp(`^${pattern}${RegExp.escape(words.slice(from))}$`, 'u').exec(line);
  if (found === null) return false;
  // One that a line names twice has to be the same twice.
  const here = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const value = found[index + 1] ?? '';
    if (name === undefined) continue;
    if ((here.get(name) ?? value) !== value) return false;
    here.set(name, value);
  }
  for (const [name, value] of here) known.set(name, value);
  return true;
}
