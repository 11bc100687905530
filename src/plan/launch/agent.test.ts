import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../../harden/harden.ts";
import { aService, aStack } from "../../harden/testing/stacks.ts";
import { aTelegrafConf, aTig } from "../../harden/testing/tig.ts";
import type { Collect } from "../../model/collect.ts";
import type { Service } from "../../model/stack.ts";
import { launchesOf } from "../launch.ts";

const layout = { root: "/stack/.edgeward", run: "/run/edgeward" };

function agentOf(services: readonly Service[]) {
  const { launches, problems } = launchesOf(harden(aStack(services)), layout);
  return { launch: launches.find((one) => one.role === "agent"), problems: problems.map(({ code }) => code) };
}

const around = aTig().services.filter((service) => service.role !== "agent" && service.role !== "ingest");
const telegraf = aService("telegraf", { role: "ingest", configs: [aTelegrafConf()] });
const agent = (collect: Omit<Collect, "at">) => aService("agent", { role: "agent", dependsOn: ["mosquitto"], collect });

test("each source is sent as the ingest reads its topic", () => {
  const { launch } = agentOf(aTig().services);
  assert.deepEqual(
    launch?.sources.map(({ source, topic, format }) => `${source} ${topic} ${format}`),
    ["host sensors/host json", "records Servo influx", "lines xenomai influx"],
  );
});

test("without an ingest it is line protocol, and nobody but the broker is waited for", () => {
  const { launch, problems } = agentOf([...around, agent({ host: { topic: "sensors/host", everyMs: 1000 } })]);
  assert.deepEqual([launch?.sources[0]?.format, launch?.needs, problems], ["influx", ["mosquitto"], []]);
});

test("a topic that nobody takes in is named", () => {
  const { problems } = agentOf([...around, telegraf, agent({ host: { topic: "elsewhere", everyMs: 1000 } })]);
  assert.deepEqual(problems, ["unstored-topic"]);
});

test("it opens what it reads, its own secrets and its buffer, and nothing else", () => {
  const { launch } = agentOf(aTig().services);
  assert.deepEqual(launch?.opens, {
    read: [
      "/stack/.edgeward/generated/agent",
      "/proc/diskstats",
      "/proc/loadavg",
      "/proc/meminfo",
      "/proc/net/dev",
      "/proc/self/mounts",
      "/proc/stat",
      "/proc/uptime",
      "/sys",
      "/demo/servo.bin",
      "/demo/servo-layout.json",
    ],
    write: ["/stack/.edgeward/data/agent.buffer/_data"],
  });
});

test("standard input is no path", () => {
  const records = { topic: "Servo", from: "-", layout: "/layout.json" };
  const { launch } = agentOf([...around, agent({ records })]);
  assert.deepEqual(launch?.opens.read, ["/stack/.edgeward/generated/agent", "/layout.json"]);
});

test("it logs in under its own name, to the broker by the name in its certificate", () => {
  const { launch } = agentOf(aTig().services);
  assert.deepEqual(
    { broker: launch?.broker, user: launch?.user, passwordFile: launch?.passwordFile, clientId: launch?.clientId },
    {
      broker: {
        host: "127.0.0.1",
        port: 8883,
        serverName: "mosquitto",
        caFile: "/stack/.edgeward/generated/agent/ca",
      },
      user: "agent",
      passwordFile: "/stack/.edgeward/generated/agent/mqtt_password",
      clientId: "agent",
    },
  );
});
