import type { Launch } from "../model/launch.ts";
import type { Host, Wanted } from "../model/plan.ts";
import type { GeneratedFile } from "../model/secret.ts";
import { showFile } from "../model/secret.ts";

/**
 * Each launch with its process and with the hash of all that it was made from.
 * @param prints by service: what changes when a secret of its own was renewed
 * @param digest SHA-256 in hexadecimal; an argument, since this room has no crypto
 */
export function wantedOf(
  launches: readonly Launch[],
  generated: readonly GeneratedFile[],
  digest: (text: string) => string,
  prints: Readonly<Record<string, string>> = {},
): readonly Wanted[] {
  return launches.map((launch) => {
    const host = hostOf(launch.process, launches);
    const files = generated
      .filter((file) => file.service === launch.service)
      .map((file) => [file.name, showFile(file)]);
    return { launch, host, hash: digest(JSON.stringify({ launch, host, files, print: prints[launch.service] })) };
  });
}

function hostOf(name: string, all: readonly Launch[]): Host {
  const launches = all.filter((launch) => launch.process === name);
  const agents = launches.flatMap((launch) => (launch.role === "agent" ? launch.sources : []));
  return {
    name,
    read: union(launches.map((launch) => launch.opens.read)),
    write: union(launches.map((launch) => launch.opens.write)),
    mayStartPrograms: agents.some((source) => source.source === "lines"),
    takesInput: agents.some((source) => source.source === "records" && source.from === "-"),
  };
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].toSorted();
}
