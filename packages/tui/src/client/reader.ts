/** How hostile values become known ones: by a schema, or member by member. */

/** Reads a value, or answers null when it is not what it should be. */
export type Reader<T> = (value: unknown) => T | null;

/** The part of a schema that reading needs. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** The reader of what a schema describes. */
export function readerOf<T>(schema: Schema<T>): Reader<T> {
  return (value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : null;
  };
}

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a value, none when it is no object. */
export function members(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
