/** What the keys send: todos, edits, toggles; and how a text comes back when it was not stored. */
import {
  type Outcome,
  type Problem,
  parseEdit,
  parseQuickAdd,
  type Receipt,
  type RequestOf,
  sanitise,
  type Todo,
  titleFromLine,
  titleProblem,
} from '@tock/shared';
import { fieldOf, textOf } from '../input/field.ts';
import { type AddLayer, addLayer, type Draft, type EditLayer, NO_TODO, type PasteLayer, replaceTop } from './layers.ts';
import type { Screen } from './screen.ts';
import { hiddenWords, tellUnsent } from './telling.ts';

/** What is said when the outcome of a write is not known: the same op makes a second try harmless. */
function unknownProblem(problem: Problem): Problem {
  return { ...problem, message: 'not confirmed: it may be stored or not', hint: 'enter sends it again, never twice' };
}

/** A draft with the reason why it came back, ready to be sent again under the same op when nobody knows whether it was. */
function returned<D extends Draft>(draft: D, sent: D['sent'], problem: Problem): D {
  if (problem.code === 'unknown') return { ...draft, sent, problem: unknownProblem(problem) };
  return { ...draft, sent: null, problem };
}

/** Sends what the composer says, and empties it in the same frame. An empty composer closes. */
export function submitAdd(screen: Screen, layer: AddLayer): void {
  const text = textOf(layer.field);
  if (text.trim() === '') {
    screen.pop();
    return;
  }
  const request = addRequest(screen, layer, text);
  if (!request.ok) {
    screen.layers = replaceTop(screen.layers, { ...layer, problem: request.problem });
    return;
  }
  const sent = { text, request: request.value };
  const { session } = screen;
  const elsewhere = request.value.list !== session.reference ? request.value.list : null;
  session.arrivals.await(request.value.op);
  screen.layers = replaceTop(screen.layers, { ...addLayer(), field: fieldOf('', layer.field.cut) });
  const label = sanitise(request.value.todos[0]?.title ?? text);
  screen.lane.send('todo:add', request.value, {
    label,
    typed: true,
    answered(outcome) {
      if (!outcome.ok) {
        screen.giveBack(returned({ ...addLayer(text) }, sent, outcome.problem));
        return;
      }
      const { listName, todos } = outcome.value;
      const hidden = screen.session === session ? hiddenWords(screen, todos) : null;
      if (hidden !== null) screen.say(`added ${todos.map(({ n }) => n).join(' ')} · ${hidden}`);
      else if (elsewhere !== null) screen.say(`added to ${sanitise(listName)}: ${label}`);
    },
  });
}

function addRequest(screen: Screen, { sent }: AddLayer, text: string): Outcome<RequestOf<'todo:add'>> {
  const refusal = screen.refusal(['connection']);
  if (refusal !== null) return { ok: false, problem: { code: 'unreachable', message: refusal } };
  if (sent !== null && sent.text === text) return { ok: true, value: sent.request };
  const read = parseQuickAdd(text.trim(), screen.context);
  if (!read.ok) return read;
  const list = read.value.list ?? screen.session.reference;
  return { ok: true, value: { op: screen.lane.operation(), list, todos: [read.value.todo] } };
}

/** What a field of an edit says at first: the title, guarded where the grammar would read more than a title in it. */
function editText(screen: Screen, todo: Todo): string {
  const read = parseEdit(todo.title, screen.context);
  const plain = read.ok && read.value.set.title === todo.title && Object.keys(read.value.set).length === 1;
  return plain && read.value.addTags === undefined && read.value.removeTags === undefined
    ? todo.title
    : `-- ${todo.title}`;
}

/** The field in which a todo is edited. */
export function editLayer(screen: Screen, todo: Todo | null): EditLayer {
  const original = todo === null ? '' : editText(screen, todo);
  const about =
    todo === null ? { todo: null, seen: 0, problem: NO_TODO } : { todo: todo.id, seen: todo.rev, problem: null };
  return { mode: 'edit', field: fieldOf(original), original, sent: null, ...about };
}

