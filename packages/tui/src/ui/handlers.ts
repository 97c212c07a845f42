/** What each key does: one handler for every row of the keymap. Keys act on the screen's state; drawing follows. */

import { sanitise } from '@tock/shared';
import { helpOf } from './bindings.ts';
import { detailLength } from './format/detail.ts';
import { fieldOf, textOf } from './input/field.ts';
import type { Keystroke } from './input/keystrokes.ts';
import type { Action } from './keymap.ts';
import {
  archiveList,
  askArchive,
  chooseDestination,
  chooseList,
  moveChoice,
  openChoice,
  openNeighbour,
  openNth,
  sendThere,
  toggleArchived,
} from './model/choosing.ts';
import { addLayer, modeOf, replaceTop, topOf } from './model/layers.ts';
import { moveByRow } from './model/moving.ts';
import type { Screen } from './model/screen.ts';
import { editLayer, sendChange, submitAdd, submitEdit, submitPaste } from './model/sending.ts';
import { turnBack } from './model/undoing.ts';

type Handler = (screen: Screen, key: Keystroke) => void;

function moveBy(rows: number): Handler {
  return (screen) => {
    screen.session.move(screen.session.viewport.cursor + rows);
    toTop(screen);
  };
}

/** A todo that is read whole begins at its title. */
function toTop(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode === 'detail' && top.top > 0) screen.layers = replaceTop(screen.layers, { ...top, top: 0 });
}

/** Scrolls by parts of the screen: the rows with the cursor, or the lines of the todo that is read whole. */
function scrollBy(rowsOf: (height: number) => number): Handler {
  return (screen) => {
    const { session, layers } = screen;
    const rows = rowsOf(session.height);
    const top = topOf(layers);
    if (top?.mode !== 'detail') {
      session.move(session.viewport.cursor + rows);
      return;
    }
    const last = Math.max(0, detailLength(screen) - session.height);
    screen.layers = replaceTop(layers, { ...top, top: Math.max(0, Math.min(last, top.top + rows)) });
  };
}

function moveTodo(step: 1 | -1): Handler {
  return (screen) => {
    const { target } = screen.session;
    if (target !== null) moveByRow(screen, target, step);
  };
}

/** The bytes by which a terminal puts a text on its clipboard (OSC 52). Encoded, so that the text says nothing to it. */
function clipboard(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}

function moveInMenu(stepOf: (height: number) => number): Handler {
  return (screen) => {
    const top = topOf(screen.layers);
    const { height } = screen.session;
    const step = stepOf(height);
    if (top?.mode !== 'help') {
      moveChoice(screen, step);
      return;
    }
    const last = Math.max(0, helpOf(textOf(top.field)).length - height);
    screen.layers = replaceTop(screen.layers, { ...top, top: Math.max(0, Math.min(last, top.top + step)) });
  };
}

/** Opens what is about the rows, not about the todo that is read whole: that is left. */
function overRows(open: Handler): Handler {
  return (screen, key) => {
    if (modeOf(screen.layers) === 'detail') screen.pop();
    open(screen, key);
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
  add: overRows((screen) => screen.push(addLayer())),
  toggle(screen) {
    const todo = screen.session.seen;
    if (todo === null) return;
    const [name, word] =
      todo.doneAt === null ? (['todo:complete', 'done'] as const) : (['todo:reopen', 'open'] as const);
    sendChange(screen, name, todo, { label: `${word}: ${sanitise(todo.title)}`, done: null });
  },
  edit: (screen) => screen.push(editLayer(screen, screen.session.target)),
  remove(screen) {
    const todo = screen.session.seen;
    if (todo === null) return;
    const title = sanitise(todo.title);
    if (todo.removedAt !== null) {
      sendChange(screen, 'todo:restore', todo, { label: `bring back: ${title}`, done: `${todo.n} is back · ${title}` });
      return;
    }
    const done = `removed ${todo.n} · u brings it back · ${title}`;
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
  undo: (screen) => turnBack(screen, 'list:undo'),
  redo: (screen) => turnBack(screen, 'list:redo'),
  moveDown: moveTodo(1),
  moveUp: moveTodo(-1),
  send: (screen) => chooseDestination(screen, screen.session.target),
  down: moveBy(1),
  up: moveBy(-1),
  first: moveBy(Number.NEGATIVE_INFINITY),
  last: moveBy(Number.POSITIVE_INFINITY),
  halfDown: scrollBy((height) => Math.ceil(height / 2)),
  halfUp: scrollBy((height) => -Math.ceil(height / 2)),
  pageDown: scrollBy((height) => height),
  pageUp: scrollBy((height) => -height),
  filter: overRows((screen) => {
    const { filter, cursor } = screen.session;
    screen.push({ mode: 'filter', field: fieldOf(filter), before: filter, cursor, problem: null });
  }),
  showDone(screen) {
    const { session } = screen;
    session.refilter(session.filter, !session.showDone);
    screen.say(session.showDone ? 'done and waiting ones too · . hides them' : 'open ones alone · . shows the others');
  },
  detail: (screen) => screen.push({ mode: 'detail', top: 0 }),
  lists: overRows(chooseList),
  nextList: (screen) => openNeighbour(screen, 1),
  previousList: (screen) => openNeighbour(screen, -1),
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
  sendThere,
  choose: openChoice,
  archive: askArchive,
  showArchived: toggleArchived,
  confirmArchive: archiveList,
  menuDown: moveInMenu(() => 1),
  menuUp: moveInMenu(() => -1),
  menuPageDown: moveInMenu((height) => height),
  menuPageUp: moveInMenu((height) => -height),
  back({ session }) {
    if (session.filter !== '') session.refilter('', session.showDone);
  },
  decline: close,
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
