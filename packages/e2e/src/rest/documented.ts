/** Holds what a server answers against what its own document says that it answers: JSON Schema 2020-12, by ajv. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What is read here of an OpenAPI document. */
export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Documented> }>>;
  components: { schemas: Record<string, { required?: string[] }>; responses: Record<string, Documented> };
}
interface Documented {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}

/** An answer, as it came. */
export interface Answered {
  operationId: string;
  status: number;
  type: string;
  body: unknown;
}

/** Validators of the parts of a document. */
export class Documentation {
  readonly #document: OpenApi;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.#document = document;
    // A document has words of its own, which are none of JSON Schema's.
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    this.#ajv.addSchema(document, 'document');
  }

  /** The validator of a schema with a name. */
  schema(name: string): ValidateFunction {
    if (!(name in this.#document.components.schemas)) throw new Error(`there is no schema ${name}`);
    return this.#ajv.compile({ $ref: `document#/components/schemas/${name}` });
  }

  /** What is wrong with an answer, in words, or null. */
  problemWith({ operationId, status, type, body }: Answered): string | null {
    const what = `${operationId} ${status} ${type}`;
    const operation = Object.values(this.#document.paths)
      .flatMap((methods) => Object.values(methods))
      .find((candidate) => candidate.operationId === operationId);
    const named = operation?.responses[status] ?? operation?.responses[`${String(status)[0]}XX`];
    const response =
      named?.$ref === undefined ? named : this.#document.components.responses[named.$ref.split('/').at(-1) ?? ''];
    const schema = response?.content?.[type]?.schema;
    if (schema === undefined) return `${what} is not in the document`;
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validate = this.#compiled.get(text) ?? this.#ajv.compile(JSON.parse(text));
    this.#compiled.set(text, validate);
    if (!validate(body))
      return `${what}: ${this.#ajv.errorsText(validate.errors)}: ${JSON.stringify(body).slice(0, 500)}`;
    return null;
  }
}
