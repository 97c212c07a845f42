/** Every layer at every size: never more lines than the terminal has, never a line that is wider than it. */
import { expect, test } from 'vitest';
import { pressAll } from '../../src/ui/dispatch.ts';
import { cellsOf } from '../../src/ui/format/cells.ts';
import { doingOf, drawingOf } from '../../src/ui/format/frame.ts';
import { addLayer } from '../../src/ui/model/layers.ts';
import { Screen } from '../../src/ui/model/screen.ts';
import { themeOf } from '../../src/ui/theme.ts';
import { layoutOf } from '../../src/ui/view/layout.ts';
import { MemoryConnection } from './memoryConnection.ts';

const LONG = '日本語のとても長い words and words '.repeat(6).trim();
const theme = themeOf({ ascii: false, color: true });

const layers = {
  rows: [],
  detail: ['enter'],
  lists: ['c', 'ctrl-t'],
  archive: ['c', 'ctrl-n', 'ctrl-x'],
  send: ['m'],
  help: ['?'],
  notice: [],
  problem: ['a'],
} as const;

test.each(Object.entries(layers))('R2: %s', async (name, keys) => {
  const connection = new MemoryConnection('inbox', LONG, 'garden');
  const [, , garden] = connection.lists;
  const [id = ''] = connection.list.add([{ title: LONG, notes: `${LONG}\n`.repeat(9) }]);
  for (let change = 0; change < 9; change += 1) connection.list.retitle(id, `${LONG} ${change}`, LONG);
  if (garden !== undefined) connection.server.shelve(garden, true);
  if (name === 'rows') connection.server.shelve(connection.list, true);
  const nothing = () => {};
  const terminal = { write: nothing, redraw: nothing, suspend: nothing, quit: nothing };
  const options = { connection, list: 'inbox', place: LONG, motion: false, now: () => new Date(), terminal };
  const screen = new Screen(options);
  const [store] = connection.list.stores;
  store?.present({ list: 'l', people: [{ person: LONG, device: 'desk', connections: 1 }], more: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  screen.resize({ list: 20, tooSmall: false }, 80);
  screen.draw();
  screen.painted();
  pressAll(
    screen,
    keys.map((key) => ({ name: key, text: null })),
  );
  await new Promise((resolve) => setImmediate(resolve));
  if (name === 'notice') screen.sayProblem({ code: 'conflict', message: LONG, hint: LONG });
  if (name === 'problem') {
    const problem = { code: 'invalid', message: LONG, hint: LONG } as const;
    screen.layers = [{ ...addLayer(LONG), problem }];
  }
  for (let columns = 20; columns <= 200; columns += columns < 50 ? 1 : 37) {
    for (const rows of [4, 5, 11, 12, 24, 60]) {
      screen.resize(layoutOf({ columns, rows, doing: doingOf(screen) }), columns);
      const { lines } = drawingOf(screen, { columns, rows }, theme);
      expect(lines.length, `${columns}×${rows}`).toBeLessThanOrEqual(rows);
      for (const line of lines) {
        const plain = line.replace(/\u001b\[[\d;]*m/g, '');
        expect(cellsOf(plain), `${columns}×${rows}: ${plain}`).toBeLessThanOrEqual(columns);
      }
    }
  }
  screen.close();
});
