/** Every key of the screen, as data: the handler, the footer and the help are all read from this one table. */
import { lookingKeys } from './keys/looking.ts';
import { movingKeys } from './keys/moving.ts';
import { tockKeys } from './keys/tock.ts';
import { todoKeys } from './keys/todos.ts';
import { writingKeys } from './keys/writing.ts';

/** The table, a group a file. In the order of the help and of the footer. */
export const keymap = [...todoKeys, ...movingKeys, ...lookingKeys, ...writingKeys, ...tockKeys] as const;

/** One row of the table. */
export type Binding = (typeof keymap)[number];
/** What a key does, by name. A row without a handler does not compile. */
export type Action = Binding['action'];
