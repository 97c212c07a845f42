/** What fails between here and a server, in words for people. */
import { PROTOCOL, type Problem, sanitise } from '@tock/shared';

/** The server could not be reached. `place` and `detail` come from outside and are made showable. */
export function unreachable(place: string, detail: string, hint = 'check that it runs, then try again'): Problem {
  return { code: 'unreachable', message: `cannot reach the server (${sanitise(place)}): ${sanitise(detail)}`, hint };
}

/** Something answers there, but not with tock's protocol. */
export function notTock(place: string, detail: string): Problem {
  return unreachable(place, `what answers there is not a tock server (${detail})`, 'check the address of the server');
}

/** The two sides speak different versions of the protocol: says who must upgrade. */
export function incompatible(place: string, server: { version: string; protocol: number }): Problem {
  const newer = server.protocol > PROTOCOL;
  return {
    code: 'incompatible',
    message: `the server (${sanitise(place)}) is ${newer ? 'newer' : 'older'} than this tock: version ${sanitise(server.version)}, protocol ${server.protocol}, here protocol ${PROTOCOL}`,
    hint: newer ? 'upgrade tock on this machine' : 'upgrade tockd on the server',
  };
}
