/** What the screen is given: a connection, a terminal, and how it shall behave. */
import type { Connection } from '../../client/client.ts';

/** What the terminal does for the screen, beyond drawing. */
export interface Terminal {
  /** Writes bytes that move nothing on the screen, such as a title for the clipboard. */
  write(bytes: string): void;
  redraw(): void;
  suspend(): void;
  quit(): void;
}

export interface ScreenOptions {
  readonly connection: Connection;
  readonly list: string;
  /** Where the server is, for people: "local, this machine only". */
  readonly place: string;
  readonly motion: boolean;
  readonly now: () => Date;
  readonly terminal: Terminal;
}
