/** What a swarm does not carry: each reason once, with what to do instead and every place that it holds for. */
import type { Disposition } from "../../../model/conversion.ts";
import type { Path } from "../../../model/node.ts";
import { grouped } from "../../text/grouped.ts";
import type { Paint } from "../../text/paint.ts";
import { oneLine } from "../../text/printable.ts";
import { wrapHanging } from "../../text/wrap.ts";
import type { Lost } from "../counts.ts";
import { withoutNames } from "./anonymous.ts";
import { pattern, placesOf, titleOf } from "./places.ts";

export interface Loss {
  readonly disposition: Disposition;
  readonly fate: Lost;
}

/** Through the stack file. */
export function lossesOf(dispositions: readonly Disposition[]): readonly Loss[] {
  return dispositions.flatMap((disposition) =>
    disposition.file.fate === "lost" ? [{ disposition, fate: disposition.file }] : [],
  );
}

export function showLosses(losses: readonly Loss[], paint: Paint, width: number): string {
  const groups = grouped(losses, ({ disposition: { path, api }, fate }) =>
    JSON.stringify([pattern(path), anonymous(fate.why, path), anonymous(fate.remedy, path), api?.fate]),
  );
  return [...groups.values()].flatMap((group) => showGroup(group, paint, width)).join("\n");
}

function showGroup(group: readonly Loss[], paint: Paint, width: number): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const placed = group.map(({ disposition }) => disposition);
  const { api, path } = first.disposition;
  const [why, remedy] = [first.fate.why, first.fate.remedy].map((text) =>
    oneLine(group.length === 1 ? text : anonymous(text, path)),
  );
  return [
    `  ${paint("cyan", titleOf(placed))}`,
    ...wrapHanging(why ?? "", width, "    ", "    "),
    ...wrapHanging(remedy ?? "", width, "    Instead: ", "      "),
    ...(api !== undefined && api.fate !== "lost" ? ["    A ServiceSpec of the Engine API carries it."] : []),
    ...wrapHanging(placesOf(placed), width, "    At ", "      ").map((line) => paint("dim", line)),
  ];
}

const anonymous = (text: string, path: Path): string => withoutNames(text, new Set([String(path[1])]));
