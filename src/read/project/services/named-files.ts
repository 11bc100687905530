/** `env_file` and `label_file` of services: the files that they name, read by Compose's rules for such files. */
import { resolve } from "../../../compose/path.ts";
import { childOf, type Mapping, type Node } from "../../../model/node.ts";
import type { NamedFile } from "../../../model/project.ts";
import type { EnvVar } from "../../../model/stack.ts";
import { hostPath } from "../../compose/context.ts";
import { readDotenv, readRawEnv } from "../../compose/dotenv/dotenv.ts";
import { type EnvFile, readEnvFiles } from "../../compose/service/environment.ts";
import type { Say } from "../../say/say.ts";
import { asTexts } from "../../tree/shape.ts";
import type { Lookup } from "../../tree/template.ts";
import type { Loading } from "../files/loading.ts";

/** What a file held the last time, and which variables it would have had otherwise, had they been set. */
interface Read {
  readonly variables: readonly EnvVar[];
  readonly missed: ReadonlySet<string>;
}

export class NamedFiles {
  readonly #loading: Loading;
  readonly #say: Say;
  /** Thousands of services may name one file. */
  readonly #read = new Map<string, Read>();

  constructor(loading: Loading, say: Say) {
    this.#loading = loading;
    this.#say = say;
  }

  /** @param own what the service's `environment` says: its files' values may use it, after the project's variables */
  envFiles(service: Mapping, path: string, own: ReadonlyMap<string, string>): readonly NamedFile[] {
    const node = childOf(service, "env_file");
    const { context } = this.#loading;
    const files = node ? readEnvFiles(node, `${path}.env_file`, context, this.#say) : [];
    const remedy = "Create the file, or name it as `path:` with `required: false`.";
    return files.map((file) => this.#file(file, (name) => context.lookup(name) ?? own.get(name), remedy));
  }

  /** Only labels of the files before count as variables here. @see Compose Specification, "label_file" */
  labelFiles(service: Mapping, path: string): readonly NamedFile[] {
    const node = childOf(service, "label_file");
    const labels = new Map<string, string>();
    return (node ? this.#paths(node, `${path}.label_file`) : []).map((file) => {
      const read = this.#file(file, (name) => labels.get(name), "Create the file, or take it out.");
      for (const { name, value } of read.variables) labels.set(name, value);
      return read;
    });
  }

  #paths(node: Node, path: string): readonly EnvFile[] {
    const { context } = this.#loading;
    return asTexts(node, path, "single-too", this.#say).map(({ value, at }) => ({
      path: hostPath(value, context) ?? resolve(context.directory, value),
      at,
      required: true,
      raw: false,
    }));
  }

  #file({ path, at, required, raw }: EnvFile, lookup: Lookup, remedy: string): NamedFile {
    const text = this.#loading.text(path);
    if (text !== undefined) return { path, at, text, variables: this.#variables(path, text, raw, lookup) };
    if (required && !this.#loading.needs.has(path)) {
      const what = `${this.#loading.context.shown(path)} is not there, or cannot be read`;
      this.#say.error("unreadable-file", at, what, remedy);
    }
    return { path, at, variables: [] };
  }

  #variables(path: string, text: string, raw: boolean, lookup: Lookup): readonly EnvVar[] {
    const file = { path: this.#loading.context.shown(path), text };
    const key = `${raw ? "raw" : "dotenv"} ${path}`;
    const before = this.#read.get(key);
    if (before && ![...before.missed].some((name) => lookup(name) !== undefined)) return before.variables;
    const missed = new Set<string>();
    let own = false;
    const project = this.#loading.context.lookup;
    const asked = (name: string) => {
      const value = lookup(name);
      if (value === undefined) missed.add(name);
      else if (project(name) !== value) own = true;
      return value;
    };
    const variables = raw ? readRawEnv(file, this.#say) : readDotenv(file, asked, this.#say);
    // What a service's own variables made of it says nothing about the next one.
    if (!own) this.#read.set(key, { variables, missed });
    return variables;
  }
}
