import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { recover } from "../../src/service/agent/buffer/directory.ts";
import { anAuthority } from "../../src/service/agent/testing/authority.ts";
import { aLaunch } from "../../src/service/agent/testing/launch.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aJudge, aMosquitto } from "./agent-mosquitto.ts";
import { bundleAgent, runAgent } from "./agent-program.ts";

test("zz", async () => {
  const authority = await anAuthority();
  await using here = await scratch();
  const program = await bundleAgent(here.dir);
  await using mosquitto = await aMosquitto(here.dir, authority);
  await mosquitto.start();
  await using judge = await aJudge(here.dir, authority, mosquitto);
  const script = `while :; do echo 'RTD| 0.1| 1.0| 2.0| 0| 0| 0.1| 3.0'; sleep 0.05; done`;
  const launch0 = await aLaunch({ dir: here.dir, ca: authority.ca, port: mosquitto.port, password: "agent-password", sources: [
      { source: "host", format: "json", topic: "sensors/host", everyMs: 100 },
      { source: "lines", format: "influx", topic: "xenomai", command: ["sh", "-c", script] },
  ] });
  const launch = { ...launch0, opens: { read: ["/proc", "/sys", here.dir], write: [launch0.bufferDir] } };
  for (let i = 0; i < 25; i++) {
    await mosquitto.signal("SIGTERM");
    await using agent = await runAgent(program, launch);
    await until("messages wait", () => Number(agent.said.counters.messages_waiting) > 10);
    await mosquitto.start();
    await until("healthy", () => agent.said.health === "healthy", 60000);
    const t = performance.now();
    await agent.kill("SIGTERM");
    const took = performance.now() - t;
    const { ledger, damagedBytes } = recover(launch.bufferDir);
    console.log(i, ledger.acked, ledger.next, Math.round(took), damagedBytes, ledger.acked === ledger.next ? "" : JSON.stringify([agent.said, agent.log]));
  }
}, 200000);
