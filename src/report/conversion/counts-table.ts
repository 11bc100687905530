/** How many fields come through, by the stack file and by the Engine API. */
import type { Disposition } from "../../model/conversion.ts";
import type { Paint } from "../text/paint.ts";
import { type Column, type Row, table } from "../text/table.ts";
import { type Counts, countFates } from "./counts.ts";

const columns: readonly Column[] = [
  { title: "THROUGH" },
  { title: "KEPT", align: "right" },
  { title: "MAPPED", align: "right" },
  { title: "LOST", align: "right" },
  { title: "OF WHICH" },
];

export function showCounts(dispositions: readonly Disposition[], paint: Paint, width: number): string {
  const row = (name: string, counts: Counts): Row => ({
    cells: [
      { text: name },
      { text: `${counts.kept}` },
      { text: `${counts.mapped}` },
      { text: `${counts.lost}` },
      { text: suffering(counts), style: counts.weakens.security > 0 ? "red" : "dim" },
    ],
  });
  const rows = [
    row("stack file, docker stack deploy", countFates(dispositions, "file")),
    row("ServiceSpec, Engine API", countFates(dispositions, "api")),
  ];
  return table(columns, rows, { width, paint, indent: "  " });
}

function suffering({ weakens }: Counts): string {
  return [
    weakens.security > 0 ? `${weakens.security} security` : "",
    weakens.behaviour > 0 ? `${weakens.behaviour} behaviour` : "",
    weakens.nothing > 0 ? `${weakens.nothing} without meaning` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
