import { runsProgram } from "../model/launch.ts";
import { generatedDir, generatedFile, keysDir } from "../model/layout.ts";
import type { ServiceName } from "../model/name.ts";
import type { ProcessScene } from "../probe/probe.ts";
import type { SceneInput } from "./scene-input.ts";
import type { Site } from "./tools.ts";

/** Each process that runs, with the secret files that it needs and those that are none of its business. */
export function processScenes(
  { observed, launches, hardened, supervisorPid }: SceneInput,
  { engine, layout }: Site,
): readonly ProcessScene[] {
  const names = [...new Set(observed.services.map((service) => service.process))];
  const files = hardened.generated.map((file) => ({ ...file, path: generatedFile(layout, file.service, file.name) }));
  const of = (name: string, pid: number, services: readonly ServiceName[], reads: readonly string[]): ProcessScene => {
    const isHosted = (service: string) => services.some((one) => one === service);
    const mayRead = (file: { service: string; path: string }) =>
      reads.includes(file.path) || reads.includes(generatedDir(layout, file.service));
    // Whose file it is decides what is another's, not what we allowed: a permission too many must show.
    const others = files.filter((file) => !isHosted(file.service));
    return {
      pid,
      name,
      services,
      ownFiles: files.filter((file) => isHosted(file.service) && mayRead(file)).map((file) => file.path),
      othersFiles: [...others.map((file) => file.path), `${keysDir(layout)}/ring.json`].flatMap(withDetour),
      tryOpen: (paths, signal) => engine.tryOpen(name, paths, signal),
    };
  };
  const hosts = names.map((name) => {
    const seen = observed.services.filter((service) => service.process === name);
    const reads = launches.filter((launch) => launch.process === name).flatMap((launch) => launch.opens.read);
    return of(
      name,
      seen[0]?.pid ?? 0,
      seen.map(({ service }) => service),
      reads,
    );
  });
  const programs = observed.services.flatMap(({ service, program }) => {
    const launch = launches.find((one) => one.service === service);
    if (!program || !launch || !runsProgram(launch)) return [];
    return [of(program.process, program.pid, [service], launch.program.opens.read)];
  });
  if (supervisorPid === undefined) return [...hosts, ...programs];
  return [
    ...hosts,
    ...programs,
    { pid: supervisorPid, name: "supervisor", services: [], ownFiles: [], othersFiles: [] },
  ];
}

/** A path, and the way around a wall that only looks at paths: a process's own root, as proc(5) shows it. */
const withDetour = (path: string): readonly string[] => [path, `/proc/self/root${path}`];
