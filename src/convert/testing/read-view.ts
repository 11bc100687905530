/** Compose texts as a View by way of reading, as the product does it: variables filled, files looked into, paths made absolute. */
import type { Problem } from "../../model/problem.ts";
import { readProject } from "../../read/project.ts";
import type { View } from "../rule.ts";
import { aView, directory, type Given } from "./view.ts";

export interface ReadView {
  readonly view: View;
  readonly problems: readonly Problem[];
}

export function readView(text: string, given: Given = {}): ReadView {
  const found = new Map<string, string | undefined>();
  const files = [{ path: "compose.yml", text }];
  const { environment = {}, disk = {}, name } = given;
  for (let round = 0; round < 5; round++) {
    const result = readProject({ files, directory, environment, found, ...(name && { projectName: name }) });
    if (result.done) return { view: viewOf(result.project, given), problems: result.problems };
    for (const path of result.needs) found.set(path, disk[path]);
  }
  throw new Error("the reader does not come to an end");
}

const viewOf = (project: View["project"], given: Given): View => ({
  ...aView("services: {}", given),
  project,
  waived: (service, name) =>
    project.services.some((one) => one.name === service && one.waivers.some((waiver) => waiver.name === name)),
});
