import type { ServiceName } from "../../../model/name.ts";
import type { Say } from "../../say/say.ts";
import type { ServiceDraft } from "../service/service.ts";

/** Says each dependency that leads back to where it started: nothing in such a circle could be started first. */
export function checkCycles(services: readonly ServiceDraft[], say: Say): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const finished = new Set<ServiceName>();
  for (const { name } of services) walk(name, byName, finished, say);
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack. */
function walk(
  root: ServiceName,
  byName: ReadonlyMap<ServiceName, ServiceDraft>,
  finished: Set<ServiceName>,
  say: Say,
): void {
  const path: { readonly name: ServiceName; next: number }[] = [];
  const onPath = new Set<ServiceName>();
  const enter = (name: ServiceName) => {
    path.push({ name, next: 0 });
    onPath.add(name);
  };
  if (!finished.has(root)) enter(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const dependency = byName.get(top.name)?.dependsOn[top.next];
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
