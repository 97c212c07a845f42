/** Waiting for a thing, never for a time. */
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 15;

/** What `look` finds, as soon as it finds something; throws with `what` when that takes longer than `withinMs`. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 10_000,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await pause(LOOK_EVERY_MS)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
  }
}
