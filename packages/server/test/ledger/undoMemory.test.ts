/** What a list remembers of undo and redo: the same from commits alone, from a snapshot, and after any number of restarts. */
import type { CommittedRequest, RequestReference } from '@tock/shared';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { Remembered, type Undoable } from '../../src/remembered.ts';
import { seed, seededRandom } from '../journal/fixtures.ts';
import { adding, EVERYTHING, idOf, LIST, load, planning } from './fixtures.ts';

interface Landing {
  request: CommittedRequest<unknown>;
  at: { rev: number; at: string };
}

const daysAfter = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString();
const landing = (op: string, rev: number, about: Partial<CommittedRequest<unknown>> = {}, by = 'ana'): Landing => ({
  request: { op, by, fingerprint: op, changes: [], ...about },
  at: { rev, at: daysAfter(0) },
});

function memoryOf(landings: Landing[], memory = new Remembered()): Remembered {
  for (const { request, at } of landings) memory.add({ ...at, requests: [request] });
  return memory;
}

/** What can be asked of a memory. */
function looks(memory: Remembered) {
  const of = (person: string) => ({
    undoable: [...memory.undoable(person, null)],
    redoable: [...memory.redoable(person)],
  });
  return { ana: of('ana'), bo: of('bo'), oldest: memory.oldest, frozen: memory.freeze() };
}

const opsOf = (undoables: Iterable<Undoable>) => Array.from(undoables, ({ target }) => target.op);

/** Chance as people have it: they do something, take it back, bring it about again, also what is older. */
function history(random: () => number, length: number): Landing[] {
  const landings: Landing[] = [];
  const memory = new Remembered();
  let day = 0;
  for (let rev = 1; rev <= length; rev += 1) {
    // Clocks go backwards, too.
    day += random() < 0.1 ? -random() * 3 : random() * 2;
    const by = random() < 0.7 ? 'ana' : 'bo';
    const undo = random() < 0.5;
    const candidates = [...(undo ? memory.undoable(by, null) : memory.redoable(by))];
    const chosen = random() < 0.55 ? candidates[Math.floor(random() * random() * candidates.length)] : undefined;
    const about = chosen === undefined ? {} : { [undo ? 'undoes' : 'redoes']: chosen.target };
    const next = { ...landing(`op${rev}`, rev, about, by), at: { rev, at: daysAfter(day) } };
    landings.push(next);
    memoryOf([next], memory);
  }
  return landings;
}

