/** What lies on top of the list: a stack of layers, each with what is being written in it. Pure. */
import type { ListInfo, Problem, RequestOf } from '@tock/shared';
import { type Field, fieldOf } from '../input/field.ts';
import type { Mode } from '../keys/binding.ts';

/** What was sent and came back without a receipt: sending exactly this again is safe. */
interface Sent<R> {
  readonly text: string;
  readonly request: R;
}

/** Writing new todos. */
export interface AddLayer {
  readonly mode: 'add';
  readonly field: Field;
  readonly problem: Problem | null;
  readonly sent: Sent<RequestOf<'todo:add'>> | null;
}

/** Editing one todo, as it was at the revision `seen`. */
export interface EditLayer {
  readonly mode: 'edit';
  readonly field: Field;
  /** Null where there was none: what is typed is a text all the same. */
  readonly todo: string | null;
  readonly seen: number;
  /** What the field said when it was opened. */
  readonly original: string;
  readonly problem: Problem | null;
  readonly sent: Sent<RequestOf<'todo:edit'>> | null;
}

/** Writing a filter; `before` and `cursor` come back when it is given up. */
interface FilterLayer {
  readonly mode: 'filter';
  readonly field: Field;
  readonly before: string;
  readonly cursor: string | null;
  readonly problem: Problem | null;
}

/** Choosing a list to open. */
interface ListsLayer {
  readonly mode: 'lists';
  readonly field: Field;
  readonly selected: number;
  readonly problem: Problem | null;
  /** Whether archived ones are among them. */
  readonly archived: boolean;
}

/** Choosing the list to which a todo goes; null where there was none. */
interface SendLayer {
  readonly mode: 'send';
  readonly field: Field;
  readonly selected: number;
  readonly problem: Problem | null;
  readonly todo: { readonly id: string; readonly title: string } | null;
}

/** A layer in which one of several lists is chosen. */
export type ChooserLayer = ListsLayer | SendLayer;

/** Reading the help, scrolled down by `top` lines. */
export interface HelpLayer {
  readonly mode: 'help';
  readonly field: Field;
  readonly top: number;
}

/** Reading the cursor's todo whole, scrolled down by `top` lines. */
interface DetailLayer {
  readonly mode: 'detail';
  readonly top: number;
}

/** Asking whether a list shall be archived. */
export interface ArchiveLayer {
  readonly mode: 'archive';
  readonly list: ListInfo;
}

/** Asking whether pasted lines shall be added. */
export interface PasteLayer {
  readonly mode: 'paste';
  readonly titles: readonly string[];
  readonly problem: Problem | null;
  readonly sent: Sent<RequestOf<'todo:add'>> | null;
}

export type Layer =
  | AddLayer
  | EditLayer
  | FilterLayer
  | ChooserLayer
  | HelpLayer
  | DetailLayer
  | PasteLayer
  | ArchiveLayer;
/** A layer that was sent off and may come back with its text and the reason. */
export type Draft = AddLayer | EditLayer | PasteLayer;
/** The layers, the lowest first. */
export type Layers = readonly Layer[];

/** The layer that has the keys, if any lies on the list. */
export function topOf(layers: Layers): Layer | undefined {
  return layers.at(-1);
}

/** What the keys mean now. */
export function modeOf(layers: Layers): Mode {
  return topOf(layers)?.mode ?? 'list';
}

/** Whether a text would be lost with the screen; to a `letter`, a text that was only begun is one. */
export function holdsText(layers: Layers, letter: boolean): boolean {
  const top = topOf(layers);
  if (top === undefined || !('field' in top)) return top?.mode === 'paste';
  return letter || top.field.characters.length > 0;
}

/** The layers with their topmost in place of another. */
export function replaceTop(layers: Layers, layer: Layer): Layers {
  return [...layers.slice(0, -1), layer];
}

/** The layers with a new text in the topmost one; what was said about the old text is gone. */
export function withField(layers: Layers, field: Field): Layers {
  const top = topOf(layers);
  switch (top?.mode) {
    case 'add':
    case 'edit':
    case 'filter':
      return replaceTop(layers, { ...top, field, problem: null });
    case 'lists':
    case 'send':
      return replaceTop(layers, { ...top, field, selected: 0, problem: null });
    case 'help':
      return replaceTop(layers, { ...top, field, top: 0 });
    default:
      return layers;
  }
}

/** Why nothing can be sent of a layer that was opened where there was no todo. */
export const NO_TODO: Problem = { code: 'not_found', message: 'there is no todo here' };

/** An empty composer. */
export function addLayer(text = ''): AddLayer {
  return { mode: 'add', field: fieldOf(text), problem: null, sent: null };
}

/**
 * The layers after a draft came back, or null while the person is writing something else and it has to wait: nothing
 * that is being written is ever replaced.
 */
export function withDraft(layers: Layers, draft: Draft): Layers | null {
  const top = topOf(layers);
  if (top === undefined || top.mode === 'detail') return [...layers, draft];
  if (top.mode === 'add' && top.field.characters.length === 0 && draft.mode === 'add') return replaceTop(layers, draft);
  return null;
}
