/** Who else is here: in the header, as far as it fits, and nothing when there is nobody. */
import type { Presence } from '@tock/shared';
import { expect, test } from 'vitest';
import { presenceWords } from '../../src/ui/format/presence.ts';
import { cut, openScreen, withTodos } from './screens.ts';

type Here = [person: string, device: string, connections?: number][];

function presence(here: Here, more = 0): Presence {
  return {
    list: 'l',
    people: here.map(([person, device, connections = 1]) => ({ person, device, connections })),
    more,
  };
}

test.each<[Here, number, string[]]>([
  [[['ana', 'laptop']], 0, []],
  [[], 0, []],
  [[['ana', 'laptop', 3]], 0, ['+2 screens']],
  [
    [
      ['ana', 'laptop'],
      ['ana', 'phone'],
    ],
    0,
    ['+1 device', '+1'],
  ],
  [
    [
      ['ana', 'laptop'],
      ['ben', 'desk'],
    ],
    0,
    ['ben here', '+1'],
  ],
  [
    [
      ['ana', 'laptop'],
      ['ana', 'phone'],
      ['ben', 'desk'],
      ['ben', 'phone'],
    ],
    0,
    ['ben here, +1 device', '+3'],
  ],
  [
    [
      ['ana', 'laptop'],
      ['ben', 'a'],
      ['cleo', 'b'],
      ['dan', 'c'],
      ['eva', 'd'],
    ],
    7,
    ['ben, cleo, dan +1 here, +7 more', 'ben +3 here', '+11'],
  ],
])('%j and %i more', (here, more, words) => {
  expect(presenceWords(presence(here, more), 'ana')).toEqual(words);
});

test('the header says who else is here, shorter where there is little room, and nothing while the line is down', async () => {
  for (const [columns, words] of [
    [100, 'local, this machine only'],
    [80, 'ben, cleo here   2 open   ● live'],
    [40, 'ben +1 here   2 open   ● live'],
    [34, '+2   2 open   ● live'],
    [24, '2 open   ● live'],
  ] as const) {
    const screen = openScreen({ connection: withTodos('one', 'two'), columns });
    await screen.sees('two');
    const [store] = screen.connection.list.stores;
    store?.present(
      presence([
        ['ana', 'laptop'],
        ['ben', 'desk'],
        ['cleo', 'desk'],
      ]),
    );
    const [header = ''] = (await screen.sees(words)).split('\n');
    expect(header.length).toBeLessThanOrEqual(columns);
    expect(header).toMatch(/^ inbox/);
    if (columns !== 80) continue;
    cut(screen);
    await screen.sees((text) => text.includes('reconnecting') && !text.includes('cleo'));
  }
});

test('R13: names of others are shown, never obeyed', async () => {
  const screen = openScreen({ connection: withTodos('one') });
  await screen.sees('one');
  const [store] = screen.connection.list.stores;
  store?.present(
    presence([
      ['ana', 'laptop'],
      ['\u001b[8mben', 'desk'],
    ]),
  );
  await screen.sees('^[[8mben here');
  expect(screen.bytes).not.toContain('\u001b[8m');
});
