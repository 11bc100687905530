import { type Launch, runsProgram } from "../model/launch.ts";
import type { Host, Wanted } from "../model/plan.ts";
import type { GeneratedFile } from "../model/secret.ts";
import { showFile } from "../model/secret.ts";
import { rereads } from "./rereads.ts";

/** By service: what changes when a secret of its own was renewed. */
export interface Prints {
  /** Over the files that it reads once. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Over those that it reads again when it is told to. */
  readonly reread: Readonly<Record<string, string>>;
}

/**
 * Each launch with its process and with the hashes of all that it was made from.
 * @param digest SHA-256 in hexadecimal; an argument, since this room has no crypto
 */
export function wantedOf(
  launches: readonly Launch[],
  generated: readonly GeneratedFile[],
  digest: (text: string) => string,
  prints: Prints = { fixed: {}, reread: {} },
): readonly Wanted[] {
  const { fixed, reread } = filesByUse(launches, generated);
  const shown = (files: readonly GeneratedFile[], { service }: Launch) =>
    files.filter((file) => file.service === service).map((file) => [file.name, showFile(file)]);
  return launches.map((launch) => {
    const { service } = launch;
    const host = hostOf(launch.process, launches);
    const { once, again } = partsOf(launch);
    const files = { once: shown(fixed, launch), again: shown(reread, launch) };
    const hash = digest(JSON.stringify({ launch: once, host, files: files.once, print: prints.fixed[service] }));
    const secrets = digest(JSON.stringify({ again, files: files.again, print: prints.reread[service] }));
    return { launch, host, hash, secrets };
  });
}

/** Who asks a program whether it serves is nothing that the program itself is started with. */
function partsOf(launch: Launch): { readonly once: unknown; readonly again?: unknown } {
  if (!runsProgram(launch)) return { once: launch };
  const { check, ...program } = launch.program;
  return { once: { ...launch, program }, again: check };
}

/** The files of what is launched, apart by how it reads them. */
export function filesByUse(
  launches: readonly Launch[],
  generated: readonly GeneratedFile[],
): { readonly fixed: readonly GeneratedFile[]; readonly reread: readonly GeneratedFile[] } {
  const byService = new Map(launches.map((launch) => [launch.service as string, launch]));
  const own = generated.flatMap((file) => {
    const launch = byService.get(file.service);
    return launch ? [{ file, again: rereads(launch, file.name) }] : [];
  });
  const of = (again: boolean) => own.filter((one) => one.again === again).map(({ file }) => file);
  return { fixed: of(false), reread: of(true) };
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
