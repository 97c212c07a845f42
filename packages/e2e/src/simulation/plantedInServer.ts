/** Bugs to plant in the server and in the rules that both sides share. */
import { bug, type PlantedBug, rare } from './plantedBug.ts';

const server = 'packages/server/src';
const shared = 'packages/shared/src';

const APPEND = 'switch (await appendSurely(journal, [stored], report)) {';
const UNSURE = 'fault = error;\n      report(error);';

export const serverBugs: readonly PlantedBug[] = [
  bug(
    'answered before it is durable',
    `${server}/ledger.ts`,
    APPEND,
    `for (const { record, task } of planned) task.answer(success({ rev, changed: true, request: record }));\n${APPEND}`,
  ),
  bug('told before it is durable', `${server}/ledger.ts`, APPEND, `this.#emit(stored);\n${APPEND}`),
  bug(
    'told later than answered',
    `${server}/ledger.ts`,
    'this.#emit(stored);\n        for',
    'setTimeout(() => this.#emit(stored), 20);\n        for',
  ),
  bug(
    'repeats are not recognised',
    `${server}/commitPlan.ts`,
    'if (before !== undefined) {',
    'if (before !== undefined && Date.now() < 0) {',
  ),
  rare(bug('repeats within a commit are not recognised', `${server}/commitPlan.ts`, 'inCommit.has(key) ||', '')),
  bug(
    'repeats are not recognised after a restart',
    `${server}/ledger.ts`,
    "ledger.#remembered.thaw(operations ?? '[]');",
    '',
  ),
  bug(
    'ops are remembered without their content',
    `${server}/commitPlan.ts`,
    'before.fingerprint === request.fingerprint ?',
    'before !== null ?',
  ),
  bug(
    'a revision may be stored twice',
    `${server}/journal/storage.ts`,
    'if (stored(key) !== undefined) return false;',
    '',
  ),
  bug('an unknown outcome is taken as not stored', `${server}/journal/appendSurely.ts`, UNSURE, "return 'full';"),
  bug('an unknown outcome is taken as stored', `${server}/journal/appendSurely.ts`, UNSURE, "return 'stored';"),
  bug(
    'a failed write is swallowed',
    `${server}/journal/keyvJournal.ts`,
    'await this.#strictly(() => this.#keyv.setMany(entries));',
    'await this.#strictly(() => this.#keyv.setMany(entries)).catch(() => entries.map(() => true));',
  ),
  bug(
    'a failed read is taken as empty',
    `${server}/journal/keyvJournal.ts`,
    'return this.#strictly(() => this.#keyv.getMany(keys));',
    'return this.#strictly(() => this.#keyv.getMany(keys)).catch(() => keys.map(() => undefined));',
  ),
  bug(
    'a conflict is taken as stored',
    `${server}/ledger.ts`,
    "case 'stored':",
    "case 'conflict':\n      case 'stored':",
  ),
  bug(
    'a reader joins outside of the queue',
    `${server}/controllers/opening.ts`,
    'if (follow) join(id);',
    'if (follow) setTimeout(() => join(id), 10);',
  ),
  bug(
    'a reader joins the room of another list',
    `${server}/controllers/opening.ts`,
    'if (follow) join(id);',
    'if (follow) for (const other of directory.state.lists.keys()) join(other);',
  ),
  bug(
    'catching up begins one too late',
    `${server}/journal/sharedReads.ts`,
    'for (let rev = after; rev < upTo; ) {',
    'for (let rev = after + 1; rev < upTo; ) {',
  ),
  bug(
    'a commit now and then is told to nobody',
    `${server}/ledger.ts`,
    'this.#dependencies.emit(stored);',
    'if (stored.rev % 7 !== 0) this.#dependencies.emit(stored);',
  ),
  rare(bug('what is frozen changes', `${server}/blocks.ts`, 'this.#frozen = true;', '')),
  bug(
    'a snapshot says a revision too much',
    `${server}/ledger.ts`,
    'const { rev, h } = this.#state;\n    return {',
    'const { rev, h } = { rev: this.#state.rev + 1, h: this.#state.h };\n    return {',
  ),
  bug(
    'a snapshot counts before it is complete',
    `${server}/journal/snapshots.ts`,
    'const written: string[] = [];',
    'const written: string[] = [];\n  await snapshots.setMany([{ key: pointerKey(list), value: JSON.stringify(pointer) }]);',
  ),
  rare(
    bug(
      'history is thinned beyond what is remembered',
      `${server}/snapshotWriter.ts`,
      'Math.min(rev, oldestOperation)',
      'rev',
    ),
  ),
  rare(bug('a list that is used is let go', `${server}/ledgers.ts`, 'users > 0 ||', '')),
  bug(
    'everybody may do everything',
    `${server}/identity/permissions.ts`,
    'list.owner === who.person ? ownerMay : null',
    'ownerMay',
  ),
  bug(
    'permission is not looked at in the queue',
    `${server}/controllers/writing.ts`,
    'return still.ok ? plan(draft, id, remembered) : still;',
    'return plan(draft, id, remembered);',
  ),
  bug(
    'a move between lists is two appends',
    `${server}/jointCommit.ts`,
    'switch (await appendSurely(journal, [formedOther.stored, formedOwn.stored], report)) {',
    'await appendSurely(journal, [formedOther.stored], report);\n      switch (await appendSurely(journal, [formedOwn.stored], report)) {',
  ),
  bug(
    'a move between lists forgets its repeats',
    `${server}/jointCommit.ts`,
    'if (before !== undefined) {',
    'if (before !== undefined && Date.now() < 0) {',
  ),
  rare(
    bug(
      'an undo goes over what was edited since',
      `${shared}/inverse.ts`,
      "if (field !== 'tags' && !sameValue(todo[field], change.set[field])) {",
      "if (field === 'title' && field !== 'title') {",
    ),
  ),
  bug(
    'an edit goes over what it did not see',
    `${server}/controllers/editing.ts`,
    'edit.rev > request.seen',
    'edit.rev > request.seen + 1_000',
  ),
  bug(
    'a number is given twice',
    `${shared}/listState.ts`,
    "case 'todo_sent':\n      return",
    "case 'todo_sent':\n      table.count -= 1;\n      return",
  ),
];
