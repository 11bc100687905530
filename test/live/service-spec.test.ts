/** For a file that `docker stack deploy` takes, we send what it sends, but for a written list of improvements. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { anyStack } from "./docker-cli/any-stack.ts";
import { cliVersion } from "./docker-cli/docker-cli.ts";
import { compare } from "./docker-cli/parity.ts";
import { fieldsIn, schemaFields } from "./docker-cli/schema-fields.ts";
import { type StackFile, stackFiles } from "./docker-cli/stack-files.ts";

const [major, minor] = await cliVersion();
/** What an older CLI takes for the newest version, and has to be told. */
const version = major < 25 ? 'version: "3.9"' : "";
const isKnown = ({ cli: [first, second] = [0, 0] }: StackFile) => major > first || (major === first && minor >= second);
const directory = mkdtempSync(join(tmpdir(), "edgeward-spec-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function written({ name, text, beside = {} }: StackFile): string {
  for (const [file, content] of Object.entries(beside)) writeFileSync(join(directory, file), content);
  const path = join(directory, `${name}.yml`);
  writeFileSync(path, `${version}\n${text}`);
  return path;
}

test.each(stackFiles.filter(isKnown))("$name: we send what the CLI sends", async (file) => {
  const { differences, objects } = await compare(written(file));
  expect(differences).toEqual([]);
  expect(objects.problems).toEqual([]);
});

test("every field of a stack file stands in one of these", () => {
  const found = stackFiles.map(({ text }) => fieldsIn(text));
  expect(schemaFields.filter((field) => !found.some((fields) => fields.has(field)))).toEqual([]);
});

const runs = 20;
const servicesEach = 40;

test(`of ${runs} stacks of ${servicesEach} services of any shape we send what the CLI sends`, async () => {
  const beside = { "one.txt": "one", "two.txt": "two\n" };
  await fc.assert(
    fc.asyncProperty(anyStack(servicesEach, major >= 26), async (text) => {
      const { differences, cli } = await compare(written({ name: "any", text, beside }));
      expect(differences).toEqual([]);
      expect(cli.services).toHaveLength(servicesEach);
    }),
    { numRuns: runs, endOnFailure: true },
  );
}, 150_000);
