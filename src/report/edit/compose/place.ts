/** In which compose file a change is made: where the value stands, and new things in the first file that defines the service. */
import { isMap, type YAMLMap } from "yaml";
import type { Change } from "../../../model/change.ts";
import { follow, merged, resolved } from "../yaml/copy.ts";
import { isEmpty, ownPair, type YamlText } from "../yaml/text.ts";
import { namesIn } from "./environment.ts";
import { standingPort } from "./ports.ts";

export interface ComposeFile {
  readonly path: string;
  readonly yaml: YamlText;
}

export type ComposeChange = Exclude<Change, { kind: "setting" | "drop-section" }>;

/** @returns the files to edit; none when the change cannot be made in any of them */
export function placesOf(change: ComposeChange, files: readonly ComposeFile[]): readonly ComposeFile[] {
  if (change.kind === "volume-mode") {
    const declaring = files.filter(({ yaml }) => declares(yaml, change.volume));
    return declaring.slice(0, 1);
  }
  const defining = files.filter(({ yaml }) => serviceIn(yaml, change.service) !== undefined);
  switch (change.kind) {
    case "unpublish":
    case "publish": {
      const standing = standingPort(change);
      return standing ? defining.filter(({ path }) => path === standing.at.file) : defining.slice(0, 1);
    }
    case "environment": {
      const naming = defining.filter(({ yaml }) => variablesIn(yaml, change.service).includes(change.name));
      // A later file goes over an earlier one, so what is to go must go from all of them.
      if (change.after === undefined) return naming;
      return naming.length > 0 ? naming.slice(-1) : defining.slice(0, 1);
    }
    case "grant":
      return defining.slice(0, 1);
  }
}

function servicesIn(yaml: YamlText): YAMLMap | undefined {
  const services = follow(yaml, ownPair(yaml.root, "services")?.value);
  return isMap(services) ? services : undefined;
}

export function serviceIn(yaml: YamlText, name: string): YAMLMap | undefined {
  const services = servicesIn(yaml);
  const service = services && follow(yaml, ownPair(services, name)?.value);
  return isMap(service) ? service : undefined;
}

function variablesIn(yaml: YamlText, name: string): readonly string[] {
  const service = serviceIn(yaml, name);
  const node = service && resolved(yaml, service, "environment");
  return [...namesIn(node), ...(isMap(node) ? merged(yaml, node).keys() : [])];
}

function declares(yaml: YamlText, volume: string): boolean {
  const volumes = ownPair(yaml.root, "volumes")?.value;
  const pair = isMap(volumes) ? ownPair(volumes, volume) : undefined;
  return pair !== undefined && (isMap(pair.value) || isEmpty(pair.value));
}

/** Whether some file says where a compose secret comes from. */
export function definesSecret(files: readonly ComposeFile[], secret: string): boolean {
  return files.some(({ yaml }) => {
    const secrets = ownPair(yaml.root, "secrets")?.value;
    return isMap(secrets) && !isEmpty(ownPair(secrets, secret)?.value);
  });
}
