/** How a route asks: the same requests as every other door, for a caller whose answers come all at once. */
import { type AnswerTo, type Outcome, type Page, type RequestName, type StoredCommit, success } from '@tock/shared';
import type { Reader } from '../../connections.ts';
import { commitsIn, recordsOf } from '../../controllers/records.ts';
import type { Caller } from '../../identity/permissions.ts';
import type { Ledgers } from '../../ledgers.ts';
import type { Readings } from '../readings.ts';
import type { AnswerRequest } from '../requests.ts';
import type { Desk } from './route.ts';

/** About how much text the commits of one answer have at most, in UTF-16 units (one commit may be larger). */
const MOST_TEXT = 1024 * 1024;

/** What a desk is made of. */
export interface DeskDependencies {
  epoch: string;
  answerRequest: AnswerRequest;
  ledgers: Ledgers;
  /** Answers that hold commits: few of them at once. */
  readings: Readings;
}

/** For whom a desk asks. */
export interface Asker {
  who: Caller;
  /** Whose reads wait behind each other. */
  line: object;
  /** By which the log names the request. */
  id: string;
}

/** A desk for a caller. */
export function deskOf({ epoch, answerRequest, ledgers, readings }: DeskDependencies, { who, line, id }: Asker): Desk {
  const ask = async <N extends RequestName>(
    name: N,
    request: unknown,
    send: (pages: AsyncIterable<Page>, answer: AnswerTo<N>) => Promise<void> = async () => {},
  ): Promise<Outcome<AnswerTo<N>>> => {
    let sent: Reader['send'] = async () => {};
    const reader = {
      line,
      join: () => undefined,
      leave: () => undefined,
      send: (pages: AsyncIterable<Page>) => sent(pages),
    };
    const { outcome, after } = await answerRequest(name, request, who, reader, id);
    // What answers a request answers as the contract says (`AnswerTo`), for every door.
    const answer = outcome as Outcome<AnswerTo<N>>;
    if (answer.ok) sent = (pages) => send(pages, answer.value);
    await after?.();
    return answer;
  };
  return {
    epoch,
    ask: (name, request) => ask(name, request),
    stand: (list) => ask('list:open', { list, follow: false }),
    commitsBehind: (list, since, limit) =>
      readings.read({ line }, async () => {
        const commits: StoredCommit[] = [];
        let text = 0;
        const opened = await ask('list:open', { list, follow: false, since }, async (pages, { content }) => {
          if (content !== 'commits') return;
          for await (const page of pages) {
            for (const commit of commitsIn(page)) {
              text += commit.body.length;
              if (commits.length === limit || (text > MOST_TEXT && commits.length > 0)) return;
              commits.push(commit);
            }
          }
        });
        return opened.ok ? success({ opened: opened.value, commits }) : opened;
      }),
    records: (list, commits) => recordsOf(ledgers, epoch, list, commits),
  };
}
