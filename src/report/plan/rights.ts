/** Who may do what, and the files that will be generated for it. */

import type { Identity } from "../../model/identity.ts";
import { generatedFile } from "../../model/layout.ts";
import type { GeneratedFile, Hole } from "../../model/secret.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, type Row, table } from "../text/table.ts";

const rightsColumns: readonly Column[] = [
  { title: "WHO" },
  { title: "ON" },
  { title: "AS USER" },
  { title: "MAY", flexible: true },
  { title: "BECAUSE OF", flexible: true },
];

export function showRights(identities: readonly Identity[], paint: Paint, width: number): string {
  const rows = identities.map(
    (identity): Row => ({
      cells: [
        { text: identity.owner, style: "bold" },
        { text: identity.server },
        { text: oneLine(identity.user) },
        { text: mayDo(identity).join("\n") },
        { text: oneLine(identity.why), style: "dim" },
      ],
    }),
  );
  return table(rightsColumns, rows, { width, paint, indent: "  " });
}

function mayDo(identity: Identity): readonly string[] {
  if (identity.target === "database") return [`${identity.access} database ${identity.database}`];
  if (identity.target === "dashboard") return ["sign in and look"];
  const { publish, subscribe } = identity;
  const may = [
    ...(publish.length > 0 ? [`publish ${publish.join(", ")}`] : []),
    ...(subscribe.length > 0 ? [`subscribe to ${subscribe.join(", ")}`] : []),
  ];
  return may.length > 0 ? may.map(oneLine) : ["connect, and nothing else"];
}

const filesColumns: readonly Column[] = [
  { title: "FOR" },
  { title: "FILE" },
  { title: "MODE" },
  { title: "FILLED IN AT THE START", flexible: true },
];

/** Every generated file is written with this mode (model/secret.ts). */
export const generatedMode = "0600";

/** As it stands beside the compose file. */
export const pathOf = ({ service, name }: GeneratedFile): string =>
  generatedFile({ root: ".edgeward", run: "" }, service, name);

export function showGenerated(files: readonly GeneratedFile[], paint: Paint, width: number): string {
  const rows = files.map(
    (file, i): Row => ({
      cells: [
        { text: files[i - 1]?.service === file.service ? "" : file.service, style: "bold" },
        { text: oneLine(file.name) },
        { text: generatedMode },
        { text: holesOf(file).join(", ") || "nothing", style: "dim" },
      ],
    }),
  );
  return table(filesColumns, rows, { width, paint, indent: "  " });
}

export const holesOf = ({ parts }: GeneratedFile): readonly string[] => [
  ...new Set(parts.flatMap((part) => (typeof part === "string" ? [] : [nameHole(part)]))),
];

function nameHole(hole: Hole): string {
  switch (hole.hole) {
    case "password":
      return `password ${hole.ref}`;
    case "mosquitto-hash":
      return `hash of ${hole.ref}`;
    case "certificate":
      return `certificate ${hole.ref}`;
    case "private-key":
      return `private key ${hole.ref}`;
    case "ca-certificate":
      return "CA certificate";
  }
}
