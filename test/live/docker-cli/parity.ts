/** What the docker CLI sends, and what we would send, of one stack file: brought into one form, and compared. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ApiVersion } from "../../../src/model/engine-api.ts";
import type { Beyond, SwarmStack } from "../../../src/model/swarm.ts";
import { type SwarmObjects, swarmObjects } from "../../../src/plan/swarm/swarm-objects.ts";
import { Notes } from "../../../src/read/say/say.ts";
import { interpolate } from "../../../src/read/tree/interpolate.ts";
import { parseYaml } from "../../../src/read/yaml/parse.ts";
import { type Deployed, deployWith } from "./docker-cli.ts";
import { idOf, type Json } from "./recorded-engine.ts";

export interface Difference {
  /** `services.web.TaskTemplate.Networks.0.Target` */
  readonly path: string;
  readonly cli: unknown;
  readonly ours: unknown;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly objects: SwarmObjects;
  readonly cli: Deployed;
}

/** The environment that both see. */
const environment: Readonly<Record<string, string>> = { HOME: "/home/operator", SITE: "lab", EMPTY: "" };

/** @param beyond what only the API carries, by service */
export async function compare(
  file: string,
  api: ApiVersion = "1.48",
  beyond: ReadonlyMap<string, Beyond> = new Map(),
): Promise<Comparison> {
  return compareStack(stackOf(file, beyond), file, api);
}

/** @param file the same stack, written out */
export async function compareStack(stack: SwarmStack, file: string, api: ApiVersion): Promise<Comparison> {
  const objects = ourObjects(stack, api);
  const cli = await deployWith(file, stack.name, { api, environment });
  const form = (sent: unknown) => formOf(sent, stack.name);
  return { differences: differences(form(cli), form(withContents(objects))), objects, cli };
}

function ourObjects(stack: SwarmStack, api: ApiVersion): SwarmObjects {
  const text = (path: string) => readIfThere(path)?.toString("utf8");
  return swarmObjects(stack, api, { text, variable: (name) => environment[name] });
}

/** A stack file's tree, with variables filled in. @throws when it is no YAML map */
function stackOf(file: string, beyond: ReadonlyMap<string, Beyond> = new Map()): SwarmStack {
  const notes = new Notes();
  const [tree] = parseYaml({ path: file, text: readFileSync(file, "utf8") }, notes) ?? [];
  const root = tree && interpolate(tree, (name) => environment[name], notes);
  if (root?.kind !== "map") throw new Error(`${file}: ${JSON.stringify(notes.problems)}`);
  return { name: "shop", directory: dirname(file), root, beyond };
}

/** The holes filled, as an engine would. */
function withContents(objects: SwarmObjects): unknown {
  return JSON.parse(
    JSON.stringify({ ...objects, cannot: undefined, problems: undefined }, (_key, value: unknown) =>
      isHole(value) ? readIfThere(value.file)?.toString("base64") : value,
    ),
  );
}

const isHole = (value: unknown): value is { readonly file: string } =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "file";

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** By name, without ids that the server made up, without nulls, and in one order where order means nothing. */
function formOf(sent: unknown, stackName: string): Json {
  const { services, networks, secrets, configs } = sent as Deployed;
  const named = (list: readonly Json[]) =>
    Object.fromEntries(list.map((each) => [String(each.Name).replace(`${stackName}_`, ""), plain(each, "")]));
  return { services: named(services), networks: named(networks), secrets: named(secrets), configs: named(configs) };
}

/** What these say is nothing: the engine's own default. */
const silent: Readonly<Record<string, unknown>> = {
  Scope: "",
  Ingress: false,
  ConfigOnly: false,
  EnableIPv6: false,
  NoNewPrivileges: false,
};
/** Ids that it makes up, and a field that it no longer heeds. */
const ofTheServer = new Set(["SecretID", "ConfigID", "CheckDuplicate"]);
const unordered = new Set(["Ports", "Secrets", "Configs"]);

function plain(value: unknown, key: string): unknown {
  if (key === "MaxFailureRatio") return Math.fround(Number(value));
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => plain(item, ""));
    return unordered.has(key) ? items.toSorted((a, b) => (show(a) < show(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, unknown][] => {
    if (inner === null || silent[name] === inner || ofTheServer.has(name)) return [];
    if (name === "Data" && inner === "") return [];
    // CLIs differ in whether they write these out.
    if (name === "MaxAttempts" && inner === 0) return [];
    if ((name === "DNSConfig" || name === "Options") && show(inner) === "{}") return [];
    if (name === "Config" && typeof inner === "string") return [[name, inner.replace(idOf(""), "")]];
    return [[name, plain(inner, name)]];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const show = (value: unknown) => JSON.stringify(value);

function differences(cli: unknown, ours: unknown, path = ""): readonly Difference[] {
  if (show(cli) === show(ours)) return [];
  const below = (step: string) => (path === "" ? step : `${path}.${step}`);
  if (Array.isArray(cli) && Array.isArray(ours) && cli.length === ours.length) {
    return cli.flatMap((item: unknown, i) => differences(item, ours[i], below(String(i))));
  }
  if (isMap(cli) && ours === undefined && show(cli) !== "{}") return differences(cli, {}, path);
  if (isMap(ours) && cli === undefined && show(ours) !== "{}") return differences({}, ours, path);
  if (isMap(cli) && isMap(ours)) {
    const keys = [...new Set([...Object.keys(cli), ...Object.keys(ours)])];
    return keys.flatMap((key) => differences(cli[key], ours[key], below(key)));
  }
  return [{ path, cli, ours }];
}

const isMap = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
