/** Two hosts, a swarm, and a stack whose tokens are made on the manager and wanted on the worker. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { aLab, cache, ran, until } from "../a-lab.ts";
import { compose } from "./compose.ts";
import { standIns } from "./image.ts";

const main = fileURLToPath(new URL("../../../dist/main.cjs", import.meta.url));
export const stack = "plant";

export function aTokenScene(leaseS: number) {
  const lab = aLab(`tok-${process.pid.toString(36)}`);
  const directory = mkdtempSync(join(tmpdir(), "edgeward-tokens-"));
  const manager = (...words: string[]) => lab.docker("manager", ...words);
  const state = join(directory, "state");
  const common = ["-p", stack, "-H", `unix://${lab.socket("manager")}`];
  let watching: ChildProcess | undefined;
  const said: string[] = [];
  /** Of the task that runs now. */
  const container = async (host: string, service: string): Promise<string> => {
    let id = "";
    await until(async () => {
      const listed = await lab.docker(host, "ps", "-q", "--filter", `name=${stack}_${service}.`);
      id = listed.split("\n")[0] ?? "";
      return id !== "";
    });
    return id;
  };
  return {
    lab,
    directory,
    manager,
    said,
    up: () => lab.edgeward("up", "--cache", cache, "--memory", "448M"),
    async prepare(): Promise<void> {
      await manager("swarm", "init", "--advertise-addr", "10.77.0.11");
      const join_ = await manager("swarm", "join-token", "-q", "worker");
      await lab.docker("worker-1", "swarm", "join", "--token", join_, "10.77.0.11:2377");
      await manager("node", "update", "--label-add", "edgeward.zone=device", "worker-1");
      await manager("node", "update", "--label-add", `edgeward.pin.${stack}.secret-store=true`, "manager");
      const image = standIns(directory);
      for (const host of ["manager", "worker-1"]) await lab.docker(host, "import", image, "stand-ins");
      writeFileSync(join(directory, "compose.yml"), compose(leaseS));
      const converted = await ran(process.execPath, [
        main,
        "convert",
        "-f",
        join(directory, "compose.yml"),
        "-o",
        join(directory, "stack.yml"),
      ]);
      if (converted.status !== 0) throw new Error(converted.err);
      writeFileSync(join(directory, "empty.json"), "{}");
      for (const service of ["device-virtual", "device-rest"]) {
        await manager("secret", "create", `${stack}_${service}_secrets-token`, join(directory, "empty.json"));
      }
    },
    deploy: () => manager("stack", "deploy", "--detach=true", "-c", join(directory, "stack.yml"), stack),
    token: (command: string, ...words: string[]) =>
      ran(process.execPath, [main, "token", command, ...common, ...words]),
    watch: (...words: string[]) =>
      ran("env", [`XDG_STATE_HOME=${state}`, process.execPath, main, "watch", ...common, ...words]),
    startWatch(): void {
      const env = { ...process.env, XDG_STATE_HOME: state };
      watching = spawn(process.execPath, [main, "watch", ...common, "--every", "3s"], { env, stdio: "pipe" });
      for (const stream of [watching.stdout, watching.stderr]) stream?.on("data", (part) => said.push(String(part)));
    },
    /** @returns what it ended with */
    async endWatch(): Promise<number | null> {
      const ended = watching;
      if (!ended || ended.exitCode !== null) return ended?.exitCode ?? null;
      return new Promise((resolve) => {
        ended.once("exit", resolve);
        ended.kill("SIGTERM");
      });
    },
    state,
    container,
    inside: async (host: string, service: string, command: string) =>
      lab.docker(host, "exec", await container(host, service), "sh", "-c", command),
    /** First digits of the hash of what the setup service has written for it. */
    async made(service: string): Promise<string> {
      const file = `/tmp/edgex/secrets/${service}/secrets-token.json`;
      return this.inside("manager", "secretstore-setup", `sha256sum < ${file} | cut -c1-12`);
    },
    /** When it first said so, by its own host's clock, in milliseconds since the epoch. */
    async saidAtMs(service: string, words: string): Promise<number> {
      const logs = await manager("service", "logs", "--raw", "--timestamps", `${stack}_${service}`);
      return Date.parse(
        logs
          .split("\n")
          .find((line) => line.includes(words))
          ?.split(" ")[0] ?? "",
      );
    },
    /** Until it runs with what was made for it last. */
    async isCurrent(service: string): Promise<void> {
      await until(async () => {
        const made = await this.made(service);
        const name = await manager("service", "inspect", `${stack}_${service}`, "--format", secretName);
        if (!name.endsWith(`_${made}`)) return false;
        const tasks = await manager(
          "service",
          "ps",
          `${stack}_${service}`,
          "--filter",
          "desired-state=running",
          "--format",
          "{{.CurrentState}}",
        );
        if (!/^Running/.test(tasks)) return false;
        const running = await this.inside(
          "worker-1",
          service,
          `sha256sum < /tmp/edgex/secrets/${service}/secrets-token.json | cut -c1-12`,
        ).catch(() => "");
        return running === made;
      });
    },
    secrets: async () => (await manager("secret", "ls", "--format", "{{.Name}}")).split("\n").toSorted(),
    async [Symbol.asyncDispose]() {
      await this.endWatch();
      await lab.edgeward("down");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const secretName = "{{range .Spec.TaskTemplate.ContainerSpec.Secrets}}{{.SecretName}}{{end}}";
