/** Turns the texts of a compose project into a Project: everything that more files, variables and profiles add is in it. */
import type { Problem } from "../model/problem.ts";
import type { Project } from "../model/project.ts";
import type { Sources } from "./sources.ts";

export type ProjectResult =
  | { readonly done: false; readonly needs: readonly string[] }
  /** With errors among the problems, the project is the best that could be made of the input. */
  | { readonly done: true; readonly project: Project; readonly problems: readonly Problem[] };

export declare function readProject(sources: Sources): ProjectResult;
