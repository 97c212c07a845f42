/** A request of the simulation, and how a kind of request makes one. */
import type {
  CommittedRequest,
  DirectoryChange,
  Outcome,
  Receipt,
  RequestOf,
  Todo,
  TodoChange,
  WriteName,
} from '@tock/shared';
import type { Connection } from '../../../tui/src/client/client.ts';
import type { Chance } from '../chance.ts';

export type StoredRequest = CommittedRequest<TodoChange | DirectoryChange>;

/** A request, apart from who sends it. */
export interface Write {
  readonly name: WriteName;
  readonly op: string;
  /** The list that it names, or null. */
  readonly list: string | null;
  /** Everything but the op and, where it is no part of what was asked, the list: two requests with the same text ask for the same. */
  readonly text: string;
  /** The request, for the trace. */
  readonly request: unknown;
  send(connection: Connection, timeoutMs: number): Promise<Outcome<Receipt>>;
  /** Whether a commit could say this of the request. */
  fits(stored: StoredRequest): boolean;
}

/** What a request is made from. */
export interface Situation {
  chance: Chance;
  op: string;
  /** How the list is named, and what the client sees in it. */
  list: string;
  rev: number;
  todos: readonly Todo[];
  /** Another list of the same person, by name or id. */
  otherList: string;
  /** A text like no other, which says whose it is. */
  text(): string;
}

export interface Kind {
  weight: number;
  make(situation: Situation): Write | null;
}

interface Row<N extends WriteName> {
  weight: number;
  request(situation: Situation): RequestOf<N> | null;
  fits(request: RequestOf<N>, stored: StoredRequest): boolean;
}

export function kind<N extends WriteName>(name: N, row: Row<N>): Kind {
  return {
    weight: row.weight,
    make: (situation) => {
      const request = row.request(situation);
      if (request === null) return null;
      const { op, ...rest } = request;
      const ofDirectory = name === 'list:rename' || name === 'list:archive' || name === 'list:unarchive';
      return {
        name,
        op,
        list: 'list' in rest && typeof rest.list === 'string' ? rest.list : null,
        request,
        text: JSON.stringify([name, ofDirectory ? rest : { ...rest, list: undefined }]),
        send: (connection, timeoutMs) => connection.write(name, request, { timeoutMs }),
        fits: (stored) => stored.op === op && row.fits(request, stored),
      };
    },
  };
}
