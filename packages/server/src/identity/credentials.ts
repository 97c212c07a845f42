/**
 * The first person and the token of this machine. An empty directory gets a person, an inbox and a device by itself; the
 * token lies beside the data, 0600, and only its hash is stored. A token file that is lost, or a store that does not know
 * it (a restored one, say), is healed by a new device: whoever may write this folder owns the data anyway.
 */
import { userInfo } from 'node:os';
import {
  type Credentials,
  credentialsSchema,
  DIRECTORY,
  type DirectoryChange,
  derivedIdentifier,
  failure,
  hashToken,
  personSchema,
  randomIdentifier,
  success,
} from '@tock/shared';
import { StoreUnusable } from '../journal/journal.ts';
import { readSecretFile, writeSecretFile } from '../secretFile.ts';
import type { Directory } from './directory.ts';
import { newToken } from './tokens.ts';

/** The person that the account of the operating system stands for. */
function accountName(): string {
  let name = '';
  try {
    name = userInfo().username.toLowerCase();
  } catch {
    // An account without a name (a container's, say) is nobody in particular.
  }
  const person = name.replace(/[^a-z0-9_-]/g, '-').slice(0, 32);
  return personSchema.safeParse(person).success ? person : 'me';
}

async function readCredentials(path: string): Promise<Credentials | null> {
  const text = await readSecretFile(path);
  if (text === null) return null;
  try {
    const parsed = credentialsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  return writeSecretFile(path, JSON.stringify(credentials));
}

/** Makes sure that the token in `path` is one that the directory knows, and that there is somebody it belongs to. */
export async function ensureCredentials(path: string, directory: Directory): Promise<Credentials> {
  const found = await readCredentials(path);
  const known = found === null ? undefined : directory.state.devicesByToken.get(hashToken(found.token));
  if (found !== null && known?.id === found.device) return found;

  const credentials = found ?? { device: randomIdentifier(), token: newToken() };
  if (found === null) await writeCredentials(path, credentials);
  const [existing] = directory.state.people;
  const person = existing ?? accountName();
  const device: DirectoryChange = {
    type: 'device_added',
    id: credentials.device,
    person,
    name: 'this machine',
    tokenHash: hashToken(credentials.token),
  };
  // A new op each time: whether the device is known is for the directory to say, not for the receipt of an earlier start.
  const op = randomIdentifier();
  const inbox = derivedIdentifier(DIRECTORY, person, op, 0);
  const first: DirectoryChange[] = [
    { type: 'person_added', person },
    { type: 'list_created', id: inbox, name: 'inbox', owner: person },
  ];
  const landed = await directory.submit({
    op,
    by: person,
    fingerprint: op,
    plan: (state) =>
      state.devices.has(device.id)
        ? failure('conflict', `device ${device.id} has another token`)
        : success({ changes: existing === undefined ? [...first, device] : [device] }),
  });
  if (landed.ok) return credentials;
  if (landed.problem.code !== 'conflict') throw new StoreUnusable(landed.problem.message, landed.problem.hint ?? '');
  // The id is taken by another token: take another device, as if there were no file.
  const renewed = { device: randomIdentifier(), token: newToken() };
  await writeCredentials(path, renewed);
  return ensureCredentials(path, directory);
}
