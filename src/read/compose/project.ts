import { childOf, describe, type Mapping, type Node } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import type { Policy, Volume } from "../../model/stack.ts";
import { readPolicy } from "../edgeward/policy.ts";
import type { Say } from "../say/say.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asMap, asText } from "../tree/shape.ts";
import type { Context } from "./context.ts";
import { readService, type ServiceDraft } from "./service/service.ts";
import { readVolumes } from "./volumes.ts";

/** A compose file (several, merged) before the files that it names are read. */
export interface ProjectDraft {
  readonly name?: Located<string>;
  readonly services: readonly ServiceDraft[];
  readonly volumes: readonly Volume[];
  /** Names at the top level that services may refer to. */
  readonly networks: readonly string[];
  readonly secrets: readonly string[];
  readonly policy: Policy;
}

const keys = [
  "configs",
  "include",
  "models",
  "name",
  "networks",
  "secrets",
  "services",
  "version",
  "volumes",
  "x-edgeward",
];

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

export function readProject(tree: Node, context: Context, say: Say): ProjectDraft {
  const root = rootOf(tree, say);
  sayUnknown(root.entries, keys, "", "x-allowed", say);
  const include = root.entries.find((entry) => entry.key === "include");
  if (include) {
    const what = "`include`: this version does not read it, so the stack would be incomplete";
    say.error(
      "not-understood",
      include.keyAt,
      what,
      "Name each file with `-f`, or use the output of `docker compose config`.",
    );
  }
  const name = readName(childOf(root, "name"), say);
  const edgeward = childOf(root, "x-edgeward");
  const volumes = childOf(root, "volumes");
  readSection(root, "configs", say);
  return {
    ...(name && { name }),
    services: readServices(root, context, say),
    volumes: volumes ? readVolumes(volumes, say) : [],
    networks: ["default", ...readSection(root, "networks", say)],
    secrets: readSection(root, "secrets", say),
    policy: edgeward ? readPolicy(edgeward, "x-edgeward", say) : {},
  };
}

function rootOf(tree: Node, say: Say): Mapping {
  if (tree.kind === "map") return tree;
  const remedy = "A compose file begins with `services:`, with one indented name for each service below it.";
  say.error("not-compose", tree.at, `a compose file is a map, but this is ${describe(tree)}`, remedy);
  return { kind: "map", entries: [], at: tree.at };
}

function readServices(root: Mapping, context: Context, say: Say): readonly ServiceDraft[] {
  const node = childOf(root, "services");
  const entries = node ? asMap(node, "services", say) : [];
  if (entries?.length === 0 && root.entries.length > 0) {
    const remedy = "Write `services:`, with one indented name for each service below it.";
    say.error("no-services", node?.at ?? root.at, "there are no services", remedy);
  }
  return (entries ?? []).map((entry) => readService(entry, context, say));
}

function readName(node: Node | undefined, say: Say): Located<string> | undefined {
  const name = node && asText(node, "name", say);
  if (!name || /^[a-z0-9][a-z0-9_-]*$/.test(name.value)) return name;
  const remedy = "Use small letters, digits, - and _; begin with a letter or digit.";
  return say.error("bad-name", name.at, `\`${name.value}\` cannot be a project's name`, remedy);
}

/** Networks, secrets and configs: only their names count here; keys are checked so that a misspelt one is not lost. */
function readSection(root: Mapping, section: string, say: Say): readonly string[] {
  const node = childOf(root, section);
  const entries = node ? (asMap(node, section, say) ?? []) : [];
  for (const { key, value } of entries) {
    const fields = asMap(value, `${section}.${key}`, say) ?? [];
    sayUnknown(fields, sectionKeys[section] ?? [], `${section}.${key}`, "x-allowed", say);
  }
  return (entries ?? []).map((entry) => entry.key);
}
