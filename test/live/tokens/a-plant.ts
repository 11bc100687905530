/** A stack of which one service waits for a token, its store (a stand-in, over real connections), and `edgeward watch` as a process. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { archiveOf } from "../../../src/engine/images/archive.ts";
import { markOf } from "../../../src/engine/tokens/held.ts";
import type { ServiceSeen } from "../../../src/engine/tokens/swarm/objects.ts";
import { aStore } from "../../../src/engine/tokens/testing/a-store.ts";
import { main, type Ran } from "../a-stack.ts";
import { anEngineWith } from "./an-engine.ts";

const file = "/tmp/edgex/secrets/app/secrets-token.json";

export interface PlantOptions {
  /** Where its token comes from. */
  readonly source: "api" | "file";
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The service says that its store has TLS, whether it has or not. */
  readonly wantsTls?: boolean;
  /** Where its directory is made, if not where others are. */
  readonly within?: string;
}

export async function aPlant({ source, tls, wantsTls = tls !== undefined, within = tmpdir() }: PlantOptions) {
  const directory = mkdtempSync(join(within, "edgeward-plant-"));
  const running = new Set<ChildProcess>();
  const said: string[] = [];
  const time = { shiftMs: 0 };
  const acts: string[] = [];
  /** Which act is the last one, by its number, and what happens then. */
  const cut: { at: number; now: () => void } = { at: 0, now: () => undefined };
  const acted = (what: string) => {
    acts.push(what);
    if (acts.length === cut.at) cut.now();
  };
  const store = await aStore({ nowMs: () => Date.now() + time.shiftMs, acted, ...(tls && { tls }) });
  const parent = store.make(0);
  writeFileSync(join(directory, "parent"), `${parent.token}\n`, { mode: 0o600 });
  const contents = { file: undefined as Buffer | undefined };
  const written = (bytes: Buffer) => archiveOf([{ path: "secrets-token.json", bytes, mode: 0o600 }]);
  let content = Buffer.alloc(0);
  /** As EdgeX writes it. */
  const write = (token: string, leaseS: number) => {
    const auth = { client_token: token, lease_duration: leaseS, renewable: true, entity_id: "entity-app" };
    content = Buffer.from(JSON.stringify({ auth }));
    contents.file = written(content);
  };
  // EdgeX 4's setup service: it makes one token anew.
  const setup = createServer((_, response) => {
    write(store.make(3_600).token, 3_600);
    acted("regenerate");
    response.end("{}");
  });
  await new Promise<void>((resolve) => setup.listen(0, "127.0.0.1", resolve));
  const setupPort = (setup.address() as AddressInfo).port;
  const engine = await anEngineWith({
    socket: join(directory, "docker.sock"),
    services: servicesOf(source, wantsTls),
    file: () => contents.file,
    door: (port) => (port === 8200 ? store.port : setupPort),
    acted,
  });
  const secretsOf = () => engine.services.find(({ ID }) => ID === "app")?.Spec.TaskTemplate.ContainerSpec.Secrets ?? [];
  const mounted = () => engine.secrets.find(({ ID }) => ID === secretsOf()[0]?.SecretID);
  const environment = (home: string) => ({
    PATH: process.env.PATH ?? "",
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    NO_COLOR: "1",
  });
  const words = ["-p", "plant", "-H", `unix://${join(directory, "docker.sock")}`];
  const withParent = source === "api" ? ["--store-token", join(directory, "parent")] : [];
  return {
    directory,
    store,
    engine,
    time,
    acts,
    cut,
    contents,
    write,
    parent: parent.accessor,
    said,
    mounted,
    /** One that is delivered, and whose lease grows no more: so another one is wanted while it lives. */
    hasOld(): void {
      const { token, accessor } = store.make(60, [], true, 60);
      write(token, 3_600);
      const mark = source === "file" ? markOf(content) : "0123456789ab";
      const labels = {
        "com.docker.stack.namespace": "plant",
        "edgeward.stack": "plant",
        "edgeward.token": "app",
        "edgeward.token.file": file,
        "edgeward.token.mark": mark,
        "edgeward.token.lease": "3600",
        "edgeward.token.renewable": "true",
        ...(source === "api" && { "edgeward.token.accessor": accessor }),
      };
      const Spec = { Name: `plant_app_secrets-token_${mark}`, Labels: labels, Data: "" };
      engine.secrets.push({ ID: "old", Spec, CreatedAt: new Date(Date.now() - 3_000_000).toISOString() });
      const app = engine.services.find(({ ID }) => ID === "app");
      if (app) app.Spec = appSpec(source, wantsTls, "old", Spec.Name);
    },
    /** Whether the service has a new token that lives long, and no secret of ours lies about. */
    isQuiet(): boolean {
      const { Spec } = mounted() ?? {};
      if (!Spec || mounted()?.ID === "old" || mounted()?.ID === "empty") return false;
      const accessor = Spec.Labels["edgeward.token.accessor"];
      const isLong =
        accessor === undefined
          ? Spec.Labels["edgeward.token.mark"] === markOf(content)
          : (store.living().get(accessor) ?? 0) > 3_000;
      return isLong && engine.secrets.filter(({ ID }) => ID !== "empty").length === 1;
    },
    /** When a watch last looked, as it wrote down. */
    lookedAt: (): string =>
      /"lookedAtMs": \d+/.exec(readFileSync(join(directory, "state/edgeward/watch/swarm-plant.json"), "utf8"))?.[0] ??
      "",
    /** Whether that watch has looked once. */
    hasLooked(child: ChildProcess, home = directory): boolean {
      const path = join(home, "state/edgeward/watch/swarm-plant.json");
      return existsSync(path) && readFileSync(path, "utf8").includes(`"pid": ${child.pid},`);
    },
    /** @param home another person's, or another machine's */
    start(home = directory, ...more: readonly string[]): ChildProcess {
      const child = spawn(process.execPath, [main, "watch", ...words, ...withParent, "--every", "1s", ...more], {
        env: environment(home),
        stdio: ["ignore", "pipe", "pipe"],
      });
      running.add(child);
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => said.push(String(part)));
      return child;
    },
    token: (...more: readonly string[]): Promise<Ran> =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          [main, "token", ...more, ...words, ...withParent],
          { env: environment(directory) },
          (error, out, err) => resolve({ status: error ? Number(error.code ?? 1) : 0, out, err }),
        );
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((child) => ended(child, "SIGKILL")));
      await engine[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await new Promise((resolve) => setup.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** @returns what it ended with */
export async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    child.once("exit", resolve);
    if (signal) child.kill(signal);
  });
}

