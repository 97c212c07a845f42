/** `tockd health`: asks the server that the same options run whether it is ready. For containers, which have no curl. */
import { request as askHttp } from 'node:http';
import { request as askHttps } from 'node:https';
import { isIPv6 } from 'node:net';
import { sanitise } from '@tock/shared';
import { Command } from 'commander';
import { type Config, ConfigInvalid, readOptions } from '../config.ts';
import { version } from '../version.ts';
import type { Operation } from './operations.ts';

/** How long an answer may take, in milliseconds. */
const PATIENCE = 4_000;
/** The most of an answer that is told. */
const MOST = 400;

/** Where the server of a configuration is reached from its own machine. */
function readinessUrl({ host, port, tlsCert }: Config): URL {
  if (port === 0) throw new ConfigInvalid('tockd health needs the --port on which the server listens');
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return new URL(`${tlsCert === null ? 'http' : 'https'}://${isIPv6(near) ? `[${near}]` : near}:${port}/readyz`);
}

/** The status of an answer and the beginning of its text. Rejects when none comes in time. */
function ask(url: URL): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const begin = url.protocol === 'https:' ? askHttps : askHttp;
    // Any certificate will do: the files may be others than those that are served, or broken while the server serves on. What
    // is asked stays on this machine, and has no secret.
    const options = { rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(PATIENCE) };
    const request = begin(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text = (text + part).slice(0, MOST);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end();
  });
}

export const health: Operation = async (words, environment) => {
  const command = new Command('tockd health').description(
    'Asks the server that the same options run whether it is ready: exit 0 when it is, 1 when not.',
  );
  const { config } = readOptions(words, environment, version, command);
  const url = readinessUrl(config);
  try {
    const { status, text } = await ask(url);
    if (status === 200) return 0;
    process.stderr.write(`tockd: not ready, ${url.href} answers ${status}\n  ${sanitise(text.trim())}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`tockd: ${url.href} does not answer\n  ${sanitise(reason)}\n`);
  }
  return 1;
};
