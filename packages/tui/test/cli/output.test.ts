/** What is printed: columns, keys and lines, for people, pipes and programs; text from people is never obeyed. */
import { blankTodo, type ListedTodo, type ListInfo, type Todo, type TodoState } from '@tock/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemJson, problemText } from '../../src/cli/problem.ts';
import { palette } from '../../src/output/color.ts';
import { jsonText } from '../../src/output/json.ts';
import { readOrder } from '../../src/output/order.ts';
import { recordText } from '../../src/output/output.ts';
import { todoColumns, todoFields, todoJson } from '../../src/output/todoFields.ts';
import { todoTable } from '../../src/output/todoTable.ts';

const LIST: ListInfo = { id: 'lbbbbbbbbbbb', name: 'inbox', owner: 'ana', title: 'inbox' };
const WHEN = { now: new Date('2026-11-22T12:00:00Z'), timeZone: 'UTC' };

/** Titles, people and tags that would do something to a terminal, were they printed as they are. */
const hostile = [
  '\u001b]52;c;aGk=\u0007',
  '\u009b31m',
  'a\tb\nc\rd',
  '\u202egnp.exe',
  'x\u0000y',
  '\ud800',
  'a\u2028b',
  '\u{e0041}',
];
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

function listed(n: number, fields: Partial<Todo>, state: TodoState = 'open'): ListedTodo {
  const todo: Todo = {
    ...blankTodo,
    id: `t${'bcdfghjklm'.charAt(n % 10).repeat(11)}`,
    n,
    title: `todo ${n}`,
    position: `a${n}`,
    createdAt: '2026-11-20T10:00:00.000Z',
    createdBy: 'ana',
    rev: n,
    ...fields,
  };
  return { todo, state, list: LIST };
}

describe('plain output', () => {
  it('has the documented columns, and "-" for what is empty', () => {
    const full = { pri: 'A', due: '2026-12-01', for: 'bo', tags: ['home', '@phone'], title: 'buy milk' };
    expect(recordText(todoFields(listed(1, full), todoColumns))).toBe(
      'tccccccccccc\topen\tA\t2026-12-01\tbo\thome,@phone\tbuy milk',
    );
    expect(recordText(todoFields(listed(2, {}, 'done'), todoColumns))).toBe('tddddddddddd\tdone\t-\t-\t-\t-\ttodo 2');
  });

  it.each(hostile)('R13: %j stays in its field and is not obeyed', (title) => {
    const line = recordText(todoFields(listed(1, { title, for: title, tags: [title] }), todoColumns));
    expect(line.split('\t')).toHaveLength(7);
    expect(line.replaceAll('\t', '')).not.toMatch(OBEYED);
    expect(line).not.toContain('\n');
  });
});

describe('JSON', () => {
  it('has every documented key, null when unset', () => {
    const json = todoJson(listed(1, {}), null);
    expect(Object.keys(json)).toEqual(
      'id n title done state list listId rev pri due wait for tags notes createdAt createdBy doneAt doneBy removedAt removedBy movedTo'.split(
        ' ',
      ),
    );
    expect(json).toMatchObject({
      pri: null,
      due: null,
      wait: null,
      for: null,
      tags: [],
      notes: null,
      doneAt: null,
      done: false,
    });
  });

  it('keeps every value, and no terminal obeys it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const line = jsonText({ text });
        expect(JSON.parse(line)).toEqual({ text });
        expect(line).not.toMatch(OBEYED);
      }),
    );
    for (const text of hostile) {
      expect(jsonText(text)).not.toMatch(OBEYED);
      expect(JSON.parse(jsonText(text))).toBe(text);
    }
  });
});

describe('the table for people', () => {
  const todos = [
    listed(9, { title: 'buy milk', due: '2026-11-23', tags: ['home'] }),
    listed(10, { title: '会議の準備', tags: ['仕事'], pri: 'A' }),
    listed(100, { title: 'pay rent', due: '2026-11-20', for: 'bo' }),
  ];

  it('is aligned: the number to the right, the title last; what is overdue is said by a word', () => {
    expect(todoTable(todos, WHEN, palette(false))).toEqual([
      '  9     tomorrow                +home  buy milk',
      ' 10  A                          +仕事  会議の準備',
      '100     overdue 20 Nov  for bo         pay rent',
    ]);
  });

  it('leaves out columns that are empty, and names states other than open', () => {
    expect(todoTable([listed(1, {}), listed(2, {}, 'done')], WHEN, palette(false))).toEqual([
      '1        todo 1',
      '2  done  todo 2',
    ]);
    expect(todoTable([listed(1, {})], WHEN, palette(false))).toEqual(['1  todo 1']);
  });

  it('says the same with colour and without', () => {
    const colored = todoTable(todos, WHEN, palette(true)).join('\n');
    expect(colored).toContain('\u001b[31moverdue 20 Nov\u001b[39m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(todoTable(todos, WHEN, palette(false)).join('\n'));
  });

  it.each(hostile)('R13: %j is not obeyed', (title) => {
    const lines = todoTable([listed(1, { title, for: title, tags: [title], due: '2026-11-20' })], WHEN, palette(false));
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(OBEYED);
  });
});

describe('--sort', () => {
  it('sorts by the first key first; a minus turns it round; what is unset comes last either way', () => {
    const todos = [
      listed(1, { pri: 'B', due: '2026-12-02' }),
      listed(2, { pri: 'A', due: null }),
      listed(3, { pri: 'A', due: '2026-12-01' }),
      listed(4, { pri: null, due: '2026-12-03' }),
    ].map(({ todo }) => todo);
    const sorted = (keys: string) => {
      const order = readOrder(keys);
      if (!order.ok) throw new Error(order.problem.message);
      return todos.toSorted(order.value).map(({ n }) => n);
    };
    expect(sorted('pri,due')).toEqual([3, 2, 1, 4]);
    expect(sorted('-due')).toEqual([4, 1, 3, 2]);
    expect(sorted('-pri,-n')).toEqual([1, 3, 2, 4]);
  });
});

describe('problems', () => {
  it('are two lines at most, safe, with the op where the outcome is unknown', () => {
    const problem = { code: 'unknown' as const, message: `no answer from ${hostile.join('')}` };
    const text = problemText(problem, 'ci-7', palette(false));
    expect(text.split('\n')).toHaveLength(3);
    expect(text.replaceAll('\n', '')).not.toMatch(OBEYED);
    expect(text).toContain('--op ci-7');
    expect(JSON.parse(problemJson(problem, 'ci-7'))).toEqual({
      error: { ...problem, hint: expect.stringContaining('--op ci-7'), retryable: true, op: 'ci-7' },
    });
    expect(JSON.parse(problemJson({ code: 'refused', message: 'no' }, null))).toEqual({
      error: { code: 'refused', message: 'no', hint: null, retryable: false, op: null },
    });
  });
});
