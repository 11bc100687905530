/**
 * Turns the texts of a stack into a Stack: compose files and whatever files they name.
 * Invariants: pure, and total: any text whatever gives a stack and located problems, soon.
 */

import { resolve } from "../compose/path.ts";
import type { Node } from "../model/node.ts";
import { inOrder } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { checkCycles } from "./compose/check/cycles.ts";
import { checkHostPorts } from "./compose/check/host-ports.ts";
import { checkReferences } from "./compose/check/references.ts";
import { complete } from "./compose/complete.ts";
import { contextOf, projectNameOf } from "./compose/context.ts";
import { readDotenv } from "./compose/dotenv/dotenv.ts";
import { activeServices } from "./compose/profiles.ts";
import { type ProjectDraft, readProject } from "./compose/project.ts";
import type { ServiceDraft } from "./compose/service/service.ts";
import { mountedConfigs } from "./config/mounted.ts";
import { Notes, type Say } from "./say/say.ts";
import type { ReadResult, SourceFile, Sources } from "./sources.ts";
import { interpolate } from "./tree/interpolate.ts";
import { merge } from "./tree/merge.ts";
import type { Lookup } from "./tree/template.ts";
import { parseYaml } from "./yaml/parse.ts";

export function readStack(sources: Sources): ReadResult {
  const { files, directory, found } = sources;
  const dotenv = resolve(directory, ".env");
  if (!found.has(dotenv)) return { done: false, needs: [dotenv] };
  const say = new Notes();
  const lookup = environmentOf(sources, dotenv, say);
  const context = contextOf(sources, lookup);
  const tree = readTree(files, lookup, say);
  const project = tree ? readProject(tree, context, say) : nothing;
  const drafts = activeServices(project.services, lookup, say);
  const needs = filesOf(drafts).filter((path) => !found.has(path));
  if (needs.length > 0) return { done: false, needs };
  const services = drafts.map((draft) => complete(draft, found, context, say));
  check(project, drafts, say);
  const paths = files.map((file) => file.path);
  const stack: Stack = {
    name: nameOf(sources, project, lookup),
    files: paths,
    services,
    volumes: project.volumes,
    policy: project.policy,
  };
  return { done: true, stack, problems: inOrder(say.problems, [...new Set(paths), context.shown(dotenv)]) };
}

const nothing: ProjectDraft = { services: [], volumes: [], networks: [], secrets: [], policy: {} };

/** The process's environment goes before `.env`. */
function environmentOf({ environment, found, directory, files }: Sources, dotenv: string, say: Say): Lookup {
  const own: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const text = found.get(dotenv);
  if (text === undefined) return own;
  const path = contextOf({ environment, found, directory, files }, own).shown(dotenv);
  const values = new Map(readDotenv({ path, text }, own, say).map(({ name, value }) => [name, value]));
  return (name) => own(name) ?? values.get(name);
}

/** @returns undefined when a file cannot be read: the others alone would be another stack */
function readTree(files: readonly SourceFile[], lookup: Lookup, say: Say): Node | undefined {
  const parsed = files.map((file) => {
    const trees = parseYaml(file, say);
    if (trees?.length === 0) {
      const remedy = "A compose file begins with `services:`, with one indented name for each service below it.";
      say.error("empty-file", { file: file.path, line: 1, column: 1 }, "the file is empty", remedy);
    }
    return trees?.map((tree) => interpolate(tree, lookup, say));
  });
  const trees = parsed.flatMap((some) => some ?? []);
  if (trees.length === 0 || parsed.some((some) => some === undefined)) return undefined;
  return trees.reduce((earlier, later) => merge(earlier, later, say));
}

function filesOf(drafts: readonly ServiceDraft[]): readonly string[] {
  const paths = drafts.flatMap((draft) => [
    ...draft.envFiles.map((file) => file.path),
    ...mountedConfigs(draft).flatMap(({ source }) => (source === undefined ? [] : [source])),
  ]);
  return [...new Set(paths)];
}

function check(project: ProjectDraft, active: readonly ServiceDraft[], say: Say): void {
  const leftOut = new Set(project.services.map(({ name }) => name));
  for (const { name } of active) leftOut.delete(name);
  checkReferences({ ...project, services: active }, leftOut, say);
  checkCycles(active, say);
  checkHostPorts(active, say);
}

/** compose's order: command line, COMPOSE_PROJECT_NAME, the file's `name`, the directory. */
function nameOf({ projectName, directory }: Sources, project: ProjectDraft, lookup: Lookup): string {
  const fromEnvironment = lookup("COMPOSE_PROJECT_NAME");
  return (
    projectName ??
    (fromEnvironment ? projectNameOf(fromEnvironment) : (project.name?.value ?? projectNameOf(directory)))
  );
}
