/** What holds of placement for any project: nobody sees more secrets than before, everything is somewhere, and once is enough. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { apply } from "../../../src/convert/apply.ts";
import { acrossZones } from "../../../src/convert/place/across-zones.ts";
import { withCompanions } from "../../../src/convert/place/companions.ts";
import { claimsMount, ownSecrets } from "../../../src/convert/place/own-secrets.ts";
import { placement } from "../../../src/convert/place/placement.ts";
import { aView } from "../../../src/convert/testing/view.ts";
import { plainOf } from "../../../src/model/node.ts";

const root = "/tmp/edgex/secrets";
const names = ["a", "b", "c", "d"];

const mount = fc.oneof(
  fc.constantFrom(`${root}:${root}`, `${root}:${root}:ro`, `${root}:/all:z`),
  fc
    .tuple(fc.constantFrom(...names, "a/deep"), fc.constantFrom("", ":ro", ":ro,z"))
    .map(([sub, options]) => `${root}/${sub}:${root}/${sub}${options}`),
  fc
    .tuple(fc.constantFrom("data", "seeds", "./files", "/srv/files/deep"), fc.constantFrom("", ":ro"))
    .map(([from, options]) => `${from}:/${from.replaceAll(/\W/g, "")}${options}`),
  fc.constantFrom("/etc/localtime:/etc/localtime:ro", "edgex-init:/edgex-init", "nothing at all:x"),
);

const service = fc.record(
  {
    image: fc.constantFrom(
      "nginx",
      "edgexfoundry/device-x",
      "edgexfoundry/security-bootstrapper",
      "edgexfoundry/core-data",
    ),
    user: fc.constantFrom("2002:2001", "root:root", "7", "kong"),
    volumes: fc.uniqueArray(mount, { maxLength: 5, selector: (text) => text.split(":")[1] ?? text }),
    "x-edgeward": fc.record(
      { zone: fc.constantFrom("core", "device", "lab"), fills: fc.constantFrom(["seeds"], ["data"]) },
      { requiredKeys: [] },
    ),
    deploy: fc.constantFrom(
      { mode: "global" },
      { placement: { constraints: ["node.role == manager"] } },
      { placement: { constraints: ["node.hostname == box", "node.labels.edgeward.zone==lab"] } },
      { placement: null },
    ),
  },
  { requiredKeys: ["image", "volumes"] },
);

const projects = fc
  .dictionary(fc.constantFrom("setup", ...names, "e_1"), service, { minKeys: 1, maxKeys: 6 })
  .map((services) => ({ services, volumes: { data: {}, seeds: {} } }));

interface Tree {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly volumes?: readonly (string | { source: string; target: string })[];
        readonly secrets?: readonly { source: string }[];
      }
    >
  >;
}

function placed(file: unknown) {
  const before = aView(JSON.stringify(file, null, 1), { name: "plant" });
  const view = { ...before, project: withCompanions(before.project) };
  const proposals = [ownSecrets, placement, acrossZones].map((rule) => rule.propose(view));
  const edited = apply(
    view.project.root,
    proposals.flatMap(({ edits = [] }) => edits),
  );
  return { view, proposals, before: plainOf(view.project.root) as Tree, after: plainOf(edited) as Tree };
}

/** The secrets that a service can read: names of directories below the root, or all of them. */
function seen(tree: Tree, name: string): ReadonlySet<string> {
  const { volumes = [], secrets = [] } = tree.services[name] ?? {};
  const own = volumes.flatMap((item) => {
    if (typeof item !== "string")
      return [item.source === "edgex-secrets" ? "all" : item.source.replace("edgex-secrets-", "")];
    const [source = ""] = item.split(":");
    if (source === root) return ["all"];
    return source.startsWith(`${root}/`) ? [source.slice(root.length + 1).split("/")[0] ?? ""] : [];
  });
  return new Set([...own, ...secrets.map(({ source }) => source.replace("_secrets-token", ""))]);
}

test("nobody sees secrets that it did not see before", () => {
  fc.assert(
    fc.property(projects, (file) => {
      const { before, after } = placed(file);
      for (const name of Object.keys(after.services)) {
        const allowed = seen(before, name);
        if (allowed.has("all")) continue;
        expect([...seen(after, name)].filter((one) => !allowed.has(one))).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

test("who is still given a secret on the writer's node sees it where it did", () => {
  fc.assert(
    fc.property(projects, (file) => {
      const { view, before, after } = placed(file);
      for (const service of view.project.services) {
        const items = before.services[service.name]?.volumes ?? [];
        const left = JSON.stringify(after.services[service.name] ?? {});
        for (const [index, item] of items.entries()) {
          if (!claimsMount(view, service, index) || typeof item !== "string") continue;
          expect(left).toContain(`"target":"${item.split(":")[1]}`);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("no mount point is used twice", () => {
  fc.assert(
    fc.property(projects, (file) => {
      for (const { volumes = [] } of Object.values(placed(file).after.services)) {
        const targets = volumes.map((item) => (typeof item === "string" ? item.split(":")[1] : item.target));
        expect(targets.filter((one, i) => targets.indexOf(one) !== i)).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

test("placed once more, nothing changes", () => {
  fc.assert(
    fc.property(projects, (file) => {
      const { after } = placed(file);
      const again = aView(JSON.stringify(after, null, 1), { name: "plant" });
      expect(withCompanions(again.project)).toBe(again.project);
      expect([ownSecrets, placement].flatMap((rule) => rule.propose(again).edits ?? [])).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
