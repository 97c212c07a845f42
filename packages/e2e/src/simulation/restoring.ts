/** The identity of the simulated store, and the older copy of it that is put in its place. */
import { FORMAT, IDENTITY } from '../../../server/src/journal/format.ts';
import type { Chance } from '../chance.ts';
import type { Disk, DiskCopy } from './disk.ts';
import type { Invocations } from './invocations.ts';
import type { Machine } from './machine.ts';
import { newIdentifier, type World } from './world.ts';

/** Gives the store an epoch that follows from the seed; a server would make a random one. */
export function nameStore(disk: Disk, chance: Chance): void {
  const identity = { epoch: newIdentifier(chance), format: FORMAT, createdAt: new Date().toISOString() };
  disk.delete('meta', [IDENTITY]);
  disk.set('meta', [{ key: IDENTITY, value: JSON.stringify(identity) }]);
}

/** Where the settings say so: a copy of the store is made at some time, and put in its place at a later one. */
export function planRestore(world: World, [machine]: readonly Machine[], invocations: Invocations, span: number): void {
  const { chance, clock, disk, faults, settings, trace } = world;
  const { restore } = settings;
  if (restore === null || machine === undefined) return;
  const copiedAt = chance.whole(0, span / 2);
  let copy: DiskCopy | null = null;
  clock.after(copiedAt, () => {
    trace.add('copy');
    copy = disk.copy();
  });
  clock.after(copiedAt + chance.whole(1, span / 2), () => {
    if (copy === null || !faults.happening) return;
    machine.turnOff();
    trace.add('restore', restore.epoch);
    disk.restore(copy);
    invocations.putBack();
    if (restore.epoch === 'renewed') nameStore(disk, chance);
    clock.after(chance.whole(1, 2_000), () => machine.start());
  });
}
