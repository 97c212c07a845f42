/** The real command line as a writer: what its exit code says is what is believed of its request. */
import { type Code, codes, type Receipt, type RequestOf, randomIdentifier, type WriteName } from '@tock/shared';
import type { Chance } from '../chance.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Run, tock } from '../tock.ts';
import type { Asked, Verdict } from './asked.ts';
import { chooseRequest, type Loaded } from './load.ts';

const VERBS: Partial<Record<WriteName, string>> = {
  'todo:complete': 'done',
  'todo:reopen': 'undone',
  'todo:remove': 'rm',
  'todo:restore': 'restore',
};
/** With these nothing was stored. */
const REFUSED = [1, 2, 3, 4, 5, 6, 8];

/** How the request is typed, or null where no words say the same. */
function typed<N extends WriteName>(name: N, request: RequestOf<N>): { words: string[]; input?: string } | null {
  const verb = VERBS[name];
  if (name === 'list:undo') return { words: ['undo'] };
  if (name === 'list:redo') return { words: ['redo'] };
  if ('set' in request) {
    const { set, addTags = [], todo } = request;
    return set.title === undefined ? null : { words: ['edit', todo, set.title, ...addTags.map((tag) => `+${tag}`)] };
  }
  if (!('todos' in request)) return null;
  if ('place' in request) {
    const of = 'of' in request ? [request.of] : [];
    return { words: ['mv', ...request.todos, `--${request.place}`, ...of] };
  }
  if (verb !== undefined) return { words: [verb, ...request.todos.map(String)] };
  const titles = request.todos.map((todo) => (typeof todo === 'string' ? todo : todo.title));
  return { words: ['add', '-'], input: titles.join('\n') };
}

function isCode(code: unknown): code is Code {
  return codes.some((each) => each === code);
}

/** What a run says of its request; null when it says nothing that can be. */
function verdictOf({ code, stdout, stderr }: Run): Verdict | null {
  try {
    if (code === 0) {
      // The contract of `--json`; what is in it is held against the store.
      const receipt: Receipt = JSON.parse(stdout);
      return { kind: 'stored', receipt };
    }
    const { error }: { error: { code: unknown; message: string } } = JSON.parse(stderr);
    if (code === 7 && error.code === 'unknown') return { kind: 'unknown' };
    if (stdout !== '' || !REFUSED.includes(code ?? -1) || !isCode(error.code)) return null;
    return { kind: 'refused', problem: { code: error.code, message: error.message } };
  } catch {
    return null;
  }
}

export interface CommandWriter {
  sandbox: Sandbox;
  environment: Readonly<Record<string, string>>;
  list: string;
  asked: Asked;
  chance: Chance;
  count: () => number;
}

/** Runs `tock` once, with any request that words can say, and records what its exit code says. */
export async function commandOnce({
  sandbox,
  environment,
  list,
  asked,
  chance,
  count,
}: CommandWriter): Promise<number> {
  let loaded: Loaded;
  let said: ReturnType<typeof typed>;
  do {
    loaded = chooseRequest(chance, count(), { op: randomIdentifier(), list });
    said = loaded.sendBy(typed);
  } while (said === null);
  const attempt = asked.begin('tock', loaded);
  const options = ['--op', loaded.op, '--list', list, '--timeout', chance.one(['700ms', '2s']), '--json'];
  const [verb = '', ...rest] = said.words;
  const input = said.input === undefined ? {} : { input: said.input };
  const run = await tock(sandbox, [verb, ...options, ...rest], { environment, ...input });
  const verdict = verdictOf(run);
  if (verdict === null) {
    asked.violations.push(
      `tock ${verb} ended with ${run.code ?? run.signal}: ${run.stdout.slice(0, 200)} ${run.stderr.slice(0, 400)}`,
    );
  }
  asked.end(attempt, verdict ?? { kind: 'unknown' });
  return run.code ?? -1;
}
