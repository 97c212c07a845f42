/** Schemas as JSON Schema 2020-12, for documents: those with a name once, and referred to wherever they are part of another. */
import * as z from 'zod/mini';

/** A schema, or any other part of a document. */
export type Json = Record<string, unknown>;

const ROOT = '#/components/schemas/';

/** Where a schema with a name is found. */
export function reference(name: string): Json {
  return { $ref: `${ROOT}${name}` };
}

/** What a document needs beside the names: its own declarations belong to whole files. */
function withoutDeclarations({ $schema: _, $id: __, ...schema }: Json): Json {
  return schema;
}

/** Schemas by their names, of what is sent and answered: objects are open, for JSON only ever gains fields. */
export function namedSchemas(schemas: Readonly<Record<string, z.ZodMiniType>>): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: (id) => `${ROOT}${id}`, io: 'input' }).schemas;
  return Object.fromEntries(Object.entries(made).map(([name, schema]) => [name, withoutDeclarations({ ...schema })]));
}

/** One schema, of what a text in an address stands for. */
export function readSchema(schema: z.ZodMiniType): Json {
  return withoutDeclarations({ ...z.toJSONSchema(schema, { io: 'output' }) });
}
