/** From the words of a filter to its parts: `or` binds least, then `and` (which may be left out), then `not`. */
import { failure, type Outcome, type Problem, success } from '../outcome.ts';
import { both, EVERYTHING, either, not, type Part } from './filterPart.ts';
import { readTerm } from './filterTerms.ts';
import type { FilterWord } from './filterWords.ts';
import { quoted } from './values.ts';
import type { WhenContext } from './when.ts';

/** A filter, read: what it asks of a todo, and which lists it names. */
export interface ParsedFilter {
  readonly part: Part;
  readonly lists: ReadonlySet<string>;
}

/** Reads the words of a filter; `invalid` names the first piece that cannot be read. */
export function parseWords(
  words: readonly FilterWord[],
  context: WhenContext,
  options: { minusTag: boolean },
): Outcome<ParsedFilter> {
  const parser = new Parser(words, context, options);
  const part = words.length === 0 ? EVERYTHING : parser.whole();
  return parser.problem === null ? success({ part, lists: parser.lists }) : { ok: false, problem: parser.problem };
}

/** Goes on after a problem as if the piece were not there, and keeps the first. */
class Parser {
  problem: Problem | null = null;
  readonly lists = new Set<string>();
  readonly #words: readonly FilterWord[];
  readonly #context: WhenContext;
  readonly #options: { minusTag: boolean };
  #at = 0;
  /** How many brackets, `not` and `or` stand around the word at hand. */
  #depth = 0;

  constructor(words: readonly FilterWord[], context: WhenContext, options: { minusTag: boolean }) {
    this.#words = words;
    this.#context = context;
    this.#options = options;
  }

  whole(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#words.length) this.#fail('")" closes nothing', 'put a phrase with brackets in quotes');
    return part;
  }

  #alternatives(): Part {
    let part = this.#conjunction();
    const listsBefore = this.lists.size;
    while (this.#take('or')) {
      if (this.#depth === 0 && listsBefore > 0) this.#misplacedList();
      part = either(
        part,
        this.#inside(() => this.#conjunction()),
      );
    }
    return part;
  }

  #conjunction(): Part {
    let part = this.#condition();
    while (this.#take('and') || this.#atCondition()) part = both(part, this.#condition());
    return part;
  }

  #condition(): Part {
    const word = this.#words[this.#at];
    if (word === undefined) return this.#missing(this.#words[this.#at - 1]?.text ?? '');
    if (this.#take('not')) return not(this.#inside(() => this.#condition()));
    if (word.kind === '(') return this.#bracketed();
    if (!this.#atCondition()) return this.#missing(word.text);
    this.#at += 1;
    if (word.key === 'list') return this.#list(word);
    const term = readTerm({ ...word, key: word.key }, this.#context, this.#options);
    return term.ok ? term.value : this.#keep(term.problem);
  }

  #bracketed(): Part {
    this.#at += 1;
    const part = this.#inside(() => this.#alternatives());
    if (this.#words[this.#at]?.kind !== ')')
      return this.#fail('"(" is not closed', 'put a phrase with brackets in quotes');
    this.#at += 1;
    return part;
  }

  /** `list:` says where to look, for the whole filter: no todo could be asked it. */
  #list({ value, text }: FilterWord): Part {
    if (this.#depth > 0) return this.#misplacedList();
    if (value === '') return this.#fail(`${quoted(text)} names no list`, 'write a name, as in list:groceries');
    this.lists.add(value);
    return EVERYTHING;
  }

  #inside(read: () => Part): Part {
    this.#depth += 1;
    const part = read();
    this.#depth -= 1;
    return part;
  }

  /** Whether a condition can begin here: not at the end, nor at `)`, `and` or `or`. */
  #atCondition(): boolean {
    const word = this.#words[this.#at];
    return word !== undefined && word.kind !== ')' && !isOperator(word, 'and') && !isOperator(word, 'or');
  }

  #take(operator: string): boolean {
    const word = this.#words[this.#at];
    if (word === undefined || !isOperator(word, operator)) return false;
    this.#at += 1;
    return true;
  }

  #missing(text: string): Part {
    const hint =
      text === ')' || text === '(' ? 'put a phrase with brackets in quotes' : `for the word itself write title:${text}`;
    return this.#fail(`a condition is missing at "${text}"`, hint);
  }

  #misplacedList(): Part {
    return this.#fail(
      '"list:" cannot stand in brackets or beside "or" and "not"',
      'it names the list for the whole filter',
    );
  }

  #fail(message: string, hint: string): Part {
    return this.#keep(failure('invalid', message, hint).problem);
  }

  #keep(problem: Problem): Part {
    this.problem ??= problem;
    return EVERYTHING;
  }
}

function isOperator(word: FilterWord, operator: string): boolean {
  return word.kind === 'word' && word.text === operator;
}
