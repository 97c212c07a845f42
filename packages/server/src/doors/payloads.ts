/** Parsing what arrives, for every door: the value that a schema makes of a payload, or what is wrong with it, in words. */
import { failure, limits, type Outcome, sanitise, success } from '@tock/shared';
import type * as z from 'zod/mini';
import { tooLarge } from '../refusals.ts';

/** Parses a payload, which is hostile until then. */
export function parsePayload<S extends z.ZodMiniType>(schema: S, payload: unknown): Outcome<z.infer<S>> {
  const count = mostItems(payload);
  if (count > limits.batchChanges) return tooLarge(count, limits.batchChanges, 'items');
  try {
    const parsed = schema.safeParse(payload);
    return parsed.success ? success(parsed.data) : failure('invalid', explain(parsed.error));
  } catch {
    // A schema compares the length of whatever has one, also of what is no text: a length may be no number, and no
    // conversion of it. Nothing but the payload can make a schema throw.
    return failure('invalid', 'the request is not valid');
  }
}

/** How long the longest list in a payload is. Known before it is parsed: judging millions of items one by one keeps everybody waiting. */
function mostItems(payload: unknown): number {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 0;
  return Object.values(payload).reduce(
    (most: number, value) => (Array.isArray(value) && value.length > most ? value.length : most),
    0,
  );
}

/** The first thing wrong with a payload, in words; never the payload itself, which may be large or hostile. */
function explain(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'the request is not valid';
  const item = issue.path[0] === 'todos' && typeof issue.path[1] === 'number' ? `todo ${issue.path[1] + 1}: ` : '';
  const path = issue.path.map(String).join('.').slice(0, 100);
  // What is said of any field begins without it.
  if (issue.code === 'custom' && issue.message.startsWith('must ')) return sanitise(`${path} ${issue.message}`);
  if (issue.code === 'custom' || issue.code === 'invalid_format') return sanitise(`${item}${issue.message}`);
  if (issue.code === 'unrecognized_keys')
    return sanitise(
      `there is no field "${(issue.keys[0] ?? '').slice(0, 50)}" in ${path === '' ? 'this request' : path}`,
    );
  if (issue.code === 'invalid_type')
    return sanitise(`${path === '' ? 'the request' : path} must be of type ${issue.expected}`);
  return sanitise(`${path === '' ? 'the request' : path} is not valid`);
}
