import { parseMode } from "../../compose/amount/quantity.ts";
import { volumeName } from "../../compose/mount/mount.ts";
import type { Entry, Node } from "../../model/node.ts";
import type { Volume } from "../../model/stack.ts";
import type { Say } from "../say/say.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asFlag, asMap, asText, asWritten } from "../tree/shape.ts";

const keys = ["driver", "driver_opts", "external", "labels", "name", "x-edgeward"];

/** The top-level `volumes:`. Each becomes a directory of Edgeward's own; what asks for more is said. */
export function readVolumes(node: Node, say: Say): readonly Volume[] {
  return (asMap(node, "volumes", say) ?? []).map((entry) => readVolume(entry, say));
}

function readVolume({ key, keyAt, value }: Entry, say: Say): Volume {
  const path = `volumes.${key}`;
  if (!volumeName.test(key)) {
    say.error("bad-name", keyAt, `\`${key}\` cannot be a volume's name`, "Use letters, digits, dots, - and _ only.");
  }
  const entries = asMap(value, path, say) ?? [];
  sayUnknown(entries, keys, path, "x-allowed", say);
  const find = (name: string) => entries.find((entry) => entry.key === name);
  const driver = find("driver");
  const named = driver && asText(driver.value, `${path}.driver`, say);
  const options = find("driver_opts");
  const special = options ?? (named && named.value !== "local" ? driver : undefined);
  if (special) {
    const remedy = "The data lies in Edgeward's own directory; use a bind mount for data that has to lie elsewhere.";
    say.notice("not-carried", special.keyAt, `\`${path}.${special.key}\` is not carried out by this version`, remedy);
  }
  const external = find("external");
  if (external && (external.value.kind === "map" || asFlag(external.value, `${path}.external`, say))) {
    const what = `\`${path}\` is a Docker volume from elsewhere: its data is not used here`;
    say.notice("not-carried", external.keyAt, what, "Copy the data over, or use a bind mount.");
  }
  const edgeward = find("x-edgeward");
  const mode = edgeward && readMode(edgeward.value, `${path}.x-edgeward`, say);
  return { name: key, at: keyAt, ...(mode !== undefined && { mode }) };
}

function readMode(node: Node, path: string, say: Say): number | undefined {
  const entries = asMap(node, path, say) ?? [];
  sayUnknown(entries, ["mode"], path, "none", say);
  const mode = entries.find((entry) => entry.key === "mode")?.value;
  const text = mode && asWritten(mode, `${path}.mode`, say);
  if (!text) return undefined;
  return (
    parseMode(text.value) ??
    say.error(
      "bad-value",
      text.at,
      `\`${path}.mode\` is not a mode of a directory`,
      'Write for example `mode: "0700"`.',
    )
  );
}
