/** Choosing a list: to open it, to send a todo there, to archive it. */
import { type ListInfo, type Receipt, sanitise, type Todo } from '@tock/shared';
import { fieldOf, textOf } from '../input/field.ts';
import { createList } from './creating.ts';
import { type ChooserLayer, type Layer, NO_TODO, replaceTop, topOf } from './layers.ts';
import type { Choice } from './lists.ts';
import type { Screen } from './screen.ts';
import { tellUnsent } from './telling.ts';

/** The lines of a chooser. A todo can go to every list that takes changes, but the one where it is. */
export function choicesOf({ lists, info }: Screen, layer: ChooserLayer): Choice[] {
  const text = textOf(layer.field);
  const here = info?.id;
  // The list that is shown is always among them, so that an archived one can be opened again from where it is seen.
  if (layer.mode === 'lists') return lists.choices(text, layer.archived || (here ?? false));
  return lists
    .found(text, false)
    .filter((choice) => choice.kind === 'list' && choice.list.id !== here && choice.list.archived !== true);
}

function isChooser(layer: Layer | undefined): layer is ChooserLayer {
  return layer?.mode === 'lists' || layer?.mode === 'send';
}

/** Moves the choice by lines; it stops at both ends. */
export function moveChoice(screen: Screen, step: number): void {
  const top = topOf(screen.layers);
  if (!isChooser(top)) return;
  const last = choicesOf(screen, top).length - 1;
  const selected = Math.max(0, Math.min(last, top.selected + step));
  screen.layers = replaceTop(screen.layers, { ...top, selected });
}

/** Opens the chooser on the list that is shown. */
export function chooseList(screen: Screen): void {
  screen.lists.refresh();
  const layer = { mode: 'lists', field: fieldOf(''), selected: 0, problem: null, archived: false } as const;
  const here = choicesOf(screen, layer).findIndex(
    (choice) => choice.kind === 'list' && choice.list.id === screen.info?.id,
  );
  screen.push({ ...layer, selected: Math.max(0, here) });
}

/** Opens what is chosen, or makes it. */
export function openChoice(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode !== 'lists') return;
  const choice = choicesOf(screen, top)[top.selected];
  if (choice?.kind === 'create') {
    createList(screen, choice.name);
    return;
  }
  screen.pop();
  if (choice !== undefined && choice.list.id !== screen.info?.id) screen.open(choice.list.id);
}

/** Opens the list with a number, counted from 0. */
export function openNth(screen: Screen, index: number): void {
  const list = screen.lists.open[index];
  if (list === undefined) screen.say(`there is no list ${index + 1}`);
  else if (list.id !== screen.info?.id) screen.open(list.id);
}

/** Opens the list after or before the one that is shown; behind the last one comes the first. */
export function openNeighbour(screen: Screen, step: 1 | -1): void {
  const { open } = screen.lists;
  const here = open.findIndex(({ id }) => id === screen.info?.id);
  // An archived list stands behind the last one that is open.
  const from = here < 0 ? open.length - (step > 0 ? 1 : 0) : here;
  if (open.length === 0 || (open.length === 1 && here === 0)) screen.say('there is no other list: c makes one');
  else openNth(screen, (from + step + open.length) % open.length);
}

/** Shows the archived lists among the others, or hides them; the choice stays where it can. */
export function toggleArchived(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode !== 'lists') return;
  if (screen.lists.archived === 0) {
    screen.say('no list is archived');
    return;
  }
  const toggled = { ...top, archived: !top.archived };
  const selected = Math.max(0, Math.min(top.selected, choicesOf(screen, toggled).length - 1));
  screen.layers = replaceTop(screen.layers, { ...toggled, selected });
}

/** Asks whether the chosen list shall be archived; one that is, is opened again at once: that needs no question. */
export function askArchive(screen: Screen): void {
  const top = topOf(screen.layers);
  const choice = top?.mode === 'lists' ? choicesOf(screen, top)[top.selected] : undefined;
  if (choice?.kind !== 'list') screen.say('there is no list to archive here');
  else if (choice.list.archived === true) sendShelving(screen, 'list:unarchive', choice.list);
  else screen.push({ mode: 'archive', list: choice.list });
}

/** Archives the list that was asked about. */
export function archiveList(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode !== 'archive') return;
  screen.pop();
  sendShelving(screen, 'list:archive', top.list);
}

function sendShelving(screen: Screen, name: 'list:archive' | 'list:unarchive', { id, title }: ListInfo): void {
  const shown = sanitise(title);
  const label = name === 'list:archive' ? `archive ${shown}` : `open ${shown} again`;
  screen.lane.send(
    name,
    { op: screen.lane.operation(), list: id },
    {
      label,
      typed: false,
      answered(outcome) {
        screen.lists.refresh();
        if (!outcome.ok) tellUnsent(screen, label, outcome.problem);
        else if (name === 'list:archive')
          screen.say(`archived ${shown} · ctrl-t shows archived lists, ctrl-x opens one`);
        else screen.say(`${shown} is open again`);
      },
    },
  );
}

/** Opens the chooser of the list to which a todo shall go. */
export function chooseDestination(screen: Screen, todo: Todo | null): void {
  screen.lists.refresh();
  const about =
    todo === null ? { todo, problem: NO_TODO } : { todo: { id: todo.id, title: todo.title }, problem: null };
  screen.push({ mode: 'send', field: fieldOf(''), selected: 0, ...about });
}

/** Sends the todo to the chosen list. */
export function sendThere(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode !== 'send') return;
  if (top.todo === null) {
    screen.layers = replaceTop(screen.layers, { ...top, problem: NO_TODO });
    return;
  }
  const choice = choicesOf(screen, top)[top.selected];
  if (choice?.kind !== 'list') {
    screen.say('no list is called so');
    return;
  }
  screen.pop();
  const { id, title } = top.todo;
  const shown = sanitise(title);
  const label = `move to ${sanitise(choice.list.title)}: ${shown}`;
  const request = { op: screen.lane.operation(), list: screen.session.reference, todos: [id], to: choice.list.id };
  screen.lane.send('todo:send', request, {
    label,
    typed: false,
    answered(outcome) {
      if (outcome.ok) screen.say(`moved to ${whereIn(outcome.value)} · ${shown}`);
      else tellUnsent(screen, label, outcome.problem);
    },
  });
}

/** Where a todo is now: `groceries: 7`. */
function whereIn({ listName, todos: [first] }: Receipt): string {
  return first === undefined ? sanitise(listName) : `${sanitise(listName)}: ${first.n}`;
}
