/** What became of a compose project, as a person wants to see it: losses first, what to do last; what is kept is only counted. */
import type { Problem } from "../../model/problem.ts";
import { hideLogins } from "../mask/hide.ts";
import { withoutValues } from "../mask/without-values.ts";
import { counted } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { countFates } from "./counts.ts";
import { showCounts } from "./counts-table.ts";
import { type Loss, lossesOf, showLosses } from "./fates/losses.ts";
import { mappedOf, showMapped } from "./fates/mapped.ts";
import { showMade } from "./made.ts";
import { showNotices } from "./notices.ts";
import { showPlacement } from "./placement.ts";
import { showToDo } from "./to-do.ts";
import type { ConversionView } from "./view.ts";

export function showConversion(
  view: ConversionView,
  options: { readonly paint: boolean; readonly width: number },
): string {
  const paint = painter(options.paint);
  const { width } = options;
  const { conversion, project, problems, outcome } = view;
  const { dispositions, made, placement, refusals } = conversion;
  const losses = lossesOf(dispositions);
  const mapped = mappedOf(dispositions);
  const weakening = (what: Loss["fate"]["weakens"]) => losses.filter(({ fate }) => fate.weakens === what);
  const lost = (title: string, some: readonly Loss[]) =>
    section(title, some, () => showLosses(some, paint, width), paint);
  const notices = [...problems, ...conversion.notices];
  const names = new Set(project.services.map(({ name }) => name));
  const listed = (some: readonly Problem[]) => showNotices(some, { names, files: project.files, paint, width });
  const text = [
    ...section("Refused", refusals, () => listed(refusals), paint),
    ...lost("Lost in the stack file: security", weakening("security")),
    ...lost("Lost in the stack file: behaviour", weakening("behaviour")),
    ...lost("Left out: means nothing on a swarm", weakening("nothing")),
    ...(outcome.done === "planned"
      ? section("What changes, and why", mapped, () => showMapped(mapped, paint, width), paint)
      : []),
    ...section("Added", made, () => showMade(made, paint, width), paint),
    ...section("Where services run", placement, () => showPlacement(placement, paint, width), paint),
    ...section("To be looked at", notices, () => listed(notices), paint),
    ...section("Fields", dispositions, () => showCounts(dispositions, paint, width), paint),
    ...(outcome.done === "written" ? [showToDo(conversion, outcome.stackFile ?? "-", paint, width)] : []),
    summary(view, paint),
  ].join("\n\n");
  return withoutValues(hideLogins(`${text}\n`), view.secrets);
}

function section(title: string, items: readonly unknown[], body: () => string, paint: Paint): readonly string[] {
  return items.length === 0 ? [] : [`${paint("bold", title)}\n${body()}`];
}

/** One line, however wide: it is what scripts look for. */
function summary({ conversion, outcome }: ConversionView, paint: Paint): string {
  const counts = countFates(conversion.dispositions, "file");
  const fates = `${counted(counts.fields, "field")}: ${counts.kept} kept, ${counts.mapped} mapped, ${counts.lost} lost`;
  const security = counts.weakens.security > 0 ? ` (${counts.weakens.security} for security)` : "";
  const all = `${fates}${security}`;
  switch (outcome.done) {
    case "written": {
      const aside = outcome.aside.length > 0 ? ` and ${counted(outcome.aside.length, "file")} beside it` : "";
      const where = outcome.stackFile === undefined ? "" : `; ${oneLine(outcome.stackFile)}${aside} written`;
      return `${paint(security === "" ? "green" : "bold", all)}${where}.`;
    }
    case "planned":
      return `${paint(security === "" ? "green" : "bold", all)}. Nothing has been written yet.`;
    case "refused":
      return `${paint("red", `${counted(conversion.refusals.length, "thing")} refused`)}; ${all}. Nothing was written.`;
    case "too-weak":
      return `${paint("red", `${counted(counts.weakens.security, "loss", "losses")} of security`)}; ${all}. Nothing was written (--strict).`;
  }
}