/** Sends an edit with the revision at which it was begun; what is unchanged is not sent. */
export function submitEdit(screen: Screen, layer: EditLayer): void {
  const text = textOf(layer.field);
  if (text === layer.original && layer.sent === null) {
    screen.pop();
    return;
  }
  const asked = editRequest(screen, layer, text);
  if (!asked.ok) {
    screen.layers = replaceTop(screen.layers, { ...layer, problem: asked.problem });
    return;
  }
  const request = asked.value;
  screen.pop();
  screen.lane.send('todo:edit', request, {
    label: sanitise(text.trim()),
    typed: true,
    answered(outcome) {
      if (!outcome.ok) screen.giveBack(editReturned(screen, layer, { text, request }, outcome.problem));
    },
  });
}

function editRequest(screen: Screen, { todo, seen, sent }: EditLayer, text: string): Outcome<RequestOf<'todo:edit'>> {
  const read = parseEdit(text.trim(), screen.context);
  if (!read.ok) return read;
  if (todo === null) return { ok: false, problem: NO_TODO };
  const refusal = screen.refusal(['connection']);
  if (refusal !== null) return { ok: false, problem: { code: 'unreachable', message: refusal } };
  if (sent !== null && sent.text === text) return { ok: true, value: sent.request };
  return {
    ok: true,
    value: { op: screen.lane.operation(), list: screen.session.reference, todo, seen, ...read.value },
  };
}

function editReturned(
  screen: Screen,
  layer: EditLayer,
  sent: { text: string; request: RequestOf<'todo:edit'> },
  problem: Problem,
): EditLayer {
  const draft = { ...layer, field: fieldOf(sent.text) };
  const other = screen.session.store.state.get(sent.request.todo);
  if (problem.code !== 'conflict' || other === undefined) return returned(draft, sent, problem);
  const message = `meanwhile it became “${sanitise(other.title)}”`;
  return { ...draft, seen: other.rev, sent: null, problem: { ...problem, message, hint: 'enter puts yours over it' } };
}

/** Asks whether pasted lines shall be added; null when there is no line among them. */
export function pasteLayer(text: string): PasteLayer | null {
  const titles = text.split(/\r\n|\r|\n/).flatMap((line) => titleFromLine(line) ?? []);
  return titles.length === 0 ? null : { mode: 'paste', titles, problem: null, sent: null };
}

/** Sends pasted lines as one write: all of them, or none. A line that cannot be a title refuses all and is named. */
export function submitPaste(screen: Screen, layer: PasteLayer): void {
  for (const [index, title] of layer.titles.entries()) {
    const problem = titleProblem(title);
    if (problem === null) continue;
    const message = `line ${index + 1}: ${problem}`;
    screen.layers = replaceTop(screen.layers, {
      ...layer,
      problem: { code: 'invalid', message, hint: 'none was added' },
    });
    return;
  }
  const request = layer.sent?.request ?? {
    op: screen.lane.operation(),
    list: screen.session.reference,
    todos: layer.titles.map((title) => ({ title })),
  };
  const { session } = screen;
  session.arrivals.await(request.op);
  screen.pop();
  screen.lane.send('todo:add', request, {
    label: `${layer.titles.length} todos`,
    typed: true,
    answered(outcome) {
      if (!outcome.ok) {
        screen.giveBack(returned(layer, { text: '', request }, outcome.problem));
        return;
      }
      const hidden = screen.session === session ? hiddenWords(screen, outcome.value.todos) : null;
      screen.say(`added ${layer.titles.length} todos${hidden === null ? '' : ` · ${hidden}`}`);
    },
  });
}

/** Sends a change of one todo that needs no text. Its failure is told; the key may be pressed again. */
export function sendChange(
  screen: Screen,
  name: 'todo:complete' | 'todo:reopen' | 'todo:remove' | 'todo:restore',
  todo: Todo,
  { label, done }: { label: string; done: string | null },
): void {
  const request = { op: screen.lane.operation(), list: screen.session.reference, todos: [todo.id] };
  screen.lane.send(name, request, {
    label,
    typed: false,
    answered: (outcome: Outcome<Receipt>) => {
      if (outcome.ok) {
        if (done !== null && outcome.value.changed) screen.say(done);
      } else tellUnsent(screen, label, outcome.problem);
    },
  });
}