describe('R7: a memory', () => {
  test(`is the same from a snapshot taken anywhere and the tail after it (TOCK_SEED=${seed})`, () => {
    const random = seededRandom(seed);
    for (const window of [undefined, { operations: 20, days: 30 }, { operations: 10_000, days: 5 }]) {
      for (let round = 0; round < 10; round += 1) {
        const landings = history(random, 120);
        const expected = looks(memoryOf(landings, new Remembered(window)));
        const at = Math.floor(random() * landings.length);
        const half = memoryOf(landings.slice(0, at), new Remembered(window));
        const thawed = new Remembered(window);
        thawed.thaw(half.freeze());
        expect(looks(thawed)).toEqual(looks(half));
        expect(looks(memoryOf(landings.slice(at), thawed))).toEqual(expected);
      }
    }
  });

  test(`never offers to undo what is undone, nor to redo what holds, and never another person’s (TOCK_SEED=${seed})`, () => {
    const random = seededRandom(seed + 1);
    for (let round = 0; round < 20; round += 1) {
      const landings = history(random, 100);
      const holds = new Map<string, boolean>();
      const effects = new Map<string, RequestReference>();
      for (const { request, at } of landings) {
        const target = request.undoes ?? request.redoes;
        holds.set(`${request.by} ${target?.op ?? request.op}`, request.undoes === undefined);
        effects.set(`${request.by} ${target?.op ?? request.op}`, { op: request.op, rev: at.rev });
      }
      const memory = memoryOf(landings, new Remembered({ operations: 1_000, days: 10_000 }));
      for (const person of ['ana', 'bo']) {
        const undoable = [...memory.undoable(person, null)];
        const holding = [...holds].flatMap(([key, held]) => (held && key.startsWith(`${person} `) ? [key] : []));
        expect(
          opsOf(undoable)
            .map((op) => `${person} ${op}`)
            .toSorted(),
        ).toEqual(holding.toSorted());
        expect(undoable.map(({ target }) => target.rev)).toEqual(
          undoable.map(({ target }) => target.rev).toSorted((a, b) => b - a),
        );
        for (const { target, effect } of [...undoable, ...memory.redoable(person)])
          expect(effect).toEqual(effects.get(`${person} ${target.op}`));
        for (const op of opsOf(memory.redoable(person))) expect(holds.get(`${person} ${op}`)).toBe(false);
      }
    }
  });

  test('forgets the oldest first, with what was taken back of it, and is never confused by what it forgot', () => {
    const memory = new Remembered({ operations: 3, days: 30 });
    memoryOf(
      [landing('a', 1), landing('b', 2), landing('c', 3), landing('d', 4, { undoes: { op: 'a', rev: 1 } })],
      memory,
    );
    expect(memory.oldest).toBe(2);
    expect(opsOf(memory.undoable('ana', null))).toEqual(['c', 'b']);
    // What it was about is forgotten: there is nothing to bring about again.
    expect(opsOf(memory.redoable('ana'))).toEqual([]);
    expect(memory.get('ana a')).toBeUndefined();
  });

  test('an op that lands a second time, after it was forgotten elsewhere, counts from where it landed last', () => {
    const memory = memoryOf([landing('a', 1), landing('b', 2), landing('a', 3)]);
    expect(memory.oldest).toBe(2);
    expect(opsOf(memory.undoable('ana', null))).toEqual(['a', 'b']);
    expect(opsOf(memory.undoable('ana', 3))).toEqual(['a']);
  });

  test('keeps ops of one name by two people apart', () => {
    const memory = memoryOf([
      landing('a', 1),
      landing('a', 2, {}, 'bo'),
      landing('x', 3, { undoes: { op: 'a', rev: 2 } }, 'bo'),
    ]);
    expect(opsOf(memory.undoable('ana', null))).toEqual(['a']);
    expect(opsOf(memory.undoable('bo', null))).toEqual([]);
    expect(opsOf(memory.redoable('bo'))).toEqual(['a']);
  });

  test.each([
    '',
    '[',
    '{}',
    '[1]',
    '[["a b","f",1]]',
    '[["a b","f",1,"t",{"undone":false}]]',
    '[["a b","f",1,"t",{"other":1}]]',
  ])('R10: is not made from a damaged snapshot: %s', (text) => {
    expect(() => new Remembered().thaw(text)).toThrow();
  });
});

test('an undo whose person did something else meanwhile sees that in its turn, and is alone in its commit', async () => {
  const journal = await openStore('memory:');
  const { ledger } = await load(journal);
  const seen: string[][] = [];
  const alone = (op: string) => ({
    ...planning(op, (draft, remembered) => {
      seen.push(opsOf(remembered.undoable('ana', null)));
      const title = `${draft.durable.rev}`;
      return {
        ok: true,
        value: { changes: [{ type: 'todo_edited', id: idOf('milk'), title, set: { title }, was: {} }] },
      };
    }),
    alone: true as const,
  });
  await ledger.submit(adding('milk'));
  await Promise.all(
    [adding('eggs'), adding('bread'), alone('one'), alone('two'), adding('rice')].map((request) =>
      ledger.submit(request),
    ),
  );
  expect(seen.at(-1)).toEqual(['one', 'bread', 'eggs', 'milk']);
  expect(seen.find((ops) => ops.length === 3)).toEqual(['bread', 'eggs', 'milk']);
  const commits = await journal.read(LIST, 0, EVERYTHING);
  const requests = commits.map(({ body }) =>
    (JSON.parse(body) as { requests: { op: string }[] }).requests.map(({ op }) => op),
  );
  expect(requests).toEqual([['milk'], ['eggs', 'bread'], ['one'], ['two'], ['rice']]);
});