/** Looks until it is so; the test's own timeout is the deadline. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(50);
}

function appSpec(source: PlantOptions["source"], isTls: boolean, id: string, name: string): ServiceSeen["Spec"] {
  const labels = { "edgeward.token.policies": "read", "edgeward.token.ttl": "1h" };
  return {
    Name: "plant_app",
    Labels: source === "api" ? labels : {},
    Mode: { Replicated: { Replicas: 1 } },
    TaskTemplate: {
      ContainerSpec: {
        Image: "app",
        Env: ["SECRETSTORE_HOST=store", ...(isTls ? ["SECRETSTORE_PROTOCOL=https"] : [])],
        Secrets: [{ SecretID: id, SecretName: name, File: { Name: file, UID: "2002", GID: "2001", Mode: 0o400 } }],
      },
    },
  };
}

function servicesOf(source: PlantOptions["source"], isTls: boolean): readonly ServiceSeen[] {
  const container = (Name: string, more: object): ServiceSeen["Spec"] => ({
    Name: `plant_${Name}`,
    Mode: { Replicated: { Replicas: 1 } },
    TaskTemplate: { ContainerSpec: { Image: Name, ...more } },
  });
  const mount = { Type: "volume", Source: "tokens", Target: "/tmp/edgex/secrets" };
  return [
    { ID: "app", Version: { Index: 1 }, Spec: appSpec(source, isTls, "empty", "plant_app_secrets-token") },
    { ID: "store", Version: { Index: 1 }, Spec: container("store", {}) },
    { ID: "setup", Version: { Index: 1 }, Spec: container("setup", { Mounts: [mount] }) },
  ];
}
