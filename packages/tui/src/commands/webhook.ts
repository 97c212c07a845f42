/** `tock webhook`: sends the commits of a list to an address, and says how that goes. */
import { failure, type Outcome, webhookDescriptionProblem, webhookUrlProblem } from '@tock/shared';
import { writeOptions } from '../cli/arguments.ts';
import { type Context, done } from '../cli/context.ts';
import { sayDryRun } from '../cli/dryRun.ts';
import { findList } from '../cli/findTodos.ts';
import type { Verb } from '../cli/verb.ts';
import { printNewWebhook, printWebhookReceipt, printWebhooks } from '../output/webhooks.ts';

const ACTIONS = 'write tock webhook create URL, ls, rm ID or resume ID';

export const verb: Verb = {
  summary: 'send the changes of a list to an address, signed and in order',
  words: '<action> [target]',
  options: [['--description <text>', 'what a new one is for'], ...writeOptions],
  examples: [
    ['tock webhook create https://example.com/hook', 'every later change of the list goes there; prints the secret'],
    ['tock webhook create https://example.com/hook -l work', 'of another list'],
    ['tock webhook ls', 'those of the list, and how each stands'],
    ['tock webhook resume kxmwdfhs', 'go on where it stopped, or try again now'],
    ['tock webhook rm kxmwdfhs', 'send nothing more'],
  ],
  async run(context, { words, options }) {
    const [action, word, ...more] = words;
    if (more.length > 0) return failure('invalid', 'too many words after webhook', ACTIONS);
    const dry = options.flag('dryRun');
    switch (action) {
      case 'create':
        return create(context, word, options.text('description'), dry);
      case 'ls':
      case 'list':
        return word === undefined ? list(context) : failure('invalid', 'ls takes no word', 'name a list with --list');
      case 'rm':
      case 'resume':
        return change(context, action, word, dry);
      default:
        return failure('invalid', `webhook has no action "${action}"`, ACTIONS);
    }
  },
};

async function create(
  context: Context,
  url: string | undefined,
  description: string | undefined,
  dry: boolean,
): Promise<Outcome<number>> {
  if (url === undefined)
    return failure('invalid', 'create needs an address', 'as in tock webhook create https://example.com/hook');
  const problem = webhookUrlProblem(url) ?? (description === undefined ? null : webhookDescriptionProblem(description));
  if (problem !== null) return failure('invalid', problem, 'as in tock webhook create https://example.com/hook');
  const { list } = context.settings;
  const about = description === undefined ? {} : { description };
  if (dry) {
    const found = await findList(context, list);
    if (!found.ok) return found;
    const { id, title } = found.value;
    return sayDryRun(context, { list: id, url, ...about }, [`send every later change of ${title} to ${url}`]);
  }
  const receipt = await context.write('webhook:create', { op: context.op, list, url, ...about });
  if (!receipt.ok) return receipt;
  printNewWebhook(context, receipt.value);
  return done;
}

async function list(context: Context): Promise<Outcome<number>> {
  const connection = await context.connection();
  const { settings, timeoutMs } = context;
  const read = await connection.read('webhooks:read', { list: settings.list }, { timeoutMs });
  if (!read.ok) return read;
  await printWebhooks(context, read.value);
  return done;
}

/** What is said of the two ways. */
const CHANGES = {
  rm: { request: 'webhook:remove', would: 'remove', past: 'removed', already: 'already removed' },
  resume: {
    request: 'webhook:resume',
    would: 'resume',
    past: 'resumed',
    already: 'it was not stopped: tried again now',
  },
} as const;

async function change(
  context: Context,
  action: 'rm' | 'resume',
  webhook: string | undefined,
  dry: boolean,
): Promise<Outcome<number>> {
  if (webhook === undefined)
    return failure('invalid', `${action} needs the id of a webhook`, 'tock webhook ls shows those of a list');
  const { list } = context.settings;
  const { request, would, past, already } = CHANGES[action];
  if (dry) return dryChange(context, action, webhook, would);
  const receipt = await context.write(request, { op: context.op, list, webhook });
  if (!receipt.ok) return receipt;
  printWebhookReceipt(context, receipt.value, { past, already });
  return done;
}

async function dryChange(context: Context, action: string, reference: string, would: string): Promise<Outcome<number>> {
  const connection = await context.connection();
  const { settings, timeoutMs } = context;
  const read = await connection.read('webhooks:read', { list: settings.list }, { timeoutMs });
  if (!read.ok) return read;
  const [found, ...others] = read.value.webhooks.filter(({ id }) => id.startsWith(reference));
  if (found === undefined)
    return failure('not_found', `there is no webhook "${reference}" of ${settings.list}`, 'tock webhook ls shows them');
  if (others.length > 0) return failure('ambiguous', `"${reference}" begins several webhooks`, 'write more of the id');
  const { id, url } = found;
  return sayDryRun(context, { action, webhook: id }, [`${would} the webhook ${id} to ${url}`]);
}
