import type { EnvVar, Service } from "../../model/stack.ts";
import { readConfigs } from "../config/read.ts";
import { inferRole } from "../role/roles.ts";
import { publishedBy, subscribedBy } from "../role/topics.ts";
import type { Say } from "../say/say.ts";
import type { Sources } from "../sources.ts";
import type { Context } from "./context.ts";
import { readDotenv, readRawEnv } from "./dotenv/dotenv.ts";
import { byName } from "./service/environment.ts";
import type { ServiceDraft } from "./service/service.ts";

/** A service with what the files that it names add: variables, settings, and what follows from them. */
export function complete(draft: ServiceDraft, found: Sources["found"], context: Context, say: Say): Service {
  const { name, at, image, command, ports, mounts, dependsOn, grants, edgeward } = draft;
  const environment = byName([...fromFiles(draft, found, context, say), ...draft.environment]);
  const { role, roleFrom } = inferRole({
    mounts,
    environment,
    ...(edgeward.role && { said: edgeward.role }),
    ...(image && { image }),
    ...(command && { command }),
  });
  return {
    name,
    at,
    ...(image && { image }),
    role,
    roleFrom,
    provider: edgeward.provider ?? "embedded",
    ...(command && { command }),
    environment,
    ports,
    mounts,
    dependsOn: dependsOn.map((dependency) => ({ value: dependency.value, at: dependency.at })),
    grants,
    configs: readConfigs(draft, found, context, say),
    publish: edgeward.publish ?? publishedBy(role, edgeward.collect, environment, say),
    subscribe: edgeward.subscribe ?? subscribedBy(role, environment, say),
    ...(edgeward.listen && { listen: edgeward.listen }),
    ...(edgeward.collect && { collect: edgeward.collect }),
  };
}

/** `env_file`s in their order: later ones go over earlier ones, and `environment` over them all. */
function fromFiles(draft: ServiceDraft, found: Sources["found"], context: Context, say: Say): readonly EnvVar[] {
  return draft.envFiles.flatMap(({ path, required, raw, at }) => {
    const text = found.get(path);
    const file = context.shown(path);
    if (text !== undefined)
      return raw ? readRawEnv({ path: file, text }, say) : readDotenv({ path: file, text }, context.lookup, say);
    if (required) {
      const remedy = "Create the file, or name it as `path:` with `required: false`.";
      say.error("unreadable-file", at, `${file} is not there, or cannot be read`, remedy);
    }
    return [];
  });
}
