/** A process that wants the server of its machine and prints the pid of the one that it got. */
import { ensureLocal } from '../../src/client/localServer.ts';
import { pathsOf } from '../../src/paths.ts';

const environment = process.env;
const paths = pathsOf(environment, '/nonexistent');
const outcome = await ensureLocal({ paths, environment, version: '1.0.0', autostart: true });
process.stdout.write(outcome.ok ? String(outcome.value.hello.pid) : JSON.stringify(outcome.problem));
