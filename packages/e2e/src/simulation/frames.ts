/** What travels on a simulated connection: texts of JSON, so that neither side ever holds an object of the other. */

export type ClientFrame =
  | { kind: 'hello'; auth: unknown }
  | { kind: 'request'; id: number; name: string; payload: unknown };

export type ServerFrame =
  | { kind: 'welcomed'; fact: unknown }
  | { kind: 'refused'; problem: unknown }
  | { kind: 'answer'; id: number; outcome: unknown }
  | { kind: 'fact'; name: string; payload: unknown }
  | { kind: 'draining'; retryMs: number };

export function encode(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame);
}

// Both ends are ours, and what is in a frame is parsed by the side that gets it.
export const decodeClient = (text: string) => JSON.parse(text) as ClientFrame;
export const decodeServer = (text: string) => JSON.parse(text) as ServerFrame;
