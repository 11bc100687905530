/** Volumes, tmpfs, secrets and configs. */

import { modeOf } from "../../../compose/amount/mode.ts";
import { parseFlag } from "../../../compose/field/number.ts";
import { mountOf } from "../../../compose/mount/long-mount.ts";
import { volumeName } from "../../../compose/mount/mount.ts";
import { tmpfsOf } from "../../../compose/mount/tmpfs.ts";
import { childOf, entriesOf, isNull, type Mapping, type Node } from "../../../model/node.ts";
import { at, type Check, complaintOf, scalar, text, unless, written } from "./check.ts";
import { misspelt } from "./misspelt.ts";

const propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];
const grants = ["services.*.secrets.[]", "services.*.configs.[]"];

export const storage: readonly Check[] = [
  ...at(["services.*.volumes.[]"], mount, { code: "bad-volume", remedy: mountRemedy }),
  ...at(["services.*.volumes.[]"], oneLetter, {
    code: "one-letter-volume",
    severity: "notice",
    remedy: "Give the volume a longer name, or write `{ type: volume, source: NAME, target: /path }`.",
  }),
  ...at(["services.*.volumes.[]"], unheeded, {
    code: "unheeded-option",
    severity: "notice",
    remedy: "Known are ro, rw, z, Z, nocopy and (r)private, (r)shared, (r)slave.",
  }),
  ...at(
    ["services.*.volumes.[].bind.propagation"],
    text((word) => unless(propagations.includes(word), `has \`${word}\`, which is none of ${propagations.join(", ")}`)),
    {
      code: "bad-value",
      remedy: "Write `rprivate`, or leave it out.",
    },
  ),
  ...at(
    ["services.*.tmpfs", "services.*.tmpfs.[]"],
    text((written) => complaintOf(tmpfsOf(written))),
    {
      code: "bad-volume",
      remedy:
        "Write a path and options, for example `/run:size=64m,mode=1777,noexec`; a size is a whole number with k, m or g.",
    },
  ),
  ...at(
    [...grants.map((path) => `${path}.mode`), "services.*.volumes.[].tmpfs.mode"],
    scalar((node) => unless(modeOf(node) !== undefined, "is no mode of a file")),
    {
      code: "bad-mode",
      remedy: 'Write it in octal, for example `mode: "0440"`.',
    },
  ),
  ...at(
    [...grants.map((path) => `${path}.uid`), ...grants.map((path) => `${path}.gid`)],
    text((id) => unless(/^\d{1,10}$/.test(id), "is no number: only numbers reach a container on every engine")),
    {
      code: "bad-user",
      severity: "notice",
      remedy: 'Write the number in quotes, for example `uid: "1000"`.',
    },
  ),
  ...at(["secrets.*"], sources(["file", "environment"]), {
    code: "bad-source",
    remedy: "Keep one of `file: ./secret.txt`, `environment: NAME` and `external: true`.",
  }),
  ...at(["configs.*"], sources(["file", "environment", "content"]), {
    code: "bad-source",
    remedy: "Keep one of `file: ./app.conf`, `content: …`, `environment: NAME` and `external: true`.",
  }),
  ...at(["volumes.*"], external, {
    code: "bad-source",
    remedy: "Keep `external: true` and `name:`, or take `external` out.",
  }),
  ...misspelt(["volumes.*.driver"], ["local"], "volume driver"),
];

/** `v:/data`, where the stack has a volume `v`: nobody means a Windows drive by it. */
function oneLetter(node: Node, root: Mapping): string | undefined {
  const name = /^([A-Za-z]):\/[^:]*(?::[^:/]*)?$/.exec(written(node))?.[1];
  const isDeclared = name !== undefined && entriesOf(root, "volumes").some(({ key }) => key === name);
  return isDeclared ? `is the volume \`${name}\` here, and a Windows drive for Compose and docker` : undefined;
}

function mount(node: Node, root: Mapping): string | undefined {
  return oneLetter(node, root) === undefined ? unreadable(node) : undefined;
}

function unreadable(node: Node): string | undefined {
  const read = mountOf(node);
  if (typeof read === "string") return read;
  if (read.type !== "volume" || read.source === undefined || volumeName.test(read.source)) return undefined;
  return `has \`${read.source}\`, which is neither a path nor a volume's name`;
}

function mountRemedy(node: Node): string {
  const what = unreadable(node) ?? "";
  const text = written(node);
  if (/Windows/.test(what)) {
    const letter = /^[A-Za-z]:(?=\/)/.exec(text)?.[0];
    const how = "A host path begins with `/` or `./`";
    return letter
      ? `${how}; for a volume of one letter write \`{ type: volume, source: ${letter[0]}, target: /path }\`, or give it a longer name.`
      : `${how}: \`./data:/data\`.`;
  }
  const source = text.split(":")[0] ?? "";
  if (/neither a path/.test(what) && source) return `For a path beside the compose file, write \`./${source}:/path\`.`;
  if (/must start with/.test(what)) return "Write the whole path in the container, for example `./data:/var/lib/data`.";
  if (node.kind === "map") return "Write for example `{ type: bind, source: ./data, target: /data }`.";
  return "Write `./host/path:/container/path:ro`, or `name:/path` for a volume.";
}

function unheeded(node: Node): string | undefined {
  const read = mountOf(node);
  const ours = /^(cached|delegated|consistent)$/;
  const options = typeof read === "string" ? [] : (read.unheeded ?? []).filter((option) => !ours.test(option));
  return options.length === 0 ? undefined : `has the option \`${options[0]}\`, which Compose passes over`;
}

/** @see Compose: exactly one source, unless it is external or a driver brings it */
function sources(keys: readonly string[]): Check["wrong"] {
  return (node) => {
    if (node.kind !== "map") return undefined;
    const written = keys.filter((key) => has(node, key));
    if (written.length > 1) return `has both \`${written[0]}\` and \`${written[1]}\``;
    if (written.length === 1 || isExternal(node) || has(node, "driver")) return undefined;
    return `has none of ${keys.map((key) => `\`${key}\``).join(", ")} and is not external`;
  };
}

function external(node: Node): string | undefined {
  if (node.kind !== "map" || !isExternal(node)) return undefined;
  const other = node.entries.find(({ key }) => key !== "external" && key !== "name" && !key.startsWith("x-"));
  return other && `is external, and has \`${other.key}\` as well`;
}

const has = (map: Mapping, key: string): boolean => {
  const child = childOf(map, key);
  return child !== undefined && !isNull(child);
};

function isExternal(map: Mapping): boolean {
  const child = childOf(map, "external");
  if (child?.kind === "map") return true;
  return child?.kind === "scalar" && parseFlag(String(child.value)) === true;
}
