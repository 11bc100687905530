/** What the Compose Specification has, and the schema in the package that we take it from does not have yet. */
const flag = { type: ["boolean", "string"] };
const text = { type: "string" };

export function additions(schema) {
  const { definitions } = schema;
  const service = definitions.service.properties;
  const build = service.build.oneOf.find(({ type }) => type === "object").properties;
  add(build, { no_cache_filter: ref("string_or_list"), provenance: flag, sbom: flag });
  add(definitions.development.properties.watch.items.properties, { initial_sync: { type: "boolean" } });
  add(definitions, { pre_start_hook: hook });
  add(service, { pre_start: { type: "array", items: ref("pre_start_hook") } });
  return schema;
}

const ref = (name) => ({ $ref: `#/definitions/${name}` });

const hook = {
  type: "object",
  properties: {
    command: ref("command"),
    environment: ref("list_or_dict"),
    image: text,
    per_replica: flag,
    privileged: flag,
    user: text,
    working_dir: text,
  },
  additionalProperties: false,
  patternProperties: { "^x-": {} },
};

/** Once the package has them, its own count. */
function add(target, more) {
  for (const [key, value] of Object.entries(more)) target[key] ??= value;
}
