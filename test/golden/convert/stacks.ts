/** Compose files of the kinds that people have, by name. */
import { readdirSync, readFileSync } from "node:fs";
import { aView } from "../../../src/convert/testing/view.ts";
import { disk } from "./projects.ts";

const directory = new URL("stacks/", import.meta.url).pathname;

export const stacks = readdirSync(directory).toSorted();

export const stackView = (name: string, given: { readonly outputDirectory?: string } = {}) =>
  aView(readFileSync(directory + name, "utf8"), { disk, environment: { PASSWORD: "p" }, ...given });
