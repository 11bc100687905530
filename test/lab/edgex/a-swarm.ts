/** The two hosts of a lab as a swarm, as `edgeward node` makes one, and what a test asks of it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type aLab, type Ran, ran } from "../a-lab.ts";

type Lab = ReturnType<typeof aLab>;
const main = fileURLToPath(new URL("../../../dist/main.cjs", import.meta.url));
const hosts = ["manager", "worker-1"] as const;

/** @param home where what Edgeward writes down is kept: not where the person's is */
export function aSwarmOf(lab: Lab, home: () => string) {
  const at = (host: string) => `unix://${lab.socket(host)}`;
  /** On the manager. Those that know several engines are told that it is a swarm. */
  const edgeward = (command: string, ...words: readonly string[]): Promise<Ran> => {
    const engine = ["up", "ps", "logs", "down", "verify"].includes(command) ? ["--engine", "swarm"] : [];
    const environment = [`XDG_STATE_HOME=${home()}`, "NO_COLOR=1"];
    return ran("env", [...environment, process.execPath, main, command, ...words, ...engine, "-H", at("manager")]);
  };
  return {
    edgeward,
    /** With the worker in zone `device`. What is looked at first is another test's (node.test.ts), and takes a minute. */
    async make(): Promise<void> {
      const words = [
        `XDG_STATE_HOME=${home()}`,
        process.execPath,
        main,
        "node",
        "init",
        at("manager"),
        "--no-preflight",
      ];
      const made = await ran("env", words);
      assert.equal(made.status, 0, made.err);
      // Nineteen services start on one slow processor: a node that is late for a while is not gone.
      await lab.docker("manager", "swarm", "update", "--dispatcher-heartbeat", "30s");
      const joined = await edgeward("node", "join", at("worker-1"), "--no-preflight");
      assert.equal(joined.status, 0, joined.err);
    },
    /** Nothing that a stack was made of is on any host. */
    async isBare(): Promise<void> {
      for (const kind of ["service", "secret", "config"])
        assert.equal(await lab.docker("manager", kind, "ls", "-q"), "");
      for (const host of hosts) {
        assert.equal(await lab.docker(host, "ps", "-aq"), "", `containers on ${host}`);
        assert.equal(await lab.docker(host, "volume", "ls", "-q"), "", `volumes on ${host}`);
        const networks = await lab.docker(host, "network", "ls", "--filter", "driver=overlay", "--format", "{{.Name}}");
        assert.equal(networks.replace(/^ingress$/m, ""), "", `networks on ${host}`);
      }
      const labels = await lab.docker("manager", "node", "inspect", "self", "--format", "{{json .Spec.Labels}}");
      assert.deepEqual(JSON.parse(labels), { "edgeward.zone": "core" }, "no pin is left");
    },
  };
}
