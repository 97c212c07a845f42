/** Bugs to plant in what sends webhooks. */
import { bug, type PlantedBug, rare } from './plantedBug.ts';

const webhooks = 'packages/server/src/webhooks';

export const webhookBugs: readonly PlantedBug[] = [
  bug(
    'a webhook passes over what its target refused',
    `${webhooks}/sender.ts`,
    'await this.#failed(posted.message, posted.retryAfter);',
    'this.#reach(delivery.next);',
  ),
  bug(
    'a webhook counts as sent before its target took it',
    `${webhooks}/sender.ts`,
    'const posted = await post(this.#webhook, delivery, this.#ended.signal);',
    'this.#reach(delivery.next);\n    const posted = await post(this.#webhook, delivery, this.#ended.signal);',
  ),
  bug(
    'a webhook does not wait for its target',
    `${webhooks}/sender.ts`,
    'now() - began > TURN || !(await this.#deliver(delivery))',
    'now() - began > TURN || void this.#deliver(delivery)',
  ),
  bug(
    'a webhook sleeps from a start to the next commit',
    `${webhooks}/deliveries.ts`,
    'this.#ofList.set(webhook.list, ofList.add(sender));\n    sender.wake();',
    'this.#ofList.set(webhook.list, ofList.add(sender));',
  ),
  bug(
    'a webhook never tries again',
    `${webhooks}/sender.ts`,
    'this.#waiting = null;\n      this.wake();',
    'this.#waiting = null;',
  ),
  rare(
    bug(
      'a position of another history is believed',
      `${webhooks}/source.ts`,
      'if (!(await this.#fits(list, position))) return this.#begin(list, position);',
      '',
    ),
  ),
];
