import { childOf, entryOf, type Mapping } from "../../model/node.ts";
import type { Policy, Volume } from "../../model/stack.ts";
import { readPolicy } from "../edgeward/policy.ts";
import type { Say } from "../say/say.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asMap } from "../tree/shape.ts";
import type { Context } from "./context.ts";
import { readService, type ServiceDraft } from "./service/service.ts";
import { readVolumes } from "./volumes.ts";

/** A project's tree as the local engine sees it, before the configuration files that it mounts are read. */
interface ProjectDraft {
  readonly services: readonly ServiceDraft[];
  readonly volumes: readonly Volume[];
  readonly policy: Policy;
}

const keys = ["configs", "models", "name", "networks", "secrets", "services", "version", "volumes", "x-edgeward"];

const sectionKeys: Readonly<Record<string, readonly string[]>> = {
  configs: ["content", "driver", "environment", "external", "file", "labels", "name", "template_driver"],
  networks: [
    "attachable",
    "driver",
    "driver_opts",
    "enable_ipv4",
    "enable_ipv6",
    "external",
    "internal",
    "ipam",
    "labels",
    "name",
  ],
  secrets: ["driver", "driver_opts", "environment", "external", "file", "labels", "name", "template_driver"],
};

/** What the local engine looks at in a project's tree. */
export function readDraft(root: Mapping, context: Context, say: Say): ProjectDraft {
  sayUnknown(root.entries, keys, "", "x-allowed", say);
  const edgeward = childOf(root, "x-edgeward");
  const volumes = childOf(root, "volumes");
  for (const section of Object.keys(sectionKeys)) checkSection(root, section, say);
  const zones = edgeward?.kind === "map" ? entryOf(edgeward, "zones") : undefined;
  if (zones) {
    const what = "`x-edgeward.zones` only counts on a swarm";
    say.notice("not-carried", zones.keyAt, what, "Nothing to do on one machine.");
  }
  return {
    services: readServices(root, context, say),
    volumes: volumes ? readVolumes(volumes, say) : [],
    policy: edgeward ? readPolicy(edgeward, "x-edgeward", say) : {},
  };
}

function readServices(root: Mapping, context: Context, say: Say): readonly ServiceDraft[] {
  const node = childOf(root, "services");
  return ((node && asMap(node, "services", say)) ?? []).map((entry) => readService(entry, context, say));
}

/** Networks, secrets and configs: only their keys are checked, so that a misspelt one is not lost. */
function checkSection(root: Mapping, section: string, say: Say): void {
  const node = childOf(root, section);
  for (const { key, value } of (node && asMap(node, section, say)) ?? []) {
    const fields = asMap(value, `${section}.${key}`, say) ?? [];
    sayUnknown(fields, sectionKeys[section] ?? [], `${section}.${key}`, "x-allowed", say);
  }
}
