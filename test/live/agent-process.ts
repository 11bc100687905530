/** A process that runs one agent, for tests that kill it: launch record as JSON on the command line, log and health on its output. */
import { pino } from "pino";
import type { AgentLaunch } from "../../src/model/launch.ts";
import { startAgent } from "../../src/service/agent/agent.ts";

const launch: AgentLaunch = JSON.parse(process.argv[2] ?? "");
const stop = new AbortController();
const agent = await startAgent(launch, { log: pino(), now: Date.now, signal: stop.signal });
const timer = setInterval(() => {
  process.stdout.write(`${JSON.stringify({ ...agent.health(), counters: agent.counters() })}\n`);
}, 100);
process.once("SIGTERM", async () => {
  clearInterval(timer);
  await agent[Symbol.asyncDispose]();
});
