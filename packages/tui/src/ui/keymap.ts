/** Every key of the screen, as data: the handler, the footer and the help are all read from this one table. */

/** What the screen is doing: the list itself, or the layer that lies on top of it. */
export type Mode = 'list' | 'detail' | 'add' | 'edit' | 'filter' | 'lists' | 'help' | 'paste';

/** What a key needs before it may act, a todo, a list that takes writes, a server that answers; else it says so. */
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

const ROWS = ['list', 'detail'] as const;
const TEXT = ['add', 'edit'] as const;
const MENUS = ['lists', 'help'] as const;

/** The table. In the order of the help and of the footer. */
export const keymap = [
  {
    action: 'add',
    keys: ['a', 'o'],
    modes: ['list'],
    needs: ['connection'],
    group: 'todos',
    help: 'add todos; several lines pasted are one write',
    hint: 'add',
  },
  {
    action: 'toggle',
    keys: ['space'],
    modes: ROWS,
    needs: ['todo', 'connection'],
    group: 'todos',
    help: 'done, or open again; a ticked row stays in view',
    hint: 'done',
  },
  {
    action: 'edit',
    keys: ['e'],
    modes: ROWS,
    needs: ['todo', 'connection'],
    group: 'todos',
    help: 'edit the title; due: pri: for: +tag -+tag work too',
    hint: 'edit',
  },
  {
    action: 'remove',
    keys: ['x'],
    modes: ROWS,
    needs: ['todo', 'connection'],
    group: 'todos',
    help: 'remove; on a removed todo: bring it back',
    hint: 'rm',
  },
  {
    action: 'copyTitle',
    keys: ['y'],
    modes: ROWS,
    needs: ['todo'],
    group: 'todos',
    help: 'copy the title to the clipboard',
  },
  {
    action: 'copyId',
    keys: ['Y'],
    modes: ROWS,
    needs: ['todo'],
    group: 'todos',
    help: 'copy the id to the clipboard',
  },

  { action: 'down', keys: ['j', 'down'], modes: ROWS, needs: [], group: 'moving', help: 'one row down' },
  { action: 'up', keys: ['k', 'up'], modes: ROWS, needs: [], group: 'moving', help: 'one row up' },
  { action: 'first', keys: ['g', 'home'], modes: ROWS, needs: [], group: 'moving', help: 'the first row' },
  { action: 'last', keys: ['G', 'end'], modes: ROWS, needs: [], group: 'moving', help: 'the last row' },
  { action: 'halfDown', keys: ['ctrl-d'], modes: ROWS, needs: [], group: 'moving', help: 'half a screen down' },
  { action: 'halfUp', keys: ['ctrl-u'], modes: ROWS, needs: [], group: 'moving', help: 'half a screen up' },
  { action: 'pageDown', keys: ['pagedown', 'ctrl-f'], modes: ROWS, needs: [], group: 'moving', help: 'a screen down' },
  { action: 'pageUp', keys: ['pageup', 'ctrl-b'], modes: ROWS, needs: [], group: 'moving', help: 'a screen up' },

  {
    action: 'filter',
    keys: ['/'],
    modes: ['list'],
    needs: [],
    group: 'looking',
    help: 'filter: words, +tag, -tag, pri:A, overdue, removed',
    hint: 'filter',
  },
  {
    action: 'showDone',
    keys: ['.'],
    modes: ['list'],
    needs: [],
    group: 'looking',
    help: 'show what is done and waiting, or hide it',
  },
  {
    action: 'detail',
    keys: ['enter'],
    modes: ['list'],
    needs: ['todo'],
    group: 'looking',
    help: 'the whole todo, with its notes',
    hint: 'show',
  },
  {
    action: 'lists',
    keys: ['c'],
    modes: ['list'],
    needs: [],
    group: 'looking',
    help: 'choose a list, or make one',
    hint: 'lists',
  },
  { action: 'nextList', keys: [']'], modes: ['list'], needs: ['server'], group: 'looking', help: 'the next list' },
  {
    action: 'previousList',
    keys: ['['],
    modes: ['list'],
    needs: ['server'],
    group: 'looking',
    help: 'the list before',
  },
  {
    action: 'nthList',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    modes: ['list'],
    needs: ['server'],
    group: 'looking',
    help: 'the list of that number',
  },

  {
    action: 'submit',
    keys: ['enter'],
    modes: TEXT,
    needs: [],
    group: 'writing',
    help: 'send what is written',
    hint: 'send',
  },
  {
    action: 'keepFilter',
    keys: ['enter'],
    modes: ['filter'],
    needs: [],
    group: 'writing',
    help: 'keep the filter and go back to the rows',
    hint: 'keep',
  },
  {
    action: 'confirmPaste',
    keys: ['enter', 'y'],
    modes: ['paste'],
    needs: ['connection'],
    group: 'writing',
    help: 'add what was pasted',
    hint: 'add them',
  },
  {
    action: 'choose',
    keys: ['enter'],
    modes: ['lists'],
    needs: ['server'],
    group: 'looking',
    help: 'open the list, or make it',
    hint: 'open',
  },
  {
    action: 'menuDown',
    keys: ['down', 'ctrl-n', 'tab'],
    modes: MENUS,
    needs: [],
    group: 'moving',
    help: 'down in a menu',
  },
  { action: 'menuUp', keys: ['up', 'ctrl-p'], modes: MENUS, needs: [], group: 'moving', help: 'up in a menu' },
  {
    action: 'menuPageDown',
    keys: ['pagedown'],
    modes: MENUS,
    needs: [],
    group: 'moving',
    help: 'a screen down in a menu',
  },
  {
    action: 'menuPageUp',
    keys: ['pageup'],
    modes: MENUS,
    needs: [],
    group: 'moving',
    help: 'a screen up in a menu',
  },

  {
    action: 'back',
    keys: ['escape'],
    modes: ['list'],
    needs: [],
    group: 'tock',
    help: 'clear the filter; never quits',
  },
  {
    action: 'close',
    keys: ['escape', 'ctrl-c'],
    modes: ['add', 'edit', 'filter', 'lists', 'help', 'paste'],
    needs: [],
    group: 'tock',
    help: 'close what is open, one step at a time',
    hint: 'close',
  },
  {
    action: 'leave',
    keys: ['escape', 'enter', 'q', 'ctrl-c'],
    modes: ['detail'],
    needs: [],
    group: 'tock',
    help: 'from the whole todo back to the list',
    hint: 'back',
  },
  {
    action: 'resync',
    keys: ['R'],
    modes: ['list'],
    needs: ['server'],
    group: 'tock',
    help: 'read the list anew from the server',
  },
  {
    action: 'redraw',
    keys: ['ctrl-l'],
    modes: ['list', 'detail', 'add', 'edit', 'filter', 'lists', 'help', 'paste'],
    needs: [],
    group: 'tock',
    help: 'draw the screen anew',
  },
  {
    action: 'suspend',
    keys: ['ctrl-z'],
    modes: ROWS,
    needs: [],
    group: 'tock',
    help: 'leave to the shell; `fg` comes back',
  },
  {
    action: 'help',
    keys: ['?'],
    modes: ROWS,
    needs: [],
    group: 'tock',
    help: 'this help; type to filter it',
    hint: 'help',
  },
  { action: 'quit', keys: ['q', 'ctrl-c'], modes: ['list'], needs: [], group: 'tock', help: 'quit', hint: 'quit' },
] as const satisfies readonly BindingShape[];

/** One row of the table. */
export type Binding = (typeof keymap)[number];
/** What a key does, by name. A row without a handler does not compile. */
export type Action = Binding['action'];
