/** The docker CLI as the judge of whole stacks, of the kinds that people have. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convert } from "../../src/convert/convert.ts";
import { stackFile } from "../../src/report/stack-file/stack-file.ts";
import { disk } from "../golden/convert/projects.ts";
import { stacks, stackView } from "../golden/convert/stacks.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-stacks-"));
  for (const [path, text] of Object.entries(disk)) writeFileSync(join(directory, basename(path)), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.each(stacks)("the docker CLI takes what becomes of %s, and has no word to say about it", (name) => {
  const file = join(directory, name);
  writeFileSync(file, stackFile(convert(stackView(name)).stack.root));
  const { status, stderr } = spawnSync("docker", ["stack", "config", "-c", file], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
