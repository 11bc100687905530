/** The docker CLI as the judge of what each mapping rule writes: it takes the whole file, and has no word to say about it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convert } from "../../src/convert/convert.ts";
import { readView } from "../../src/convert/testing/read-view.ts";
import type { Conversion } from "../../src/model/conversion.ts";
import { entriesOf } from "../../src/model/node.ts";
import { stackFile } from "../../src/report/stack-file/stack-file.ts";
import { disk, projects, yamlOf } from "../golden/convert/projects.ts";

const at = (path: string) => new URL(`../${path}`, import.meta.url).pathname;
const golden = at("golden/convert/rules/");
const fixtures = ["edgex-jakarta", "edgex-odessa"]
  .map((name) => at(`../../shared/fixtures/${name}/docker-compose.yml`))
  .filter((path) => existsSync(path));

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-stack-"));
  for (const [path, text] of Object.entries(disk)) writeFileSync(join(directory, basename(path)), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/**
 * What `docker stack deploy` ignores with a warning; `docker stack config` has no word about it.
 * @see docker/cli, compose/types: UnsupportedProperties, DeprecatedProperties
 */
const ignored = new Set(
  (
    "build cgroupns_mode cgroup_parent devices domainname external_links ipc links mac_address network_mode pid privileged " +
    "restart security_opt shm_size userns_mode container_name expose"
  ).split(" "),
);

test.each(readdirSync(golden).toSorted())("the docker CLI takes what becomes of %s", (name) => {
  const [input = ""] = readFileSync(join(golden, name), "utf8").split(/^---$/m);
  const done = convert(readView(input, { disk }).view);
  expect(judged(done)).toEqual(taken);
});

test("the docker CLI takes what becomes of real projects", () => {
  for (const path of fixtures) {
    expect(judged(convert(readView(readFileSync(path, "utf8")).view))).toEqual(taken);
  }
});

test("the docker CLI takes what becomes of projects of all kinds", () => {
  fc.assert(
    fc.property(projects, (file) => {
      const { view, problems } = readView(yamlOf(file), { disk, environment: { PASSWORD: "p" } });
      fc.pre(problems.every(({ severity }) => severity === "notice"));
      expect(judged(convert(view))).toEqual(taken);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  );
}, 120_000);

test("the docker CLI does refuse a compose file that was not converted", () => {
  expect(cli("services:\n  web:\n    image: a\n    mem_limit: 1g\n").accepted).toBe(false);
  const bound = 'services:\n  web:\n    image: a\n    ports: ["127.0.0.1:80:80"]\n';
  expect(cli(bound).said).toContain("0.0.0.0");
});

const taken = { said: "", accepted: true, ignored: [] };

function judged({ stack }: Conversion): unknown {
  const services = entriesOf(stack.root, "services");
  const keys = services.flatMap(({ value }) => (value.kind === "map" ? value.entries.map(({ key }) => key) : []));
  return { ...cli(stackFile(stack.root)), ignored: keys.filter((key) => ignored.has(key)) };
}

function cli(text: string): { readonly said: string; readonly accepted: boolean } {
  const file = join(directory, "stack.yml");
  writeFileSync(file, text);
  const { status, stderr } = spawnSync("docker", ["stack", "config", "-c", file], { encoding: "utf8" });
  return { said: stderr, accepted: status === 0 };
}
