/** Who else follows the list, in words as long as there is room for. */
import type { Presence } from '@tock/shared';

/** How many names are told at most. */
const NAMES = 3;

function counted(count: number, word: string): string {
  return `+${count} ${word}${count === 1 ? '' : 's'}`;
}

/** The other devices and connections of the person: none, or "+1 device". */
function own(mine: Presence['people']): string[] {
  if (mine.length > 1) return [counted(mine.length - 1, 'device')];
  const connections = mine[0]?.connections ?? 1;
  return connections > 1 ? [counted(connections - 1, 'screen')] : [];
}

/**
 * What the header may say, the longest first and shorter ones after it; none when nobody else is here. Other people have
 * their names, another device of the same person is counted.
 */
export function presenceWords({ people, more }: Presence, me: string): string[] {
  const names = [...new Set(people.map(({ person }) => person))].filter((person) => person !== me);
  const mine = own(people.filter(({ person }) => person === me));
  const rest = more > 0 ? [`+${more} more`] : [];
  const others = (shown: number) => {
    if (names.length === 0) return [];
    const hidden = names.length > shown ? ` +${names.length - shown}` : '';
    return [`${names.slice(0, shown).join(', ')}${hidden} here`];
  };
  const devices = people.length - 1 + more;
  const all = [[...others(NAMES), ...mine, ...rest], [...others(1), ...mine], devices > 0 ? [`+${devices}`] : mine];
  return [...new Set(all.map((words) => words.join(', ')))].filter((words) => words !== '');
}
