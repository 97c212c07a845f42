/** Every bug that the simulation has to find. */
import type { PlantedBug } from './plantedBug.ts';
import { clientBugs } from './plantedInClient.ts';
import { serverBugs } from './plantedInServer.ts';
import { webhookBugs } from './plantedInWebhooks.ts';

export const plantedBugs: readonly PlantedBug[] = [...serverBugs, ...clientBugs, ...webhookBugs];
