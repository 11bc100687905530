/**
 * Which engine a person means, as the docker command line finds it: -H, DOCKER_HOST, DOCKER_CONTEXT, the current context, this host's.
 * @see docs.docker.com, Docker contexts
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { EngineAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";
import { readAddress } from "./read-address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const here: EngineAddress = { by: "unix", path: "/var/run/docker.sock" };

/**
 * @param host what `-H` says, if it does
 * @throws Fault "bad-command-line"
 */
export async function findAddress(host: string | undefined, environment: Environment): Promise<EngineAddress> {
  const configuration = environment.DOCKER_CONFIG || join(environment.HOME || homedir(), ".docker");
  const certificates = environment.DOCKER_CERT_PATH || configuration;
  if (host !== undefined) return readAddress(host, certificates, "-H");
  if (environment.DOCKER_HOST) return readAddress(environment.DOCKER_HOST, certificates, "DOCKER_HOST");
  const context = environment.DOCKER_CONTEXT || (await currentContext(join(configuration, "config.json")));
  return context === undefined || context === "default" ? here : inContext(context, configuration, certificates);
}

async function currentContext(path: string): Promise<string | undefined> {
  const said = field(await json(path), "currentContext");
  return typeof said === "string" && said !== "" ? said : undefined;
}

/** A context lies under the digest of its name. */
async function inContext(name: string, configuration: string, certificates: string): Promise<EngineAddress> {
  const digest = createHash("sha256").update(name).digest("hex");
  const contexts = join(configuration, "contexts");
  const meta = await json(join(contexts, "meta", digest, "meta.json"));
  const host = field(field(field(meta, "Endpoints"), "docker"), "Host");
  if (typeof host !== "string" || host === "") {
    const what = `the docker context ${JSON.stringify(name)} names no engine`;
    throw new Fault("bad-command-line", what, "Name the engine with -H, or see `docker context ls`.");
  }
  const own = join(contexts, "tls", digest, "docker");
  return readAddress(host, existsSync(own) ? own : certificates, `the docker context ${JSON.stringify(name)}:`);
}

async function json(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
