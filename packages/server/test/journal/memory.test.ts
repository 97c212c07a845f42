/** The store in memory passes what every store has to. */
import { memoryStorage } from '../../src/journal/memory.ts';
import { journalAcceptance } from './acceptance.ts';

journalAcceptance('memory', () => {
  const storage = memoryStorage();
  return { open: async () => storage };
});
