import type { Say } from "../../say/say.ts";
import type { Uses } from "./uses.ts";

type Waiting = Pick<Uses, "name" | "services">;

/** Says each dependency that leads back to where it started: nothing in such a circle could be started first. */
export function checkCycles(services: readonly Waiting[], say: Say): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const finished = new Set<string>();
  for (const { name } of services) walk(name, byName, finished, say);
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack. */
function walk(root: string, byName: ReadonlyMap<string, Waiting>, finished: Set<string>, say: Say): void {
  const path: { readonly name: string; next: number }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string) => {
    path.push({ name, next: 0 });
    onPath.add(name);
  };
  if (!finished.has(root)) enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const dependency = byName.get(top.name)?.services[top.next];
    top.next += 1;
    if (dependency === undefined) {
      finished.add(top.name);
      onPath.delete(top.name);
      path.pop();
    } else if (onPath.has(dependency.value)) {
      const circle = path.slice(path.findIndex(({ name }) => name === dependency.value)).map(({ name }) => name);
      const shown = circle.length > 8 ? [...circle.slice(0, 8), "…"] : circle;
      const what = `the services depend on each other in a circle: ${[...shown, dependency.value].join(" → ")}`;
      say.error("dependency-cycle", dependency.at, what, "Take one of these dependencies out.");
    } else if (!finished.has(dependency.value) && byName.has(dependency.value)) enter(dependency.value);
  }
}
