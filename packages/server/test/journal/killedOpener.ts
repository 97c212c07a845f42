/** A process that opens the store at its first argument, unless its thread kills it, and says so. */
import { openSqlite } from '../../src/journal/sqlite.ts';
import { print } from './print.ts';

const storage = await openSqlite(String(process.argv[2]), { worker: new URL('./killedWorker.ts', import.meta.url) });
await print('opened');
await storage.close();
