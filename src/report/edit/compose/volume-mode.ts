import { isMap } from "yaml";
import type { Change } from "../../../model/change.ts";
import { editUnder } from "../yaml/entries.ts";
import type { Entry } from "../yaml/entry.ts";
import { keyOf, ownPair, pairs, type Splice, type YamlText } from "../yaml/text.ts";

/** Sets `x-edgeward: {mode}` of a top-level volume; as a string, since YAML 1.1 and 1.2 read `0700` as different numbers. */
export function modeEdit(
  yaml: YamlText,
  { volume, after }: Extract<Change, { kind: "volume-mode" }>,
): readonly Splice[] {
  const volumes = ownPair(yaml.root, "volumes")?.value;
  if (!isMap(volumes)) return [];
  const mode = `mode: "${after.toString(8).padStart(4, "0")}"`;
  const own = ownPair(volumes, volume)?.value;
  const extension = isMap(own) ? ownPair(own, "x-edgeward")?.value : undefined;
  if (!isMap(own) || !isMap(extension)) {
    const whole: Entry = {
      block: `x-edgeward:\n${" ".repeat(yaml.step)}${mode}`,
      flow: `x-edgeward: { ${mode} }`,
    };
    return editUnder(yaml, volumes, volume, "map", { replace: new Map(), append: [whole] });
  }
  const index = pairs(extension).findIndex((pair) => keyOf(pair) === "mode");
  const text: Entry = { block: mode, flow: mode };
  const edit =
    index === -1 ? { replace: new Map(), append: [text] } : { replace: new Map([[index, [text]]]), append: [] };
  return editUnder(yaml, own, "x-edgeward", "map", edit);
}
