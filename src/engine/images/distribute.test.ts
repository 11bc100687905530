/** Answers that no engine of a lab gives: without a registry nothing has a digest, and nobody else changes images there. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "vitest";
import { type Docker, EngineRefusal } from "../docker/docker.ts";
import { distribute } from "./distribute.ts";

const { signal } = new AbortController();

interface Image {
  readonly Id: string;
  readonly Created?: string;
  readonly RootFS?: { readonly Layers: readonly string[] };
}

/** @param says what it answers to each look in turn, the last one for good */
function anEngine(says: readonly (Image | undefined)[], answer = '{"stream":"Loaded image: a:1"}\n') {
  const asked: string[] = [];
  const left = [...says];
  const engine: Docker = {
    address: "unix:///engine.sock",
    api: "1.45",
    release: "26.1.5",
    async ask<Answer>() {
      const image = left.length > 1 ? left.shift() : left[0];
      if (!image) throw new EngineRefusal(404, "No such image: a:1");
      return image as Answer;
    },
    async stream(method, path, { body } = {}) {
      asked.push(`${method} ${path}`);
      if (method === "GET") return Readable.from([Buffer.from("the archive")]);
      for await (const piece of body as Readable) asked.push(String(piece));
      return Readable.from([answer]);
    },
    hijack: () => Promise.reject(new Error("not asked for")),
    [Symbol.asyncDispose]: async () => {},
  };
  return { engine, asked };
}

const image: Image = { Id: "sha256:1", Created: "2026-01-02T03:04:05Z", RootFS: { Layers: ["sha256:l"] } };

test("it is saved here, loaded there, and nothing else is asked for", async () => {
  const [from, to] = [anEngine([image]), anEngine([undefined, image])];
  assert.equal(await distribute("a:1", from.engine, to.engine, signal), "the archive".length);
  assert.deepEqual([from.asked, to.asked], [["GET /images/a:1/get"], ["POST /images/load", "the archive"]]);
});

test("stores that call the same image otherwise are sent it once", async () => {
  const [from, to] = [anEngine([image]), anEngine([{ ...image, Id: "sha256:manifest" }])];
  assert.equal(await distribute("a:1", from.engine, to.engine, signal), 0);
});

test("the same layers under other settings are another image", async () => {
  const other = { ...image, Id: "sha256:2", Created: "2026-01-02T03:04:06Z" };
  const [from, to] = [anEngine([image]), anEngine([other, image])];
  assert.notEqual(await distribute("a:1", from.engine, to.engine, signal), 0);
});

test("two that were made at the same time, and say nothing of their layers, are not the same", async () => {
  const bare = ({ Id, Created = "" }: Image): Image => ({ Id, Created });
  const [from, to] = [anEngine([bare(image)]), anEngine([{ ...bare(image), Id: "sha256:2" }, bare(image)])];
  assert.notEqual(await distribute("a:1", from.engine, to.engine, signal), 0);
});

test("what arrived as another image, or not at all, is no success", async () => {
  for (const arrived of [undefined, { Id: "sha256:2" }]) {
    const to = anEngine([undefined, arrived]);
    await assert.rejects(distribute("a:1", anEngine([image]).engine, to.engine, signal), { code: "not-ready" });
  }
});

test("a failure that comes after the good status is heard", async () => {
  const to = anEngine([undefined, image], '{"stream":"…"}\n{"errorDetail":{},"error":"no space left on device"}\n');
  const refusal = { name: "EngineRefusal", message: "no space left on device" };
  await assert.rejects(distribute("a:1", anEngine([image]).engine, to.engine, signal), refusal);
});

test("an image named by its digest is for a registry to bring", async () => {
  const to = anEngine([undefined]);
  const pinned = distribute("a@sha256:0", anEngine([image]).engine, to.engine, signal);
  await assert.rejects(pinned, { code: "bad-input" });
  assert.deepEqual(to.asked, []);
});
