/** What `docker stack deploy` sends of converted projects that nobody wrote, and what we make of the same conversions. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convert } from "../../src/convert/convert.ts";
import { readView } from "../../src/convert/testing/read-view.ts";
import { childOf, entriesOf, type Mapping, textOf } from "../../src/model/node.ts";
import { stackFile } from "../../src/report/stack-file/stack-file.ts";
import { disk, projects, yamlOf } from "../golden/convert/projects.ts";
import { cliVersion } from "./docker-cli/docker-cli.ts";
import { compareStack } from "./docker-cli/parity.ts";

const [major] = await cliVersion();
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-generated-"));
  for (const [path, text] of Object.entries(disk)) writeFileSync(join(directory, basename(path)), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// An older CLI's own schema is not what the stack file is written for.
test.runIf(major >= 26)(
  "a converted project is sent by us as by the CLI, whatever stands in it",
  async () => {
    await fc.assert(
      fc.asyncProperty(projects, async (written) => {
        const { view, problems } = readView(yamlOf(written), { disk, environment: { PASSWORD: "p" } });
        // Of two networks with one name the CLI makes one, and which one is chance.
        fc.pre(problems.every(({ severity }) => severity === "notice") && hasDistinctNetworks(view.project.root));
        const { stack, aside } = convert({ ...view, waived: () => true });
        for (const { path, text } of aside) {
          mkdirSync(dirname(join(directory, path)), { recursive: true });
          writeFileSync(join(directory, path), text);
        }
        const file = join(directory, "stack.yml");
        writeFileSync(file, stackFile(stack.root));
        const { differences, objects } = await compareStack({ ...stack, directory, beyond: new Map() }, file, "1.51");
        expect({ differences, problems: objects.problems }).toEqual({ differences: [], problems: [] });
      }),
      { numRuns: 40, interruptAfterTimeLimit: 60_000 },
    );
  },
  120_000,
);

function hasDistinctNetworks(root: Mapping): boolean {
  const names = entriesOf(root, "networks").flatMap(({ value }) =>
    value.kind === "map" ? (textOf(childOf(value, "name")) ?? []) : [],
  );
  return new Set(names).size === names.length;
}
