/** What a row of the keymap says, and what it may say. */

/** What the screen is doing: the list itself, the layer that lies on top of it, or nothing that could be seen. */
export type Mode =
  | 'list'
  | 'detail'
  | 'add'
  | 'edit'
  | 'filter'
  | 'lists'
  | 'send'
  | 'help'
  | 'paste'
  | 'archive'
  | 'tooSmall';

/**
 * What a key needs before it may act, a todo, a list that takes writes, a server that answers; else it says so. A key that
 * opens a text needs nothing: were it refused, the text that follows it would be keys.
 */
export type Need = 'todo' | 'connection' | 'server';

/** What a row of the table says. */
export interface BindingShape {
  readonly action: string;
  /** As `keystrokes` names them. */
  readonly keys: readonly string[];
  readonly modes: readonly Mode[];
  readonly needs: readonly Need[];
  readonly group: 'moving' | 'todos' | 'looking' | 'writing' | 'tock';
  /** What it does, for the help. */
  readonly help: string;
  /** The word in the footer; absent: not there. */
  readonly hint?: string;
}

/** Where keys mean the todo under the cursor. */
export const ROWS = ['list', 'detail'] as const;
/** Where a text is written that will be sent. */
export const TEXT = ['add', 'edit'] as const;
/** Where one of several lists is chosen. */
export const CHOOSERS = ['lists', 'send'] as const;
/** Where lines are gone through while letters are text. */
export const MENUS = [...CHOOSERS, 'help'] as const;
