/** What `npm run schema` makes of the official schema. */

export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The part of the schema that the keyword stands in. */
  readonly parentSchema?: { readonly properties?: Readonly<Record<string, unknown>> };
}

export const validate: {
  (data: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
};
