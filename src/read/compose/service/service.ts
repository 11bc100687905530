import { parseImage } from "../../../compose/image.ts";
import { type ServiceName, serviceName } from "../../../model/name.ts";
import type { Entry, Node } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { EnvVar, Mount, Port } from "../../../model/stack.ts";
import { type EdgewardService, readEdgeward } from "../../edgeward/service.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean, editDistance } from "../../say/suggest.ts";
import { asMap, asText, asTexts } from "../../tree/shape.ts";
import type { Context } from "../context.ts";
import { readCommand } from "./command.ts";
import { type Dependency, readDependsOn } from "./depends-on.ts";
import { type EnvFile, readEnvFiles, readEnvironment } from "./environment.ts";
import { readGrants } from "./grants.ts";
import { carried, moot, notCarried, serviceKeys } from "./keys.ts";
import { readMounts, readTmpfs } from "./mounts.ts";
import { readExpose, readPorts } from "./ports.ts";

/** A service as its own lines say it, before the files that it names are read. */
export interface ServiceDraft {
  readonly name: ServiceName;
  readonly at: Span;
  readonly image?: Located<string>;
  readonly command?: Located<readonly string[]>;
  readonly environment: readonly EnvVar[];
  readonly envFiles: readonly EnvFile[];
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  readonly dependsOn: readonly Dependency[];
  readonly grants: readonly Located<string>[];
  readonly edgeward: EdgewardService;
}

export function readService({ key, keyAt, value }: Entry, context: Context, say: Say): ServiceDraft {
  const path = `services.${key}`;
  if (!/^[A-Za-z0-9._-]+$/.test(key)) {
    say.error("bad-name", keyAt, `\`${key}\` cannot be a service's name`, "Use letters, digits, dots, - and _ only.");
  }
  const entries = asMap(value, path, say) ?? [];
  sayKeys(entries, path, say);
  const find = (name: string) => entries.find((entry) => entry.key === name)?.value;
  const read = <T>(name: string, reader: (node: Node, path: string) => T): T | undefined => {
    const node = find(name);
    return node && reader(node, `${path}.${name}`);
  };
  const image = read("image", (node, at) => readImage(node, at, say));
  const command = read("command", (node, at) => readCommand(node, at, say));
  const ports = read("ports", (node, at) => readPorts(node, at, context, say)) ?? [];
  const exposed = read("expose", (node, at) => readExpose(node, at, context, say)) ?? [];
  const mounts = read("volumes", (node, at) => readMounts(node, at, context, say)) ?? [];
  const tmpfs = read("tmpfs", (node, at) => readTmpfs(node, at, say)) ?? [];
  read("networks", (node, at) => checkNetworks(node, at, say));
  read("profiles", (node, at) => asTexts(node, at, "list-only", say));
  const edgeward = read("x-edgeward", (node, at) => readEdgeward(node, at, context, say)) ?? {};
  sayForSwarm(edgeward, `${path}.x-edgeward`, say);
  return {
    name: serviceName(key),
    at: keyAt,
    ...(image && { image }),
    ...(command && { command }),
    environment: read("environment", (node, at) => readEnvironment(node, at, context, say)) ?? [],
    envFiles: read("env_file", (node, at) => readEnvFiles(node, at, context, say)) ?? [],
    ports: [...ports, ...exposed.filter((port) => !ports.some((other) => other.target === port.target))],
    mounts: [...mounts, ...tmpfs],
    dependsOn: read("depends_on", (node, at) => readDependsOn(node, at, say)) ?? [],
    grants: read("secrets", (node, at) => readGrants(node, at, say)) ?? [],
    edgeward,
  };
}

function sayForSwarm({ zone, secrets }: EdgewardService, path: string, say: Say): void {
  if (zone) {
    say.notice("not-carried", zone.at, `\`${path}.zone\` only counts on a swarm`, "Nothing to do on one machine.");
  }
  if (secrets) {
    const what = `\`${path}.secrets\` is not carried out by this version`;
    say.notice("not-carried", secrets, what, "Grant secrets with compose's `secrets:`.");
  }
}

function sayKeys(entries: readonly Entry[], path: string, say: Say): void {
  const silent: readonly string[] = [...carried, ...moot];
  for (const { key, keyAt } of entries) {
    if (silent.includes(key)) continue;
    const remedy = notCarried[key];
    if (remedy !== undefined) {
      say.notice("not-carried", keyAt, `\`${path}.${key}\` is not carried out by this version`, remedy);
    } else if (!key.startsWith("x-")) {
      say.error("unknown-key", keyAt, `\`${key}\` is not known in \`${path}\``, didYouMean(key, serviceKeys));
    } else if (editDistance(key.slice(0, 20), "x-edgeward") <= 2) {
      say.notice(
        "unknown-key",
        keyAt,
        `\`${key}\` is a key of your own, and does nothing`,
        "Did you mean `x-edgeward`?",
      );
    }
  }
}

function readImage(node: Node, path: string, say: Say): Located<string> | undefined {
  const image = asText(node, path, say);
  if (!image || parseImage(image.value)) return image;
  const what = `\`${path}\` is not the name of an image`;
  return say.error("bad-image", image.at, what, "Write `[registry/]name[:tag]`, in small letters.");
}

function checkNetworks(node: Node, path: string, say: Say): void {
  if (node.kind !== "map") asTexts(node, path, "list-only", say);
}
