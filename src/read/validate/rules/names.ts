/** Names, and lists in which nothing may stand twice. */
import type { Node } from "../../../model/node.ts";
import { at, type Check, text, unless } from "./check.ts";

/** @see Compose, project names */
const projectName = /^[a-z0-9][a-z0-9_-]*$/;

const pairLists = ["environment", "build.args", "annotations", "labels", "deploy.labels", "sysctls"].map(
  (key) => `services.*.${key}`,
);
const labels = ["networks.*.labels", "volumes.*.labels", "services.*.build.labels"];

export const names: readonly Check[] = [
  ...at(
    ["name"],
    text((name) => unless(projectName.test(name), "is no name for a project")),
    {
      code: "bad-name",
      remedy: "Use small letters, digits, `-` and `_`, and begin with a letter or digit: `my-stack`.",
    },
  ),
  ...at(
    [...pairLists, ...labels].map((path) => `${path}.[]`),
    text(pair),
    {
      code: "bad-variable",
      remedy: "Write `NAME=value`, without spaces around the `=`.",
    },
  ),
  ...at(
    ["services.*.sysctls.[]"],
    text((written) => unless(written.includes("="), "has no value")),
    {
      code: "bad-variable",
      remedy: 'Write `name=value`, for example `"net.core.somaxconn=1024"`.',
    },
  ),
  ...at(
    "depends_on networks extra_hosts group_add security_opt external_links volumes_from device_cgroup_rules"
      .split(" ")
      .map((key) => `services.*.${key}`),
    twice,
    { code: "duplicate-item", remedy: "Keep one of them." },
  ),
  ...at(
    ["services.*.env_file.[].format"],
    text((format) => unless(format === "raw", `has \`${format}\`, which is no format of env files`)),
    {
      code: "bad-value",
      remedy: "Write `raw`, or leave it out.",
    },
  ),
];

/** Never shows what stands behind the name: it may be a password, also where the `=` was forgotten. */
function pair(text: string): string | undefined {
  const name = text.split("=", 1)[0] ?? "";
  if (name === "") return "has no name in front of the `=`";
  return unless(!/\s$/.test(name), "has a space between the name and the `=`");
}

function twice(node: Node): string | undefined {
  if (node.kind !== "list") return undefined;
  const seen = new Map<string, number>();
  for (const [i, item] of node.items.entries()) {
    if (item.kind !== "scalar") continue;
    const key = `${typeof item.value} ${item.value}`;
    const first = seen.get(key);
    if (first !== undefined) return `has the same in [${first}] and [${i}]`;
    seen.set(key, i);
  }
  return undefined;
}
