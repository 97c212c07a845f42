/**
 * A peer: Feathers with its Socket.IO transport, as its documentation sets up a real-time service; every client is told of
 * every todo. The service is a custom one over the SQLite of Node, each add a transaction of its own with SQLite's defaults, a
 * rollback journal and `synchronous=FULL`: every add is fsynced. Its Knex adapter does the same through a native driver.
 */
import { DatabaseSync } from 'node:sqlite';
import { feathers } from '@feathersjs/feathers';
import socketio from '@feathersjs/socketio';

const database = new DatabaseSync(process.argv.at(-1) ?? '');
database.exec('CREATE TABLE todos (id INTEGER PRIMARY KEY, op TEXT, list TEXT, title TEXT)');
const insert = database.prepare('INSERT INTO todos (op, list, title) VALUES (?, ?, ?)');

class TodoService {
  async create({ op, list, title }) {
    const { lastInsertRowid } = insert.run(op, list, title);
    return { id: Number(lastInsertRowid), op, list, title };
  }
}

const app = feathers();
app.configure(socketio({ transports: ['websocket'] }));
app.use('todos', new TodoService(), { methods: ['create'] });
app.on('connection', (connection) => app.channel('everybody').join(connection));
app.publish(() => app.channel('everybody'));
const server = await app.listen(0, '127.0.0.1');
if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${server.address().port}` })}\n`);
