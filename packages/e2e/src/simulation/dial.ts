/** The client's end of a simulated connection: what `connection.ts` of the client is over Socket.IO, with the same times. */
import { PROTOCOL, type RequestName } from '@tock/shared';
import { unreachable } from '../../../tui/src/client/problems.ts';
import { refusalOf } from '../../../tui/src/client/refusals.ts';
import type { Answer, Dial, Endpoint, Refusal, SessionEvents } from '../../../tui/src/client/session.ts';
import { readWelcome } from '../../../tui/src/client/wire.ts';
import { decodeServer, encode, type ServerFrame } from './frames.ts';
import type { Network } from './network.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

const WELCOME_WITHIN = 5_000;
const QUIET = 5_000;
const PROBE = 4_000;

type FactName = Parameters<SessionEvents['fact']>[0];

/** A question that waits for its answer. */
interface Question {
  timer: NodeJS.Timeout;
  settle(answer: Answer): void;
}

class Attempt {
  readonly #world: World;
  readonly #network: Network;
  readonly #endpoint: Endpoint;
  readonly #events: SessionEvents;
  readonly #questions = new Map<number, Question>();
  #phase: 'dialling' | 'live' | 'over' = 'dialling';
  #wire: Wire | null = null;
  #asked = 0;
  #heardAt = Date.now();
  #retryMs = 0;
  #timer: NodeJS.Timeout;

  constructor(world: World, network: Network, client: string, endpoint: Endpoint, events: SessionEvents) {
    this.#world = world;
    this.#network = network;
    this.#endpoint = endpoint;
    this.#events = events;
    this.#timer = setTimeout(() => this.#refuse(this.#failed('it does not answer')), WELCOME_WITHIN);
    network.dial(
      client,
      endpoint.url,
      (wire) => this.#connected(wire),
      () => this.#refuse(this.#failed('the connection was refused, nothing listens there')),
    );
  }

  /** Ends it politely; nothing more is told. */
  hangUp(): void {
    if (this.#phase === 'over') return;
    this.#end();
    this.#wire?.close();
    this.#settleAll();
  }

  #connected(wire: Wire): void {
    this.#wire = wire;
    wire.client = {
      frame: (text) => this.#frame(text),
      over: () => {
        this.#refuse(this.#failed('the connection was cut'));
        this.#lose('the connection was cut');
      },
    };
    if (this.#phase === 'over') wire.cut();
    else
      wire.toServer.send(
        encode({ kind: 'hello', auth: { token: this.#endpoint.token(), protocol: PROTOCOL, client: 'simulated' } }),
      );
  }

  #frame(text: string): void {
    if (this.#phase === 'over') return;
    this.#heardAt = Date.now();
    const frame = decodeServer(text);
    this.#world.trace.add('frame', `${frame.kind} ${'name' in frame ? frame.name : ''}`);
    this.#hear(frame);
  }

  #hear(frame: ServerFrame): void {
    switch (frame.kind) {
      case 'welcomed':
        this.#welcomed(frame.fact);
        return;
      case 'refused':
        this.#refuse(refusalOf({ data: frame.problem }, this.#endpoint.place));
        return;
      case 'answer': {
        const question = this.#questions.get(frame.id);
        this.#questions.delete(frame.id);
        clearTimeout(question?.timer);
        question?.settle({ kind: 'answered', value: frame.outcome });
        return;
      }
      case 'fact':
        // The client's own code knows which facts there are; what it does not know it passes over.
        if (this.#phase === 'live') this.#events.fact(frame.name as FactName, frame.payload);
        return;
      case 'draining':
        this.#retryMs = frame.retryMs;
        return;
    }
  }

  #welcomed(fact: unknown): void {
    const welcome = readWelcome(fact);
    if (this.#phase !== 'dialling' || welcome === null) return;
    this.#phase = 'live';
    clearTimeout(this.#timer);
    this.#watch();
    this.#events.welcomed({
      welcome,
      place: this.#endpoint.place,
      heardAt: () => this.#heardAt,
      ask: (name, request, withinMs, settle) => this.#ask(name, request, withinMs, settle),
      drop: (reason) => this.#lose(reason),
    });
  }

  #ask(name: RequestName, payload: unknown, withinMs: number, settle: (answer: Answer) => void): void {
    if (this.#phase !== 'live' || this.#wire === null) {
      settle({ kind: 'not_sent' });
      return;
    }
    this.#asked += 1;
    const id = this.#asked;
    const timer = setTimeout(
      () => {
        this.#questions.delete(id);
        settle({ kind: 'silent' });
      },
      Math.max(1, Math.ceil(withinMs)),
    );
    this.#questions.set(id, { timer, settle });
    this.#wire.toServer.send(encode({ kind: 'request', id, name, payload }));
  }

  /** A live connection on which nothing comes for a while is asked whether it is still there. */
  #watch(): void {
    const rest = this.#heardAt + QUIET - Date.now();
    this.#timer = setTimeout(rest > 0 ? () => this.#watch() : () => this.#probe(), Math.max(1, rest));
  }

  #probe(): void {
    const askedAt = Date.now();
    this.#ask('lists:read', {}, PROBE, () => {
      if (this.#phase !== 'live') return;
      if (this.#heardAt < askedAt) this.#lose('the server fell silent');
      else this.#watch();
    });
  }

  #failed(detail: string): Refusal {
    return { problem: unreachable(this.#endpoint.place, detail), final: false };
  }

  #refuse(refusal: Refusal): void {
    if (this.#phase !== 'dialling') return;
    this.#end();
    this.#wire?.cut();
    this.#events.refused(refusal);
  }

  #lose(reason: string): void {
    if (this.#phase !== 'live') return;
    this.#end();
    // Told first: whoever then hears that an answer is lost must not be handed this session again.
    this.#events.lost(reason, this.#retryMs);
    this.#wire?.cut();
    this.#settleAll();
  }

  #end(): void {
    this.#phase = 'over';
    clearTimeout(this.#timer);
    if (this.#wire !== null) this.#network.forget(this.#wire);
  }

  #settleAll(): void {
    const questions = [...this.#questions.values()];
    this.#questions.clear();
    for (const { timer, settle } of questions) {
      clearTimeout(timer);
      settle({ kind: 'lost' });
    }
  }
}

/** How a simulated client connects. */
export function dialBy(world: World, network: Network, client: string): Dial {
  return (endpoint, events) => {
    const attempt = new Attempt(world, network, client, endpoint, events);
    return () => attempt.hangUp();
  };
}
