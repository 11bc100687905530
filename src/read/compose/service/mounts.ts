import { isPath, parseMount, volumeName } from "../../../compose/mount/mount.ts";
import { normalise } from "../../../compose/path.ts";
import type { Entry, Node } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { Mount } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean } from "../../say/suggest.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asFlag, asList, asMap, asText, asTexts } from "../../tree/shape.ts";
import { type Context, hostPath } from "../context.ts";

const longKeys = ["bind", "consistency", "image", "read_only", "source", "target", "tmpfs", "type", "volume"];
const optionKeys: Readonly<Record<string, readonly string[]>> = {
  bind: ["create_host_path", "propagation", "recursive", "selinux"],
  image: ["subpath"],
  tmpfs: ["mode", "size"],
  volume: ["labels", "nocopy", "subpath"],
};
const kinds = ["bind", "volume", "tmpfs", "npipe", "cluster", "image"];

/** `volumes:` in either syntax; of two mounts on one target the later one counts, at the earlier one's place, as in compose. */
export function readMounts(node: Node, path: string, context: Context, say: Say): readonly Mount[] {
  const mounts = new Map<string, Mount>();
  for (const [i, item] of asList(node, path, say).entries()) {
    const mount = readMount(item, `${path}[${i}]`, context, say);
    if (mount) mounts.set(mount.target, mount);
  }
  return [...mounts.values()];
}

/** `tmpfs:` a path or a list of paths, each with options after a colon. */
export function readTmpfs(node: Node, path: string, say: Say): readonly Mount[] {
  return asTexts(node, path, "single-too", say).flatMap(({ value, at }) => {
    const target = targetOf(value.split(":")[0] ?? "", at, path, say);
    return target === undefined ? [] : [{ kind: "tmpfs" as const, target, readOnly: false, at }];
  });
}

function readMount(item: Node, path: string, context: Context, say: Say): Mount | undefined {
  if (item.kind === "map") return readLong(item.entries, item.at, path, context, say);
  const text = asText(item, path, say);
  if (!text) return undefined;
  const parsed = parseMount(text.value);
  if (typeof parsed === "string") {
    return say.error(
      "bad-volume",
      item.at,
      `\`${path}\` ${parsed}`,
      "Write `./host/path:/container/path:ro` or `name:/path`.",
    );
  }
  const target = targetOf(parsed.target, item.at, path, say);
  if (target === undefined) return undefined;
  const { source, readOnly } = parsed;
  if (source === undefined) return { kind: "volume", target, readOnly, at: item.at };
  if (!isPath(source)) return named(source, { target, readOnly, at: item.at }, path, say);
  return bound(source, { target, readOnly, at: item.at }, path, context, say);
}

function readLong(entries: readonly Entry[], at: Span, path: string, context: Context, say: Say): Mount | undefined {
  sayUnknown(entries, longKeys, path, "x-allowed", say);
  const find = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const text = (key: string) => readText(find(key), `${path}.${key}`, say);
  for (const [key, known] of Object.entries(optionKeys)) {
    const options = find(key);
    if (options) sayUnknown(asMap(options, `${path}.${key}`, say) ?? [], known, `${path}.${key}`, "x-allowed", say);
  }
  const kind = text("type");
  const written = text("target");
  if (!kind || !written) {
    const remedy = "The long syntax needs `type:` (bind, volume or tmpfs) and `target:`.";
    return say.error("bad-volume", at, `\`${path}\` has no \`${kind ? "target" : "type"}\``, remedy);
  }
  const target = targetOf(written.value, written.at, path, say);
  const readOnlyNode = find("read_only");
  const readOnly = (readOnlyNode && asFlag(readOnlyNode, `${path}.read_only`, say)) ?? false;
  const source = text("source");
  if (target === undefined) return undefined;
  const rest = { target, readOnly, at };
  if (kind.value === "tmpfs") return { kind: "tmpfs", ...rest };
  if (kind.value === "volume") return source ? named(source.value, rest, path, say) : { kind: "volume", ...rest };
  if (kind.value === "bind") {
    if (source) return bound(source.value, rest, path, context, say);
    return say.error(
      "bad-volume",
      at,
      `\`${path}\` is a bind mount without \`source\``,
      "Name the host path in `source:`.",
    );
  }
  if (kinds.includes(kind.value)) {
    const what = `\`${path}\`: a mount of type ${kind.value} is not carried out by this version`;
    return say.notice("not-carried", kind.at, what, "Use a bind mount or a volume.");
  }
  return say.error("bad-volume", kind.at, `\`${kind.value}\` is not a type of mount`, didYouMean(kind.value, kinds));
}

function readText(node: Node | undefined, path: string, say: Say): Located<string> | undefined {
  return node && asText(node, path, say);
}

function targetOf(target: string, at: Span, path: string, say: Say): string | undefined {
  if (target.startsWith("/")) return normalise(target);
  const what = `\`${path}\` has \`${target}\` as the path in the container, which must start with /`;
  return say.error("bad-volume", at, what, `Write \`/${target.replace(/^[./]+/, "")}\`.`);
}

type Rest = Pick<Mount, "target" | "readOnly" | "at">;

function named(source: string, rest: Rest, path: string, say: Say): Mount | undefined {
  if (volumeName.test(source)) return { kind: "volume", source, ...rest };
  const what = `\`${path}\`: \`${source}\` is neither a path nor a volume's name`;
  return say.error("bad-volume", rest.at, what, `For a path beside the compose file, write \`./${source}\`.`);
}

function bound(source: string, rest: Rest, path: string, context: Context, say: Say): Mount | undefined {
  const resolved = hostPath(source, context);
  if (resolved !== undefined) return { kind: "bind", source: resolved, ...rest };
  return say.error("no-home", rest.at, `\`${path}\` starts with ~, but HOME is not set`, "Write the whole path.");
}
