/** Engines whose events are the test's: when a real node comes back is not for a test to say. Real ones are heard in test/lab/tokens.test.ts. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "vitest";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { Docker } from "../../docker/docker.ts";
import { nudges } from "./nudges.ts";
import type { Reach } from "./reach.ts";

function anEngine() {
  const streams: PassThrough[] = [];
  const docker = {
    async stream(_method: string, _path: string, { signal }: { signal?: AbortSignal } = {}) {
      const stream = new PassThrough();
      signal?.addEventListener("abort", () => stream.destroy(signal.reason as Error), { once: true });
      streams.push(stream);
      return stream;
    },
  } as unknown as Docker;
  const tell = (attributes: object) => {
    for (const stream of streams)
      if (!stream.destroyed) stream.write(`${JSON.stringify({ Actor: { Attributes: attributes } })}\n`);
  };
  return { docker, tell, streams };
}

const started = (service: string) => ({ "com.docker.swarm.service.name": `plant_${service}` });

function aSwarm() {
  const [manager, worker] = [anEngine(), anEngine()];
  const state = { worker: "ready", reached: true };
  const reach = {
    manager: manager.docker,
    nodes: async () =>
      [
        { id: "m", state: "ready" },
        { id: "w", state: state.worker },
      ] as unknown as SwarmNode[],
    async engineOf({ id }: SwarmNode) {
      if (id === "m") return manager.docker;
      if (!state.reached) throw new Error("no route");
      return worker.docker;
    },
  } satisfies Reach;
  const stop = new AbortController();
  const heard: string[] = [];
  let news: () => void = () => undefined;
  const onNudge = (service: string) => {
    heard.push(service);
    news();
  };
  const hears = () =>
    nudges(reach, "plant", onNudge, stop.signal).then(
      () => "ended",
      () => "ended",
    );
  const until = async (isSo: () => boolean) => {
    while (!isSo())
      await new Promise<void>((resolve) => {
        news = resolve;
      });
  };
  return { manager, worker, state, stop, heard, hears, until };
}

test("it says once that it hears, when it does, and then what starts on which engine ever", async () => {
  const { manager, worker, stop, heard, hears, until } = aSwarm();
  const over = hears();
  await until(() => heard.length === 1);
  worker.tell(started("store"));
  await until(() => heard.length === 2);
  manager.tell({ "state.old": "ready", "state.new": "down" });
  await until(() => heard.length >= 3);
  assert.deepEqual(heard.slice(0, 2), ["", "store"]);
  stop.abort();
  assert.equal(await over, "ended");
  assert.ok([...manager.streams, ...worker.streams].every(({ destroyed }) => destroyed));
});

test("an engine that goes away while another is still being asked has nobody else fail", async () => {
  const { manager, worker, stop, hears } = aSwarm();
  const slow = worker.docker.stream;
  Object.assign(worker.docker, {
    stream: async (...words: Parameters<Docker["stream"]>) => {
      for (const stream of manager.streams) stream.destroy(new Error("the engine is gone"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return slow(...words);
    },
  });
  assert.equal(await hears(), "ended");
  stop.abort();
});

test("a node that comes back, or comes at all, has it begin anew: what starts there is heard, too", async () => {
  const { manager, worker, state, stop, heard, hears, until } = aSwarm();
  state.worker = "down";
  const first = hears();
  await until(() => heard.length === 1);
  assert.equal(worker.streams.length, 0);
  state.worker = "ready";
  manager.tell({ name: "edge", "state.old": "down", "state.new": "ready" });
  assert.equal(await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 5_000, "hears on"))]), "ended");
  const second = hears();
  await until(() => worker.streams.length === 1 && heard.filter((one) => one === "").length >= 2);
  worker.tell(started("store"));
  await until(() => heard.includes("store"));
  stop.abort();
  await second;
});
