/** Seeds that found something once, and what it was: they are run for ever. What they found is planted again in `plantedBugs.ts` where it can be. */

export const foundSeeds: readonly { seed: number; found: string }[] = [
  { seed: 85, found: 'a repeat of a stored op was answered with "archived" in place of its receipt' },
  { seed: 136, found: 'the same, for an add whose answer was lost' },
  { seed: 2584, found: 'a store that was closed while another of its list opened silenced that one' },
  { seed: 2826, found: 'the same: an old list was shown as current' },
  { seed: 9610, found: 'storage_full was taken as certain, and a write of a server that had died was stored after it' },
  { seed: 9932, found: 'a repeat of a redo was refused before the first try was stored' },
  { seed: 12897, found: 'a conflict of the second half of a move, after an unknown outcome, ended the server' },
  { seed: 616715839, found: 'a refusal was taken as certain, and the try before it arrived late and was stored' },
  {
    seed: 20018835,
    found: 'a client older than the kept history took over the list of a store that had been put back',
  },
];
