/** The keys that move the cursor, and what is on screen. */
import { type BindingShape, MENUS, ROWS } from './binding.ts';

export const movingKeys = [
  { action: 'down', keys: ['j', 'down'], modes: ROWS, needs: [], group: 'moving', help: 'one row down' },
  { action: 'up', keys: ['k', 'up'], modes: ROWS, needs: [], group: 'moving', help: 'one row up' },
  { action: 'first', keys: ['g', 'home'], modes: ROWS, needs: [], group: 'moving', help: 'the first row' },
  { action: 'last', keys: ['G', 'end'], modes: ROWS, needs: [], group: 'moving', help: 'the last row' },
  {
    action: 'halfDown',
    keys: ['ctrl-d'],
    modes: ROWS,
    needs: [],
    group: 'moving',
    help: 'half a screen down; in a whole todo: of its lines',
  },
  { action: 'halfUp', keys: ['ctrl-u'], modes: ROWS, needs: [], group: 'moving', help: 'half a screen up' },
  { action: 'pageDown', keys: ['pagedown', 'ctrl-f'], modes: ROWS, needs: [], group: 'moving', help: 'a screen down' },
  { action: 'pageUp', keys: ['pageup', 'ctrl-b'], modes: ROWS, needs: [], group: 'moving', help: 'a screen up' },
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
] as const satisfies readonly BindingShape[];
