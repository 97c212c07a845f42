/** Making a list from the chooser, and opening it once the server has it. */
import { listNameProblem, sanitise } from '@tock/shared';
import { type Layers, replaceTop, topOf } from './layers.ts';
import type { Screen } from './screen.ts';

function withProblem(layers: Layers, message: string): Layers {
  const top = topOf(layers);
  return top?.mode === 'lists' ? replaceTop(layers, { ...top, problem: { code: 'invalid', message } }) : layers;
}

/** Sends the wish for a list of this name; the chooser stays open, with the text, until it is there. */
export function createList(screen: Screen, name: string): void {
  const problem = screen.refusal(['connection']) ?? listNameProblem(name);
  if (problem !== null) {
    screen.layers = withProblem(screen.layers, problem);
    return;
  }
  const request = { op: screen.lane.operation(), name };
  screen.lane.send('list:create', request, {
    label: `list ${sanitise(name)}`,
    typed: true,
    answered(outcome) {
      if (!outcome.ok) {
        screen.sayProblem(outcome.problem);
        return;
      }
      screen.layers = screen.layers.filter(({ mode }) => mode !== 'lists');
      screen.lists.refresh();
      screen.open(outcome.value.list);
    },
  });
}
