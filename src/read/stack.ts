/**
 * Turns the texts of a stack into a Stack: what the local engine sees of a project, and notices of what it does not carry out.
 * Invariants: pure, and total: any text whatever gives a stack and located problems, soon.
 */
import { inOrder } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { checkHostPorts } from "./compose/check/host-ports.ts";
import { complete } from "./compose/complete.ts";
import { readDraft } from "./compose/project.ts";
import type { ServiceDraft } from "./compose/service/service.ts";
import { mountedConfigs } from "./config/mounted.ts";
import { checkProject } from "./project/check/check.ts";
import { resolveProject } from "./project/resolve.ts";
import { Notes } from "./say/say.ts";
import type { ReadResult, Sources } from "./sources.ts";

export function readStack(sources: Sources): ReadResult {
  const { found } = sources;
  const say = new Notes();
  const resolved = resolveProject(sources, say);
  if ("needs" in resolved) return { done: false, needs: resolved.needs };
  const { name, root, leftOut, context, loading, files } = resolved;
  const draft = root ? readDraft(root, context, say) : { services: [], volumes: [], policy: {} };
  const needs = filesOf(draft.services).filter((path) => !found.has(path));
  if (needs.length > 0) return { done: false, needs };
  const services = draft.services.map((service) => complete(service, found, context, say));
  if (root && !loading.broken) checkProject(root, leftOut, loading.partial, say);
  checkHostPorts(draft.services, say);
  const stack: Stack = {
    name,
    files: sources.files.map((file) => file.path),
    services,
    volumes: draft.volumes,
    policy: draft.policy,
  };
  return { done: true, stack, problems: inOrder(say.problems, files) };
}

function filesOf(drafts: readonly ServiceDraft[]): readonly string[] {
  const paths = drafts.flatMap((draft) => [
    ...draft.envFiles.map((file) => file.path),
    ...mountedConfigs(draft).flatMap(({ source }) => (source === undefined ? [] : [source])),
  ]);
  return [...new Set(paths)];
}
