/** What each key does: one handler for every row of the keymap. Keys act on the screen's state; drawing follows. */

import { sanitise } from '@tock/shared';
import { helpOf } from './bindings.ts';
import { fieldOf, textOf } from './input/field.ts';
import type { Keystroke } from './input/keystrokes.ts';
import type { Action } from './keymap.ts';
import { createList } from './model/creating.ts';
import { addLayer, replaceTop, topOf } from './model/layers.ts';
import type { Choice } from './model/lists.ts';
import type { Screen } from './model/screen.ts';
import { editText, sendChange, submitAdd, submitEdit, submitPaste } from './model/sending.ts';

type Handler = (screen: Screen, key: Keystroke) => void;

function moveBy(rows: (height: number) => number): Handler {
  return ({ session }) => session.move(session.viewport.cursor + rows(session.height));
}

/** The bytes by which a terminal puts a text on its clipboard (OSC 52). Encoded, so that the text says nothing to it. */
function clipboard(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}

function openNth(screen: Screen, index: number): void {
  const list = screen.lists.known[index];
  if (list === undefined) screen.say(`there is no list ${index + 1}`);
  else if (list.id !== screen.session.store.info?.id) screen.open(list.id);
}

function openNeighbour(step: 1 | -1): Handler {
  return (screen) => {
    const { known } = screen.lists;
    const here = known.findIndex(({ id }) => id === screen.session.store.info?.id);
    if (known.length < 2) screen.say('there is no other list: c makes one');
    else openNth(screen, (here + step + known.length) % known.length);
  };
}

function choose(screen: Screen, choice: Choice | undefined): void {
  if (choice?.kind === 'create') {
    createList(screen, choice.name);
    return;
  }
  screen.pop();
  if (choice !== undefined && choice.list.id !== screen.session.store.info?.id) screen.open(choice.list.id);
}

function moveInMenu(stepOf: (height: number) => number): Handler {
  return (screen) => {
    const top = topOf(screen.layers);
    const { height } = screen.session;
    const step = stepOf(height);
    if (top?.mode === 'lists') {
      const last = screen.lists.choices(textOf(top.field)).length - 1;
      const selected = Math.max(0, Math.min(last, top.selected + step));
      screen.layers = replaceTop(screen.layers, { ...top, selected });
    } else if (top?.mode === 'help') {
      const last = Math.max(0, helpOf(textOf(top.field)).length - height);
      screen.layers = replaceTop(screen.layers, { ...top, top: Math.max(0, Math.min(last, top.top + step)) });
    }
  };
}

/** Closes the topmost layer; a filter that was being written is as it was before. */
function close(screen: Screen): void {
  const top = topOf(screen.layers);
  const { session } = screen;
  screen.pop();
  if (top?.mode === 'filter') session.refilter(top.before, session.showDone, top.cursor);
}

/** The handlers, by action. */
export const handlers: Readonly<Record<Action, Handler>> = {
  add: (screen) => screen.push(addLayer()),
  toggle(screen) {
    const todo = screen.session.seen;
    if (todo === null) return;
    const [name, word] =
      todo.doneAt === null ? (['todo:complete', 'done'] as const) : (['todo:reopen', 'open'] as const);
    sendChange(screen, name, todo, { label: `${word}: ${sanitise(todo.title)}`, done: null });
  },
  edit(screen) {
    const todo = screen.session.target;
    if (todo === null) return;
    const original = editText(screen, todo);
    const field = fieldOf(original);
    screen.push({ mode: 'edit', field, todo: todo.id, seen: todo.rev, original, problem: null, sent: null });
  },
  remove(screen) {
    const todo = screen.session.seen;
    if (todo === null) return;
    const title = sanitise(todo.title);
    if (todo.removedAt !== null) {
      sendChange(screen, 'todo:restore', todo, { label: `bring back: ${title}`, done: `${todo.n} is back · ${title}` });
      return;
    }
    const done = `removed ${todo.n} · /removed finds it, x there brings it back · ${title}`;
    sendChange(screen, 'todo:remove', todo, { label: `remove: ${title}`, done });
  },
  copyTitle(screen) {
    const todo = screen.session.target;
    if (todo === null) return;
    screen.terminal.write(clipboard(todo.title));
    screen.say('copied the title');
  },
  copyId(screen) {
    const todo = screen.session.target;
    if (todo === null) return;
    screen.terminal.write(clipboard(todo.id));
    screen.say(`copied ${todo.id}`);
  },
  down: moveBy(() => 1),
  up: moveBy(() => -1),
  first: ({ session }) => session.move(0),
  last: ({ session }) => session.move(session.view.length - 1),
  halfDown: moveBy((height) => Math.ceil(height / 2)),
  halfUp: moveBy((height) => -Math.ceil(height / 2)),
  pageDown: moveBy((height) => height),
  pageUp: moveBy((height) => -height),
  filter(screen) {
    const { filter, cursor } = screen.session;
    screen.push({ mode: 'filter', field: fieldOf(filter), before: filter, cursor, problem: null });
  },
  showDone(screen) {
    const { session } = screen;
    session.refilter(session.filter, !session.showDone);
    screen.say(session.showDone ? 'done and waiting ones too · . hides them' : 'open ones alone · . shows the others');
  },
  detail: (screen) => screen.push({ mode: 'detail' }),
  lists(screen) {
    screen.lists.refresh();
    const selected = screen.lists.known.findIndex(({ id }) => id === screen.session.store.info?.id);
    screen.push({ mode: 'lists', field: fieldOf(''), selected: Math.max(0, selected), problem: null });
  },
  nextList: openNeighbour(1),
  previousList: openNeighbour(-1),
  nthList: (screen, { name }) => openNth(screen, Number(name) - 1),
  submit(screen) {
    const top = topOf(screen.layers);
    if (top?.mode === 'add') submitAdd(screen, top);
    else if (top?.mode === 'edit') submitEdit(screen, top);
  },
  keepFilter(screen) {
    const top = topOf(screen.layers);
    if (top?.mode === 'filter' && top.problem === null) screen.pop();
  },
  confirmPaste(screen) {
    const top = topOf(screen.layers);
    if (top?.mode === 'paste') submitPaste(screen, top);
  },
  choose(screen) {
    const top = topOf(screen.layers);
    if (top?.mode === 'lists') choose(screen, screen.lists.choices(textOf(top.field))[top.selected]);
  },
  menuDown: moveInMenu(() => 1),
  menuUp: moveInMenu(() => -1),
  menuPageDown: moveInMenu((height) => height),
  menuPageUp: moveInMenu((height) => -height),
  back({ session }) {
    if (session.filter !== '') session.refilter('', session.showDone);
  },
  close,
  leave: close,
  resync(screen) {
    screen.reopen();
    screen.say('read anew from the server');
  },
  redraw: ({ terminal }) => terminal.redraw(),
  suspend: ({ terminal }) => terminal.suspend(),
  help: (screen) => screen.push({ mode: 'help', field: fieldOf(''), top: 0 }),
  quit: ({ terminal }) => terminal.quit(),
};
