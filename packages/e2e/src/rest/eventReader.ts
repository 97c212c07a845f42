/** A list followed over HTTP with somebody else's EventSource: nothing here knows how a stream is resumed. */
import type { CommitRecord } from '@tock/shared';
import { EventSource } from 'eventsource';
import type { ProblemDocument } from '../../../server/src/doors/problems.ts';
import type { RestServer } from './http.ts';

/** An event, as it came. */
interface SeenEvent {
  id: string;
  commit: CommitRecord;
}

export interface EventReader {
  readonly commits: readonly SeenEvent[];
  /** The id of each `opened`, and how many commits had come before it. */
  readonly openings: readonly { id: string; after: number }[];
  /** The problem document with which it was refused for good, or null. */
  readonly refused: ProblemDocument | null;
  readonly ended: boolean;
  close(): void;
}

/** Follows a list behind a cursor. */
export function readEvents({ url, token }: RestServer, list: string, since: string): EventReader {
  const commits: SeenEvent[] = [];
  const openings: { id: string; after: number }[] = [];
  let refused: ProblemDocument | null = null;
  const source = new EventSource(`${url}/v1/lists/${encodeURIComponent(list)}/events?since=${since}`, {
    fetch: async (address, init) => {
      const response = await fetch(address, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${token}` },
      });
      if (!response.ok) refused = (await response.clone().json()) as ProblemDocument;
      return response;
    },
  });
  source.addEventListener('opened', ({ lastEventId }) => openings.push({ id: lastEventId, after: commits.length }));
  source.addEventListener('committed', ({ lastEventId, data }) =>
    commits.push({ id: lastEventId, commit: JSON.parse(data) }),
  );
  return {
    commits,
    openings,
    get refused() {
      return refused;
    },
    get ended() {
      return source.readyState === source.CLOSED;
    },
    close: () => source.close(),
  };
}
