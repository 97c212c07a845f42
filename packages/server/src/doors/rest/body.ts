/** The body of a request: JSON, or text that a person typed; never more than a socket may send. */
import { failure, limits, type Outcome, type Problem, success } from '@tock/shared';
import { tooLarge } from '../../refusals.ts';
import { hearOut } from '../hearOut.ts';
import type { Requested } from '../http.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body that is of no kind that is taken: HTTP has a status for that. */
export type Unsupported = { ok: false; problem: Problem; status: 415 };

/** A body as it came; of text, JSON that says the same. */
export async function readBody(
  context: Pick<Requested, 'req'>,
  takesText: boolean,
): Promise<Outcome<unknown> | Unsupported> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const text = await readText(context);
  if (!text.ok) return text;
  if (type === 'text/plain' && takesText) return success({ text: text.value });
  // Clients name a type where they send nothing: axios with every POST, curl with -d ''.
  if (text.value === '' && type !== 'application/json') return success({});
  if (type !== 'application/json')
    return unsupported(
      takesText ? 'the body must be application/json or text/plain' : 'the body must be application/json',
      `say which it is: Content-Type: ${takesText ? 'text/plain' : 'application/json'}`,
    );
  try {
    const value: unknown = JSON.parse(text.value);
    return success(value);
  } catch {
    return failure('invalid', 'the body is not JSON');
  }
}

function unsupported(message: string, hint: string): Unsupported {
  return { ...failure('invalid', message, hint), status: 415 };
}

async function readText({ req }: Pick<Requested, 'req'>): Promise<Outcome<string> | Unsupported> {
  if (req.header('content-encoding') !== undefined)
    return unsupported('the body must not be compressed', 'send it without Content-Encoding');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(req.header('content-type') ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    return unsupported('the body must be UTF-8', 'say charset=utf-8, or nothing');
  if (Number(req.header('content-length') ?? 0) > limits.frameBytes) return tooLargeBody();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = req.raw.body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      size += part.value.byteLength;
      if (size > limits.frameBytes) {
        await hearOut(async () => (await reader?.read()) ?? { done: true });
        return tooLargeBody();
      }
      chunks.push(part.value);
    }
  } catch {
    // The client went away, or was cut for being slow. Nobody reads this.
    return failure('invalid', 'the body did not arrive');
  }
  try {
    return success(utf8.decode(Buffer.concat(chunks)));
  } catch {
    return failure('invalid', 'the body is not UTF-8');
  }
}

function tooLargeBody() {
  return tooLarge(limits.frameBytes + 1, limits.frameBytes, 'bytes');
}
