/** A sender in a world of its own: a clock that is moved by hand, a list that grows by hand, a target that says what it is told to. */
import type { WebhookEntry } from '@tock/shared';
import { pino } from 'pino';
import { Recorder } from '../../src/metrics/recorder.ts';
import type { Position } from '../../src/webhooks/position.ts';
import type { Posted } from '../../src/webhooks/post.ts';
import { Sender, type SenderDependencies } from '../../src/webhooks/sender.ts';
import { Slots } from '../../src/webhooks/slots.ts';
import { usualWaits } from '../../src/webhooks/waits.ts';

export const webhook: WebhookEntry = {
  id: 'kxmwdfhsbcdf',
  list: 'tthlshvx2plj',
  url: 'https://example.com/',
  key: 'k',
  since: { epoch: 'e', rev: 0, h: '' },
  by: 'ana',
  at: '2026-11-01T08:00:00Z',
};

export const accepted: Posted = { kind: 'accepted' };
export const failed = (message = 'the target answered 500', retryAfter: number | null = null): Posted => ({
  kind: 'failed',
  message,
  retryAfter,
});

/** Begins with the position that a run before has left. */
export class SenderWorld {
  now = Date.parse('2026-11-22T12:00:00Z');
  /** How many revisions the list has. */
  head = 0;
  allowed = true;
  /** Whether a stop can be stored. */
  takesStops = true;
  /** What was stored last; null: nothing. */
  stored: Position | null;
  /** Everything that happened, in order. */
  readonly events: string[] = [];
  /** What the target answers next; the last one again and again. */
  answers: (Posted | Promise<Posted>)[] = [accepted];
  timer: { at: number; run: () => void } | null = null;
  signal: AbortSignal | null = null;
  entry = webhook;
  readonly recorder = new Recorder();
  readonly sender: Sender;

  constructor(stored: Position | null = null, page?: SenderDependencies['page']) {
    this.stored = stored;
    this.sender = new Sender(webhook, {
      positions: {
        read: async () => this.stored,
        put: (_, position) => {
          this.stored = position;
          if (position !== null && position.failing === undefined) this.events.push(`at ${position.rev}`);
        },
      },
      slots: new Slots(),
      waits: usualWaits,
      log: pino({ level: 'silent' }),
      instruments: this.recorder,
      now: () => this.now,
      random: () => 0.5,
      later: (run, milliseconds) => {
        this.timer = { at: this.now + milliseconds, run };
        return () => {
          this.timer = null;
        };
      },
      page:
        page ??
        (async (_, { rev }) => ({
          anew: null,
          deliveries: Array.from({ length: Math.min(2, this.head - rev) }, (__, index) => ({
            id: `e:${rev + index + 1}:h`,
            body: '{}',
            next: { epoch: 'e', rev: rev + index + 1, h: 'h' },
          })),
        })),
      post: async (_, { id }, signal) => {
        this.signal = signal;
        this.events.push(`post ${id}`);
        const [answer = accepted] = this.answers;
        if (this.answers.length > 1) this.answers.shift();
        return answer;
      },
      allowed: () => this.allowed,
      stop: async (_, reason, message) => {
        this.events.push(`stop ${reason}`);
        if (this.takesStops) this.update({ ...this.entry, stopped: { at: 'now', reason, message } });
        return this.takesStops;
      },
    });
  }

  update(entry: WebhookEntry): void {
    this.entry = entry;
    this.sender.update(entry);
  }

  /** Adds commits, and lets everything happen that happens by itself. */
  async grow(count = 1): Promise<void> {
    this.head += count;
    this.sender.wake();
    await this.rest();
  }

  /** Moves the clock to the next try; answers how long that was, in milliseconds. */
  async next(): Promise<number> {
    const { timer } = this;
    if (timer === null) throw new Error('there is no next try');
    const waited = timer.at - this.now;
    this.now = timer.at;
    this.timer = null;
    timer.run();
    await this.rest();
    return waited;
  }

  async rest(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  }
}
