/** Which services do a job and end: a swarm would otherwise start them again for ever. */
import { parseImage } from "../../../compose/image.ts";
import { childOf, entriesOf, nodeAt, textOf } from "../../../model/node.ts";
import type { Project, ProjectService } from "../../../model/project.ts";

/** Last word of a name: `db-migrate`, `minio_init`, `proxy-setup`. */
const jobName = /(^|[-_.])(setup|init|initiali[sz]er|migrate|migrations?|seed|provision)$/;

/** EdgeX's that end in other words, and one that sounds like a job and stays up to hand out tokens. */
const jobNames = new Set(["core-common-config-bootstrapper", "common-config-bootstrapper"]);
const longRunning = /secretstore-setup$/;

interface OneShot {
  /** For people, as the end of a sentence. */
  readonly why: string;
  /** Somebody says so, and a name is not all that we go by: then `restart: always` does not count. */
  readonly surely: boolean;
}

/** By name of the service. */
export type OneShots = ReadonlyMap<string, OneShot>;

export function oneShotsOf(project: Project): OneShots {
  const found = new Map<string, OneShot>();
  for (const { name, map } of project.services) {
    for (const { key, value } of entriesOf(map, "depends_on")) {
      const condition = value.kind === "map" ? textOf(childOf(value, "condition")) : undefined;
      if (condition !== "service_completed_successfully") continue;
      found.set(key, { why: `\`${name}\` waits until it has ended well`, surely: true });
    }
  }
  for (const service of project.services) {
    const sign = found.has(service.name) ? undefined : signOf(service);
    if (sign !== undefined) found.set(service.name, sign);
  }
  return found;
}

function signOf({ name, map }: ProjectService): OneShot | undefined {
  if (/job$/.test(textOf(nodeAt(map, ["deploy", "mode"])) ?? "")) {
    return { why: "its mode is that of a job", surely: true };
  }
  const image = parseImage(textOf(childOf(map, "image")) ?? "")?.name ?? "";
  for (const one of [name, image, textOf(childOf(map, "container_name")) ?? ""]) {
    if (longRunning.test(one)) return undefined;
  }
  if (isJobName(name)) return { why: "its name says so", surely: false };
  return isJobName(image) ? { why: "its image's name says so", surely: false } : undefined;
}

const isJobName = (name: string): boolean => jobName.test(name) || jobNames.has(name.replace(/^edgex-/, ""));

/** Whether a swarm starts it again when it fails, by the rule `restart`: what makes up for an order that nobody keeps. */
export function comesBack({ name, map }: ProjectService, oneShots: OneShots): boolean {
  const policy = nodeAt(map, ["deploy", "restart_policy"]);
  if (policy?.kind === "map") return textOf(childOf(policy, "condition")) !== "none";
  return /^(no)?$/.test(textOf(childOf(map, "restart")) ?? "absent") ? oneShots.has(name) : true;
}
