/** `tock help`: what a verb or a topic is. */
import { failure, success } from '@tock/shared';
import { generalHelp, verbHelp } from '../cli/command.ts';
import { topics } from '../cli/topics.ts';
import type { Verb } from '../cli/verb.ts';
import { findVerb } from '../cli/verbs.ts';

export const verb: Verb = {
  summary: 'explain a verb or a topic',
  words: '[topic]',
  options: [],
  standsAlone: true,
  examples: [
    ['tock help', 'every verb'],
    ['tock help add', 'one of them'],
    ...[...topics].map(([name, { summary }]) => [`tock help ${name}`, summary] as const),
  ],
  async run({ output }, { words: [name] }) {
    if (name === undefined) {
      output.text(generalHelp());
      return success(0);
    }
    const topic = topics.get(name);
    const found = findVerb(name);
    if (topic !== undefined) output.text(topic.text);
    else if (found !== null) output.text(verbHelp(found.name, (await found.row.load()).verb));
    else
      return failure(
        'not_found',
        `there is no help on "${name}"`,
        `the topics: ${[...topics.keys()].join(', ')}; or a verb`,
      );
    return success(0);
  },
};
