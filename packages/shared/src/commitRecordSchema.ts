/** What a `CommitRecord` looks like, for documents: a file of its own, so that no program builds it that does not need it. */
import * as z from 'zod/mini';
import { todoChangeSchema } from './changes.ts';
import { revisionSchema } from './todo.ts';

const told = {
  by: z.string(),
  op: z.string(),
  n: z.nullable(z.number()),
  undoes: z.exactOptional(revisionSchema),
  redoes: z.exactOptional(revisionSchema),
};

export const commitRecordSchema = z.object({
  list: z.string(),
  epoch: z.string(),
  rev: revisionSchema,
  h: z.string(),
  at: z.string(),
  changes: z.array(z.union(todoChangeSchema.def.options.map(({ shape }) => z.object({ ...shape, ...told })))),
});
