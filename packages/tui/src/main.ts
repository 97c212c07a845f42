/** bin tock: runs one verb on the process's own streams and leaves its exit code. */
import { processIo } from './cli/io.ts';
import { version } from './version.ts';

const [first, ...more] = process.argv.slice(2);

async function run(): Promise<void> {
  const { main } = await import('./cli/cli.ts');
  const io = processIo();
  const code = await main(process.argv.slice(2), io);
  // What was written may still be on its way to a slow reader; what was never read must not keep the process.
  await Promise.all([io.stdout, io.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  process.exit(code);
}

// Before anything else is loaded: this line is for scripts that ask often.
if (first === '--version' && more.length === 0) process.stdout.write(`tock ${version}\n`);
else void run();
