/** Asks a running server what it has in memory, after it proved that it knows the token of this machine. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Credentials,
  credentialsSchema,
  hashToken,
  helloSchema,
  proveToken,
  runtimeFileSchema,
} from '@tock/shared';
import type * as z from 'zod/mini';
import type { Config } from '../config.ts';
import { type MemoryReport, memoryReportSchema } from '../verification/memoryReport.ts';

/** How long a server may take to say who it is, and to go through its memory, in milliseconds. */
const HELLO_WITHIN = 5_000;
const REPORT_WITHIN = 120_000;

async function readJson<T extends z.core.$ZodType>(
  path: string,
  schema: T & z.ZodMiniType,
): Promise<z.infer<T> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What came of asking: a report, or why there is none. */
export type Told = { kind: 'told'; report: MemoryReport } | { kind: 'silent'; why: string };

const silent = (why: string): Told => ({ kind: 'silent', why });

async function fetchJson(url: URL, withinMs: number, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(withinMs) });
  if (!response.ok) throw new Error(`it answers with the status ${response.status}`);
  return response.json();
}

async function proves(url: string, { device, token }: Credentials): Promise<boolean> {
  const nonce = randomBytes(32).toString('hex');
  const address = new URL('/hello', url);
  address.search = new URLSearchParams({ device, nonce }).toString();
  const hello = helloSchema.safeParse(await fetchJson(address, HELLO_WITHIN));
  return hello.success && hello.data.proof === proveToken(hashToken(token), nonce);
}

/** The server of this configuration, at `url` or where the runtime file says. */
export async function askMemory({ dataDir, runtimeFile }: Config, url: string | null): Promise<Told> {
  const running = url === null && runtimeFile !== null ? await readJson(runtimeFile, runtimeFileSchema) : null;
  const address = url ?? running?.url;
  if (address === undefined) return silent('no runtime file says where a server of this store listens');
  const credentials = await readJson(join(dataDir, 'credentials.json'), credentialsSchema);
  if (credentials === null) return silent('the token of this machine cannot be read');
  try {
    if (!(await proves(address, credentials))) return silent(`the server at ${address} does not know this machine`);
    const authorization = `Bearer ${credentials.token}`;
    const told = await fetchJson(new URL('/v1/memory', address), REPORT_WITHIN, { authorization });
    return { kind: 'told', report: memoryReportSchema.parse(told) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return silent(`the server at ${address} did not tell (${cause instanceof Error ? cause.message : cause})`);
  }
}
