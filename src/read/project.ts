/** Turns the texts of a compose project into a Project: everything that more files, variables and profiles add is in it. */
import { childOf, type Mapping } from "../model/node.ts";
import { inOrder, type Problem } from "../model/problem.ts";
import type { Project } from "../model/project.ts";
import { readPolicy } from "./edgeward/policy.ts";
import { readZones } from "./edgeward/zones.ts";
import { checkProject } from "./project/check/check.ts";
import { emptyModel } from "./project/model.ts";
import { resolveProject } from "./project/resolve.ts";
import { readServices } from "./project/services/services.ts";
import { Notes, type Say } from "./say/say.ts";
import type { Sources } from "./sources.ts";
import { validate } from "./validate/validate.ts";

export type ProjectResult =
  | { readonly done: false; readonly needs: readonly string[] }
  /** With errors among the problems, the project is the best that could be made of the input. */
  | { readonly done: true; readonly project: Project; readonly problems: readonly Problem[] };

export function readProject(sources: Sources): ProjectResult {
  const say = new Notes();
  const resolved = resolveProject(sources, say);
  if ("needs" in resolved) return { done: false, needs: resolved.needs };
  const { name, leftOut, loading, files } = resolved;
  const root = resolved.root ?? emptyModel(sources.files[0]?.path ?? "");
  const services = readServices(root, loading);
  if (loading.needs.size > 0) return { done: false, needs: [...loading.needs] };
  const zones = readTop(root, say);
  if (resolved.root) validate(root, say);
  if (resolved.root && !loading.broken) checkProject(root, leftOut, loading.partial, say);
  const project: Project = {
    name,
    directory: sources.directory,
    files: sources.files.map((file) => file.path),
    root,
    services,
    leftOut,
    zones,
  };
  return { done: true, project, problems: inOrder(say.problems, files) };
}

function readTop(root: Mapping, say: Say): Project["zones"] {
  const edgeward = childOf(root, "x-edgeward");
  if (edgeward) readPolicy(edgeward, "x-edgeward", say);
  return readZones(root, say);
}
