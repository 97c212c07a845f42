/** The handshake of a socket: versions that fit and a token that the directory knows, or a reason and no connection. */
import { type DirectoryState, failure, hashToken, type Outcome, PROTOCOL, type Problem, success } from '@tock/shared';
import * as z from 'zod/mini';
import type { Caller } from '../identity/permissions.ts';

const handshakeSchema = z.object({
  token: z.string().check(z.maxLength(256)),
  protocol: z.exactOptional(z.number().check(z.int())),
  client: z.exactOptional(z.string().check(z.maxLength(100))),
});

/** An error whose `data` Socket.IO hands to the client as it is. */
export class SignInRefused extends Error {
  readonly data: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.data = problem;
  }
}

/** Who a handshake is from. `auth` is hostile until parsed; a token is never repeated in an answer. */
export function signIn(auth: unknown, directory: DirectoryState): Outcome<Caller> {
  const handshake = handshakeSchema.safeParse(auth);
  if (!handshake.success)
    return failure('unauthenticated', 'a token is needed to sign in', 'set TOCK_TOKEN_FILE or --token-file');
  const { token, protocol = PROTOCOL } = handshake.data;
  if (protocol !== PROTOCOL) {
    const hint = protocol < PROTOCOL ? 'upgrade tock on this machine' : 'upgrade tockd, the server';
    return failure(
      'incompatible',
      `the server speaks version ${PROTOCOL} of the protocol, the client version ${protocol}`,
      hint,
    );
  }
  const device = directory.devicesByToken.get(hashToken(token));
  if (device === undefined)
    return failure(
      'unauthenticated',
      'the server does not know this token',
      'check --token-file, TOCK_TOKEN_FILE or TOCK_TOKEN',
    );
  return success({ person: device.person, device: device.id });
}
