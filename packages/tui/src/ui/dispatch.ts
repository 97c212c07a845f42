/** Where keystrokes and pastes go: the keymap first, then the text field; a key that may not act says why. */

import { bindingOf, hintsOf, isWriting, keyLabel } from './bindings.ts';
import { handlers } from './handlers.ts';
import { insert, pressed, textOf } from './input/field.ts';
import type { Keystroke } from './input/keystrokes.ts';
import type { Mode } from './keys/binding.ts';
import { addLayer, holdsText, modeOf, topOf, withField } from './model/layers.ts';
import type { Screen } from './model/screen.ts';
import { pasteLayer } from './model/sending.ts';

/** Filters the list by what the filter line says now; what cannot be read yet leaves it as it is, and says so. */
function refilter(screen: Screen): void {
  const top = topOf(screen.layers);
  if (top?.mode !== 'filter') return;
  const outcome = screen.session.refilter(textOf(top.field), screen.session.showDone, top.cursor);
  if (!outcome.ok) screen.layers = [...screen.layers.slice(0, -1), { ...top, problem: outcome.problem }];
}

/** Where to find the keys: in the help, or, of a question, all of them. */
function keysHere(mode: Mode): string {
  if (bindingOf(mode, '?') !== undefined) return '? shows every key';
  return hintsOf(mode)
    .map(({ key, word }) => `${key} ${word}`)
    .join(' · ');
}

/** Handles a key while nothing of the list or of a text can be seen: what it would do is not seen either. */
function pressUnseen(screen: Screen, key: Keystroke): void {
  const binding = bindingOf('tooSmall', key.name);
  if (binding === undefined) return;
  // To the person, q is a letter where a text is written, and ctrl-c closes what is open.
  if (binding.action === 'quit' && holdsText(screen.layers, key.text !== null)) return;
  handlers[binding.action](screen, key);
}

function press(screen: Screen, key: Keystroke): void {
  if (screen.tooSmall) {
    pressUnseen(screen, key);
    return;
  }
  const mode = modeOf(screen.layers);
  const binding = bindingOf(mode, key.name);
  if (binding === undefined) {
    const top = topOf(screen.layers);
    if (!isWriting(mode) || top === undefined || !('field' in top)) {
      screen.say(`${keyLabel(key.name)} does nothing here · ${keysHere(mode)}`);
      return;
    }
    screen.layers = withField(screen.layers, pressed(top.field, key));
    refilter(screen);
    return;
  }
  screen.notice = null;
  const refusal = screen.refusal(binding.needs);
  if (refusal === null) handlers[binding.action](screen, key);
  else screen.say(refusal, 'warning');
}

/** Handles keystrokes in the order they were pressed, then draws once. */
export function pressAll(screen: Screen, keys: readonly Keystroke[]): void {
  for (const key of keys) press(screen, key);
  screen.draw();
}

/** Handles pasted text: one line is text for the field, several are a question. Nothing pasted is ever a key. */
export function paste(screen: Screen, text: string): void {
  const pasted = screen.tooSmall ? null : pasteLayer(text);
  const [only, ...more] = pasted?.titles ?? [];
  if (pasted === null || only === undefined) return;
  screen.notice = null;
  const top = topOf(screen.layers);
  if (top?.mode === 'paste') {
    screen.layers = [...screen.layers.slice(0, -1), { ...top, titles: [...top.titles, ...pasted.titles], sent: null }];
  } else if (more.length > 0 && (top === undefined || top.mode === 'add' || top.mode === 'detail')) {
    screen.push(pasted);
  } else {
    pasteLine(screen, more.length === 0 ? only : pasted.titles.join(' '));
  }
  screen.draw();
}

function pasteLine(screen: Screen, line: string): void {
  const top = topOf(screen.layers);
  if (top !== undefined && 'field' in top) {
    screen.layers = withField(screen.layers, insert(top.field, line));
    refilter(screen);
  } else screen.push(addLayer(line));
}
