/** Measures several sides in turns, so that whatever else the machine does falls on all of them. */

/** The values of one side, one a round. */
export type Rounds<S extends string, M extends string> = (side: S, metric: M) => number[];

/** A side of a comparison, and how one round of it is measured. */
export type Side<S extends string, M extends string> = readonly [name: S, measure: () => Promise<Record<M, number>>];

/** Measures every side once a round, each round in the other order; unless told otherwise, once before, which counts for nothing. */
export async function interleave<S extends string, M extends string>(
  rounds: number,
  sides: readonly Side<S, M>[],
  { warm = true }: { warm?: boolean } = {},
): Promise<Rounds<S, M>> {
  const samples = new Map<S, Record<M, number>[]>(sides.map(([name]) => [name, []]));
  if (warm) for (const [, measure] of sides) await measure();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of round % 2 === 0 ? sides : sides.toReversed()) {
      samples.get(name)?.push(await measure());
    }
  }
  return (side, metric) => (samples.get(side) ?? []).map((sample) => sample[metric]);
}
