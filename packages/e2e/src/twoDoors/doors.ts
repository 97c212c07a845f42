/** A step, taken through a door: by socket, over HTTP, or through both at once. */
import { type Outcome, type Receipt, sanitise } from '@tock/shared';
import { ask } from '../client.ts';
import { asRest } from '../rest/asRest.ts';
import { askRest } from '../rest/http.ts';
import type { Place } from './place.ts';
import type { Step } from './steps.ts';

export type Door = 'socket' | 'rest' | 'both';

async function bySocket({ socket }: Place, { name, request }: Step): Promise<Outcome<Receipt>> {
  const outcome = await ask(socket, name, request);
  if (outcome === null) throw new Error(`${name} had no answer by socket`);
  return outcome;
}

async function byRest(place: Place, { name, request, text }: Step): Promise<Outcome<Receipt>> {
  const said = asRest(name, request, text);
  if (said === null) throw new Error(`REST has no word for ${name} ${JSON.stringify(request)}`);
  const outcome = await askRest<Receipt>(place, said);
  if (outcome === null) throw new Error(`${name} had no answer over HTTP`);
  return outcome;
}

/** The outcomes of a step: one, or through both doors two, each as its door told it. */
export function take(place: Place, step: Step, door: Door): Promise<Outcome<Receipt>[]> {
  return Promise.all([
    ...(door === 'rest' ? [] : [bySocket(place, step)]),
    ...(door === 'socket' ? [] : [byRest(place, step)]),
  ]);
}

/** What an outcome says, but for what two servers cannot have in common. Of a payload that is not valid, doors find different things first. */
export function comparable(outcome: Outcome<Receipt>): string {
  if (outcome.ok) return JSON.stringify({ ...outcome.value, epoch: '' });
  const { code, message, hint = null } = outcome.problem;
  if (code === 'invalid') return code;
  return JSON.stringify([code, sanitise(message), hint === null ? null : sanitise(hint)]);
}
