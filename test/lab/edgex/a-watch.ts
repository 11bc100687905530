/** `edgeward watch` in the foreground, as a person leaves it running, and what the store of the stack says of its tokens. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { aLab } from "../a-lab.ts";

const main = fileURLToPath(new URL("../../../dist/main.cjs", import.meta.url));

/** @param home where what Edgeward writes down is kept */
export function aWatch(lab: ReturnType<typeof aLab>, stack: string, home: () => string) {
  let running: ChildProcess | undefined;
  const said: string[] = [];
  const inside = async (service: string, command: string): Promise<string> => {
    const container = await lab.docker("manager", "ps", "-q", "--filter", `name=${stack}_${service}[.]`);
    return lab.docker("manager", "exec", container, "sh", "-c", command);
  };
  return {
    start(): void {
      const words = [main, "watch", "-p", stack, "-H", `unix://${lab.socket("manager")}`, "--every", "3s"];
      const env = { ...process.env, XDG_STATE_HOME: home(), NO_COLOR: "1" };
      running = spawn(process.execPath, words, { env, stdio: ["ignore", "pipe", "pipe"] });
      for (const stream of [running.stdout, running.stderr]) stream?.on("data", (part) => said.push(String(part)));
    },
    runs: (): boolean => running !== undefined && running.exitCode === null && running.signalCode === null,
    said: (): string => said.join(""),
    /** @returns what it ended with */
    async end(): Promise<number | null> {
      const ending = running;
      if (!ending || ending.exitCode !== null) return ending?.exitCode ?? null;
      return new Promise((resolve) => {
        ending.once("exit", resolve);
        ending.kill("SIGTERM");
      });
    },
    inStore: (command: string) => inside("vault", command),
    /** That was made for a service last. */
    tokenOf: async (service: string): Promise<string> =>
      (/hvs\.\w+/.exec(await inside("secretstore-setup", `cat /tmp/edgex/secrets/${service}/secrets-token.json`)) ?? [
        "",
      ])[0],
  };
}
