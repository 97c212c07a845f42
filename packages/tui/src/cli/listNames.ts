/** What the lists are called that a person may see. */
import type { ListNames } from '../output/changeWords.ts';
import type { Context } from './context.ts';

/** The titles of lists by their ids; none when they cannot be read, for they are only ever said beside something else. */
export async function readListNames(context: Context): Promise<ListNames> {
  const connection = await context.connection();
  const read = await connection.read('lists:read', {}, { timeoutMs: context.timeoutMs });
  return new Map(read.ok ? read.value.map(({ id, title }) => [id, title]) : []);
}
