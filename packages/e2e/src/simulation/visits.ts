/** What people do beside changing their lists: they look, they follow other lists, and they try what they may not. */
import type { Client } from './client.ts';
import type { World } from './world.ts';

const WITHIN = { timeoutMs: 5_000 };
/** More lists than these are not followed by one client. */
const MOST_FOLLOWED = 3;

/** Asks for a list of somebody else, which must be as if it did not exist. */
export function trespass(
  { chance, trace, violate }: World,
  client: Client,
  list: string,
  { op, title }: { op: string; title: string },
): void {
  trace.add('trespass', `${client.name} ${list}`);
  const asked = chance.happens(0.5)
    ? client.connection.write('todo:add', { op, list, todos: [{ title }] }, WITHIN)
    : client.connection.read('list:log', { list, limit: 5 }, WITHIN);
  void asked.then((outcome) => {
    if (outcome.ok || outcome.problem.code === 'forbidden')
      violate(
        '8 nobody sees what they may not',
        `${client.person} asked for ${list}, and was not told that there is none`,
      );
  });
}

/** Reads what is not followed: which lists there are, told to `learned`, and the history of one. */
export function look(
  { disk, trace, violate }: World,
  client: Client,
  list: string,
  learned: (lists: string[]) => void,
): void {
  trace.add('look', client.name);
  void client.connection.read('lists:read', {}, WITHIN).then((outcome) => {
    if (outcome.ok) learned(outcome.value.map(({ id }) => id));
  });
  void client.connection.read('list:log', { list, limit: 5 }, WITHIN).then((outcome) => {
    if (!outcome.ok) return;
    const { commits } = outcome.value;
    const dense = commits.every(({ rev }, index) => index === 0 || rev === (commits[index - 1]?.rev ?? 0) - 1);
    if (!dense || commits.some(({ rev, h }) => !disk.wasDurable(list, rev, h)))
      violate('6 shown is stored', `the log of list ${list} is not its history`);
  });
}

/** Leaves a list, opens one, or follows one as a stream of commits from where a store stands. */
export function followOther({ chance }: World, client: Client, lists: readonly string[]): void {
  const { followed } = client;
  if (followed.length > MOST_FOLLOWED || (followed.length > 1 && chance.happens(0.4))) {
    client.unfollow(chance.one(followed));
    return;
  }
  const [first] = followed;
  const { epoch, state } = first?.store ?? { epoch: null, state: { rev: 0, h: '' } };
  const id = first?.id ?? null;
  if (epoch !== null && id !== null && chance.happens(0.3)) client.follow(id, { epoch, rev: state.rev, h: state.h });
  else client.follow(chance.one(lists));
}
