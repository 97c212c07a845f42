/** Titles that a terminal draws wider than they are measured: this one joins no emoji, and draws every part of a family. */
import { expect, test } from 'vitest';
import { openScreen, withTodos } from './screens.ts';

test('R13: a title that the terminal draws too wide stays in its line, and moves nothing else', async () => {
  const family = '👨‍👩‍👧‍👦'.repeat(30);
  const screen = openScreen({ connection: withTodos('first', family, 'last') });
  await screen.sees('last');
  screen.press('jJ');
  await screen.sees((text) => text.indexOf('○ last') < text.indexOf('👨') && text.indexOf('○ last') > 0);
  screen.press('u');
  await screen.sees('undid revision 2');
  await screen.settled();
  const lines = await screen.lines();
  expect(lines[0]).toMatch(/^ inbox/);
  expect(lines.slice(2, 5)).toEqual(['   1 ○ first', expect.stringMatching(/^ ▌ 2 ○ 👨/), '   3 ○ last']);
  expect(lines.at(-1)).toMatch(/^ a add/);
});
