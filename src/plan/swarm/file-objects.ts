/** Secrets and configs: what the stack makes of them, and how a service is given them. */
import { resolve } from "../../compose/path.ts";
import type { ConfigReference, ConfigSpec, FileTarget, SecretReference, SecretSpec } from "../../model/engine-api.ts";
import type { Entry, Mapping, Node } from "../../model/node.ts";
import { given } from "./reading/defined.ts";
import { externalName } from "./reading/external.ts";
import { labelsIn } from "./reading/labels.ts";
import { byBytes } from "./reading/order.ts";
import { itemsIn, mapIn, numberIn, optionsIn, textIn, textsOf } from "./reading/values.ts";
import { ofStack, type Scope, type ServiceScope, scoped } from "./scope.ts";

/** Readable by all who run in the container, as the docker CLI has it. */
const usualMode = 0o444;

export function secretSpecs(scope: Scope): readonly SecretSpec[] {
  return [...scope.secrets.values()].flatMap((entry): readonly SecretSpec[] => {
    const map = mapOf(entry);
    const driver = textIn(map, "driver");
    if (driver === undefined) return fileSpec(scope, entry, "secret");
    if (externalName(map, entry.key) !== undefined) return [];
    const options = optionsIn(map, "driver_opts");
    return [{ ...annotated(scope, entry), Driver: { Name: driver, ...given({ Options: options }) } }];
  });
}

export function configSpecs(scope: Scope): readonly ConfigSpec[] {
  return [...scope.configs.values()].flatMap((entry) => fileSpec(scope, entry, "config"));
}

function fileSpec(scope: Scope, entry: Entry, kind: "secret" | "config"): readonly ConfigSpec[] {
  const map = mapOf(entry);
  if (externalName(map, entry.key) !== undefined) return [];
  const file = textIn(map, "file");
  if (file === undefined) {
    const what = `the ${kind} \`${entry.key}\` has nothing in it`;
    scope.refuse(entry.keyAt, what, "Name a `file`, or write `external: true` if it exists already.");
    return [];
  }
  return [{ ...annotated(scope, entry), Data: { file: resolve(scope.stack.directory, file) } }];
}

function annotated(scope: Scope, entry: Entry) {
  const map = mapOf(entry);
  const template = textIn(map, "template_driver");
  return {
    Name: textIn(map, "name") ?? scoped(scope, entry.key),
    Labels: ofStack(scope, labelsIn(map, "labels")),
    ...given({ Templating: template === undefined ? undefined : { Name: template } }),
  };
}

export function secretReferences(service: ServiceScope): readonly SecretReference[] {
  return references(service, "secrets").map(({ name, File }) => ({ File, SecretName: name }));
}

/** With the one that a Windows credential specification is read from. */
export function configReferences(service: ServiceScope): readonly ConfigReference[] {
  const files: ConfigReference[] = references(service, "configs").map(({ name, File }) => ({ File, ConfigName: name }));
  const credential = credentialConfig(service);
  const all = credential === undefined ? files : [...files, { Runtime: {}, ConfigName: credential }];
  return all.toSorted((a, b) => byBytes(a.ConfigName, b.ConfigName));
}

function credentialConfig(service: ServiceScope): string | undefined {
  const map = mapIn(service.map, "credential_spec");
  const key = textIn(map, "config");
  return key === undefined ? undefined : nameOnSwarm(service, "configs", key, map ?? service.map);
}

function references(service: ServiceScope, kind: "secrets" | "configs") {
  const targets = new Set<string>();
  const all = itemsIn(service.map, kind).flatMap((item): readonly { name: string; File: FileTarget }[] => {
    const source = item.kind === "map" ? textIn(item, "source") : textsOf(item)[0];
    const name = source === undefined ? undefined : nameOnSwarm(service, kind, source, item);
    if (source === undefined || name === undefined) return [];
    const File = targetOf(item, source);
    if (targets.has(File.Name)) {
      const remedy = "Give each another `target`.";
      service.refuse(item.at, `a second one of the ${kind} goes to \`${File.Name}\``, remedy);
      return [];
    }
    targets.add(File.Name);
    return [{ name, File }];
  });
  return all.toSorted((a, b) => byBytes(a.name, b.name));
}

function targetOf(item: Node, source: string): FileTarget {
  const map = item.kind === "map" ? item : undefined;
  return {
    Name: textIn(map, "target") ?? source,
    UID: textIn(map, "uid") ?? "0",
    GID: textIn(map, "gid") ?? "0",
    Mode: numberIn(map, "mode") ?? usualMode,
  };
}

function nameOnSwarm(scope: Scope, kind: "secrets" | "configs", key: string, node: Node): string | undefined {
  const entry = scope[kind].get(key);
  if (entry === undefined) {
    return scope.refuse(node.at, `\`${key}\` is not among the ${kind}`, `Add \`${key}\` to the top-level \`${kind}\`.`);
  }
  const map = mapOf(entry);
  return externalName(map, key) ?? textIn(map, "name") ?? scoped(scope, key);
}

const mapOf = ({ value }: Entry): Mapping | undefined => (value.kind === "map" ? value : undefined);
