/** `tock who`: who follows a list right now. */
import { sanitise } from '@tock/shared';
import { done } from '../cli/context.ts';
import type { Verb } from '../cli/verb.ts';

export const verb: Verb = {
  summary: 'print who follows a list right now',
  words: '[list]',
  options: [],
  examples: [
    ['tock who', 'the people and devices that have the list open'],
    ['tock who groceries', 'of another list'],
  ],
  async run(context, { words: [name] }) {
    const { output, settings, timeoutMs } = context;
    const list = name ?? settings.list;
    const connection = await context.connection();
    const read = await connection.read('list:presence', { list }, { timeoutMs });
    if (!read.ok) return read;
    const { people, more } = read.value;
    await output.printTable({
      json: () => read.value,
      ids: () => [...new Set(people.map(({ person }) => sanitise(person)))],
      plain: () => people.map(({ person, device, connections }) => [person, device, String(connections)]),
      terminal: async () => {
        const { alignedLines } = await import('../output/todoTable.ts');
        return alignedLines(
          people.map(({ person, device, connections }) => [
            // The first column stands to the right, as numbers do.
            { text: '' },
            { text: person, shade: output.shades.bold },
            { text: device },
            { text: connections === 1 ? '' : `${connections} connections`, shade: output.shades.dim },
          ]),
        );
      },
    });
    if (more > 0) output.note(`and ${more} more ${more === 1 ? 'device' : 'devices'}`);
    if (people.length === 0 && output.form === 'terminal') output.note(`nobody now   ${list} · ${context.place}`);
    return done;
  },
};
