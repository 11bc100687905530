/** Places of the source, so many at once that they have to be said briefly. */
import type { Disposition } from "../../../model/conversion.ts";
import { type Path, showPath } from "../../../model/node.ts";
import { grouped } from "../../text/grouped.ts";
import { oneLine } from "../../text/printable.ts";

type Placed = Pick<Disposition, "path" | "at">;

/** `services.web.ports[0]` where it is one, `services.*.ports[*]` where there are more. */
export function titleOf(placed: readonly Placed[]): string {
  const [first] = placed;
  return first === undefined ? "" : oneLine(placed.length === 1 ? showPath(first.path) : pattern(first.path));
}

/** The same field of whichever service, network, volume, secret or config. */
export function pattern(path: Path): string {
  return showPath(path.map((step, i) => (i === 1 ? "*" : step))).replaceAll(/\[\d+\]/g, "[*]");
}

/** Each file once, then who and in which lines: `compose.yml: 12 (web), 30 and 31 (db)`; a single place so that editors find it. */
export function placesOf(placed: readonly Placed[]): string {
  const [first] = placed;
  if (placed.length === 1 && first) return oneLine(`${first.at.file}:${first.at.line}:${first.at.column}`);
  return [...grouped(placed, ({ at }) => at.file)]
    .map(([file, some]) => {
      const owners = [...grouped(some, ({ path }) => String(path[1] ?? path[0] ?? ""))];
      return `${file}: ${owners.map(([owner, all]) => `${linesOf(all)} (${owner})`).join(", ")}`;
    })
    .map(oneLine)
    .join("; ");
}

function linesOf(placed: readonly Placed[]): string {
  const lines = [...new Set(placed.map(({ at }) => at.line))];
  const last = lines.at(-1);
  return lines.length < 2 ? `${last}` : `${lines.slice(0, -1).join(", ")} and ${last}`;
}
