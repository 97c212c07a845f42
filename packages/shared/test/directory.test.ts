/** R8: the directory, from commit to commit: people, devices, lists and their names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDirectoryCommit, type DirectoryChange, DirectoryState, foldCase, type ListEntry } from '../src/index.ts';

const work = 'bcdfghjklmnp';
const art = 'zxwvtsrqpnml';
const created = (id: string, name: string, owner = 'ana'): DirectoryChange => ({
  type: 'list_created',
  id,
  name,
  owner,
});
const renamed = (id: string, name: string, was: string): DirectoryChange => ({ type: 'list_renamed', id, name, was });
const shelved = (type: 'list_archived' | 'list_unarchived', id: string, name: string): DirectoryChange => ({
  type,
  id,
  name,
});

/** A directory that went through these changes, a commit each. */
function after(...changes: DirectoryChange[]): DirectoryState {
  const state = new DirectoryState();
  for (const [index, change] of changes.entries())
    applyDirectoryCommit(state, commit(index + 1, change), `h${index + 1}`);
  return state;
}

function commit(rev: number, ...changes: DirectoryChange[]) {
  const request = { op: `op${rev}`, by: 'ana', fingerprint: 'f', changes };
  return { list: 'directory', rev, id: 'bcdfghjklmnp', at: '2026-11-01T08:00:00Z', requests: [request] };
}

describe('R8: lists', () => {
  test('are found by their owner and name, without case', () => {
    const state = after(created(work, 'Work'), created(art, 'work', 'bo'));
    expect(state).toMatchObject({ rev: 2, h: 'h2' });
    expect(state.listNamed('ana', 'WORK')?.id).toBe(work);
    expect(state.listNamed('bo', 'Work')?.id).toBe(art);
    expect(state.listNamed('cy', 'work')).toBeUndefined();
  });

  test('lose their old name with a new one, which another list may then have', () => {
    const state = after(created(work, 'work'), renamed(work, 'job', 'work'), created(art, 'work'));
    expect(state.listNamed('ana', 'job')?.id).toBe(work);
    expect(state.listNamed('ana', 'work')?.id).toBe(art);
    // The name in another case is the same name, and stays taken by the same list.
    applyDirectoryCommit(state, commit(4, renamed(work, 'JOB', 'job')), 'h4');
    expect(state.listNamed('ana', 'job')).toStrictEqual({ id: work, name: 'JOB', owner: 'ana' });
  });

  test('keep name, owner and id when they are archived, and are as they were when they are opened again', () => {
    const state = after(created(work, 'work'), shelved('list_archived', work, 'work'));
    expect(state.listNamed('ana', 'work')).toStrictEqual({ id: work, name: 'work', owner: 'ana', archived: true });
    applyDirectoryCommit(state, commit(3, renamed(work, 'job', 'work')), 'h3');
    expect(state.lists.get(work)).toStrictEqual({ id: work, name: 'job', owner: 'ana', archived: true });
    applyDirectoryCommit(state, commit(4, shelved('list_unarchived', work, 'job')), 'h4');
    expect(state.lists.get(work)).toStrictEqual({ id: work, name: 'job', owner: 'ana' });
  });

  test('that were never made are damaged history, which is said', () => {
    for (const change of [
      renamed(work, 'x', 'y'),
      shelved('list_archived', work, 'x'),
      shelved('list_unarchived', work, 'x'),
    ])
      expect(() => after(change)).toThrow(`a list that it never created: ${work}`);
  });

  test('each name finds the list that has it, whatever happened before', () => {
    const step = fc.record({
      id: fc.constantFrom('b', 'c', 'd'),
      name: fc.constantFrom('x', 'X', 'y', 'z'),
      kind: fc.constantFrom('rename', 'archive', 'unarchive'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const lists = new Map<string, ListEntry>();
        const changes: DirectoryChange[] = [];
        for (const { id, name, kind } of steps) {
          const before = lists.get(id);
          const taken = [...lists.values()].some((list) => list.id !== id && foldCase(list.name) === foldCase(name));
          if (before === undefined || kind === 'rename') {
            // The server takes no name twice.
            if (taken) continue;
            changes.push(before === undefined ? created(id, name) : renamed(id, name, before.name));
            lists.set(id, { ...(before ?? { id, owner: 'ana' }), name });
          } else {
            const { archived: _, ...open } = before;
            changes.push(shelved(kind === 'archive' ? 'list_archived' : 'list_unarchived', id, before.name));
            lists.set(id, kind === 'archive' ? { ...open, archived: true } : open);
          }
        }
        const state = after(...changes);
        expect(new Map(state.lists)).toStrictEqual(lists);
        for (const name of ['x', 'y', 'z']) {
          const found = [...lists.values()].find((list) => foldCase(list.name) === name);
          expect(state.listNamed('ana', name)).toStrictEqual(found);
        }
      }),
    );
  });
});

test('R8: a device is found by the hash of its token, and only by that', () => {
  const device = { id: work, person: 'ana', name: 'laptop', tokenHash: 'hash' };
  const state = after({ type: 'person_added', person: 'ana' }, { type: 'device_added', ...device });
  expect([...state.people]).toStrictEqual(['ana']);
  expect(state.devicesByToken.get('hash')).toStrictEqual(device);
  expect(state.devices.get(work)).toStrictEqual(device);
  expect(state.devicesByToken.get('__proto__')).toBeUndefined();
});

test.each([0, 1, 3, 1.5, Number.NaN])('R4: revision %d does not follow revision 1, and changes nothing', (rev) => {
  const state = after(created(work, 'work'));
  expect(() => applyDirectoryCommit(state, commit(rev, renamed(work, 'x', 'work')), 'h')).toThrow('does not follow');
  expect(state).toMatchObject({ rev: 1, h: 'h1' });
  expect(state.listNamed('ana', 'work')?.id).toBe(work);
});
