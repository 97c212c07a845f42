/** Where the events of a stream go: a response, for as long as there is somebody at the other end. */
import type { HttpBindings } from '@hono/node-server';

/** A page waits while more bytes than this are before it. */
const PAGE_BEHIND = 64 * 1024;

export class Outlet {
  readonly #response: HttpBindings['outgoing'];
  readonly #request: HttpBindings['incoming'];
  #ended = false;
  #gone = false;
  #wake: () => void = () => {};

  /** `gone` is called once, when the reader went away or everything was sent. */
  constructor({ incoming, outgoing }: HttpBindings, gone: () => void) {
    this.#response = outgoing;
    this.#request = incoming;
    outgoing.once('close', () => {
      this.#gone = true;
      this.#wake();
      gone();
    });
    outgoing.on('drain', () => this.#wake());
  }

  /** Whether anything can be written. */
  get open(): boolean {
    return !this.#gone && !this.#ended && !this.#request.socket.destroyed;
  }

  get writableLength(): number {
    return this.#response.writableLength;
  }

  begin(headers: Record<string, string>): void {
    if (this.open) this.#response.writeHead(200, headers);
  }

  /** Writes, or does nothing where nobody is there any more: to write behind the end would be a fault. */
  write(text: string): void {
    if (this.open) this.#response.write(text);
  }

  /** Resolves when most of what was written has left, or when nothing can be written any more. For one that waits at a time. */
  async taken(): Promise<void> {
    while (this.open && this.writableLength > PAGE_BEHIND) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Nothing comes any more; what was written is sent. */
  end(): void {
    if (this.open) this.#response.end();
    this.#ended = true;
    this.#wake();
  }

  /** Cuts the connection, also where the response has not had its turn on it. */
  destroy(): void {
    this.#request.socket.destroy();
  }
}
