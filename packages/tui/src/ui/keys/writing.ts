/** The keys that send what was written or chosen. */
import { type BindingShape, TEXT } from './binding.ts';

export const writingKeys = [
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
    action: 'sendThere',
    keys: ['enter'],
    modes: ['send'],
    needs: ['connection'],
    group: 'writing',
    help: 'move the todo to the chosen list',
    hint: 'move it there',
  },
] as const satisfies readonly BindingShape[];
