/** Bugs to plant in the client, alone or in both sides at once. */
import { bug, type PlantedBug, rare } from './plantedBug.ts';

const server = 'packages/server/src';
const client = 'packages/tui/src/client';

export const clientBugs: readonly PlantedBug[] = [
  {
    name: 'nobody compares chains',
    patches: [
      {
        file: `${server}/controllers/opening.ts`,
        find: 'if (h !== undefined && h !== known)',
        replace: 'if (h !== undefined && h === null)',
      },
      {
        file: `${client}/replica.ts`,
        find: 'this.#h === null || chain(this.#h, stored.body) === stored.h',
        replace: 'true',
      },
      {
        file: `${client}/replica.ts`,
        find: 'if (opened.rev < rev || !this.fits(opened)) return anotherHistory(rev);',
        replace: 'if (opened.rev < rev) return anotherHistory(rev);',
      },
    ],
  },
  {
    name: 'a client passes over gaps',
    patches: [
      {
        file: `${client}/replica.ts`,
        find: "if (stored.rev > rev + 1) return { kind: 'gap' };",
        replace: "if (stored.rev > rev + 1) return { kind: 'known' };",
      },
      {
        file: `${client}/listStore.ts`,
        find: 'if (head.rev !== this.state.rev) this.#ask();',
        replace: 'if (head.rev !== this.state.rev) return;',
      },
    ],
  },
  bug('commits that come while a list opens are lost', `${client}/listStore.ts`, 'this.#held.push(commit);', ''),
  {
    name: 'nobody compares epochs',
    patches: [
      {
        file: `${server}/controllers/opening.ts`,
        find: 'if (epoch !== this.#dependencies.epoch)',
        replace: 'if (epoch === null)',
      },
      {
        file: `${client}/replica.ts`,
        find: 'if (this.#epoch !== null && this.#epoch !== opened.epoch)',
        replace: 'if (this.#epoch === null && this.#epoch !== null)',
      },
    ],
  },
  {
    name: 'an older history is taken silently',
    patches: [
      {
        file: `${server}/controllers/opening.ts`,
        find: 'if (problem !== null) return problem;',
        replace: 'const behind = problem !== null;',
      },
      {
        file: `${server}/controllers/opening.ts`,
        find: '!continues(since, keptFrom)',
        replace: 'behind || !continues(since, keptFrom)',
      },
      {
        file: `${client}/replica.ts`,
        find: 'if (opened.rev < rev || !this.fits(opened)) return anotherHistory(rev);',
        replace: '',
      },
    ],
  },
  bug(
    'a refused retry is said to be certain',
    `${client}/send.ts`,
    'if (unanswered && !outcome.ok && UNDECIDED.includes(outcome.problem.code))',
    'if (unanswered && !outcome.ok && UNDECIDED.length === 0)',
  ),
  rare(
    bug(
      'a list that is closed silences another that opens',
      `${client}/listFeed.ts`,
      'if (wanted.includes(null)) return;',
      '',
    ),
  ),
  bug(
    'permission is judged before a repeat is recognised',
    `${server}/controllers/writing.ts`,
    "resolveList(directory.state, who, 'read', request.list)",
    'resolveList(directory.state, who, action, request.list)',
  ),
];
