/**
 * A peer: Hocuspocus with its Database extension over the SQLite of Node, in the schema and the statements of its SQLite
 * extension (which needs a native driver). It acknowledges an update when it is in memory, tells everyone, and stores the
 * whole document two seconds later, at the latest after ten: what it acknowledged is not durable.
 */
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';

const database = new DatabaseSync(process.argv.at(-1) ?? '');
database.exec('CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))');
const select = database.prepare('SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC');
const upsert = database.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data',
);

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => {
        upsert.run(documentName, state);
      },
    }),
  ],
});
await server.listen();
process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${server.httpServer.address().port}` })}\n`);
