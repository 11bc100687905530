/** The judge itself: it can say no, it says what it heard, and it leaves nothing behind. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cliVersion, deployWith, stackConfig } from "./docker-cli.ts";
import { recordEngine } from "./recorded-engine.ts";

const [major] = await cliVersion();
const directory = mkdtempSync(join(tmpdir(), "edgeward-judge-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(directory, "stack.yml");
  writeFileSync(path, `${major < 25 ? 'version: "3.9"' : ""}\n${text}`);
  return path;
}

test("a right file is accepted without a word", async () => {
  expect(await stackConfig(file("services: { a: { image: x } }"))).toMatchObject({ accepted: true, said: "" });
});

test.each([
  ["services: { a: { image: x, extends: b } }", /extends|forbidden/],
  ["services: { a: { image: x, pids_limit: 5 } }", /pids_limit/],
  ["services: [", /yaml/],
])("%s is refused, and the CLI's words are told", async (text, said) => {
  const verdict = await stackConfig(file(text));
  expect(verdict).toMatchObject({ accepted: false, said: expect.stringMatching(said) });
  expect(verdict.text).toBeUndefined();
  await expect(deployWith(file(text), "shop")).rejects.toThrow(said);
});

test("what the CLI warns of is told", async () => {
  const { stderr } = await deployWith(file("services: { a: { image: x, privileged: true } }"), "shop");
  expect(stderr).toContain("Ignoring unsupported options: privileged");
});

test("an engine keeps each object that it is sent", async () => {
  writeFileSync(join(directory, "c.txt"), "content");
  const text =
    "services: { a: { image: x, configs: [c], secrets: [s, e] }, b: { image: z } }\nconfigs: { c: { file: c.txt } }\n";
  const sent = await deployWith(file(`${text}secrets: { s: { file: c.txt }, e: { external: true } }`), "shop");
  const names = (list: readonly { Name?: unknown }[]) => list.map(({ Name }) => Name);
  expect(names(sent.services).toSorted()).toEqual(["shop_a", "shop_b"]);
  expect([names(sent.networks), names(sent.secrets), names(sent.configs)]).toEqual([
    ["shop_default"],
    ["shop_s"],
    ["shop_c"],
  ]);
});

test.each(["1.41", "1.44", "1.48", "1.51"])("the CLI speaks API %s with an engine that does", async (api) => {
  expect((await deployWith(file("services: { a: { image: x } }"), "shop", { api })).services).toHaveLength(1);
});

test("a closed engine answers nobody, and closing twice is closing once", async () => {
  const socketPath = join(directory, "engine.sock");
  const engine = await recordEngine(socketPath, "1.48");
  const ask = () =>
    new Promise<number | undefined>((resolve, reject) =>
      request({ socketPath, path: "/_ping", agent: false }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end(),
    );
  expect(await ask()).toBe(200);
  await engine[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await expect(ask()).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  expect(existsSync(socketPath)).toBe(false);
});

test("no home of a run stays behind", async () => {
  await Promise.all([1, 2, 3].map(() => stackConfig(file("services: { a: { image: x } }"))));
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`edgeward-cli-${process.pid}-`))).toEqual([]);
});
