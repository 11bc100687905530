/** What the probes found: a table for people, JSON for programs, and the exit status that goes with it. */
import { exitCodeOf, type Finding, type Verdict } from "../model/finding.ts";
import { showDuration } from "./text/duration.ts";
import { type Paint, painter, type Style } from "./text/paint.ts";
import { oneLine } from "./text/printable.ts";
import { type Column, type Row, table } from "./text/table.ts";
import { wrapHanging } from "./text/wrap.ts";

export interface Report {
  readonly output: string;
  readonly exitCode: 0 | 1 | 3;
}

export interface FindingsStyle {
  readonly paint: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Shows the whole evidence for what passed, too. */
  readonly verbose?: boolean;
}

const columns: readonly Column[] = [
  { title: "VERDICT" },
  { title: "CLAIM", flexible: true },
  { title: "SERVICE" },
  { title: "EVIDENCE", flexible: true },
  { title: "TIME", align: "right" },
];

const marks: Readonly<Record<Verdict, { readonly word: string; readonly style: Style }>> = {
  pass: { word: "pass", style: "green" },
  fail: { word: "FAIL", style: "red" },
  unknown: { word: "unknown", style: "yellow" },
};

export function showFindings(findings: readonly Finding[], style: FindingsStyle): Report {
  const paint = painter(style.paint);
  const rows = findings.map((finding): Row => {
    const { word, style: colour } = marks[finding.verdict];
    const brief = finding.verdict === "pass" && style.verbose !== true;
    const cells = [
      { text: word, style: colour },
      { text: oneLine(finding.claim) },
      { text: finding.service ?? "" },
      { text: oneLine(finding.evidence), brief },
      { text: showDuration(finding.tookMs), style: "dim" as const },
    ];
    return { cells };
  });
  const shown = [
    findings.length === 0 ? "Nothing was looked at." : table(columns, rows, { width: style.width, paint }),
    ...remedies(findings, paint, style.width),
    summary(findings, paint),
  ];
  return { output: `${shown.join("\n\n")}\n`, exitCode: exitCodeOf(findings) };
}

/** One per remedy: several findings may need the same. */
function remedies(findings: readonly Finding[], paint: Paint, width: number): readonly string[] {
  const open = findings.filter(({ verdict, remedy }) => verdict !== "pass" && remedy !== undefined);
  const texts = [
    ...new Set(
      open.map(({ probe, service, remedy = "" }) => `${probe}${service ? ` (${service})` : ""}: ${oneLine(remedy)}`),
    ),
  ];
  if (texts.length === 0) return [];
  return [
    [paint("bold", "What to do"), ...texts.flatMap((text) => wrapHanging(text, width, "  - ", "    "))].join("\n"),
  ];
}

const countsOf = (findings: readonly Finding[]) => ({
  pass: findings.filter(({ verdict }) => verdict === "pass").length,
  fail: findings.filter(({ verdict }) => verdict === "fail").length,
  unknown: findings.filter(({ verdict }) => verdict === "unknown").length,
});

function summary(findings: readonly Finding[], paint: Paint): string {
  const { pass, fail, unknown } = countsOf(findings);
  const text = `${pass} pass, ${fail} fail, ${unknown} unknown`;
  return paint(fail > 0 ? "red" : unknown > 0 ? "yellow" : "green", text);
}

export function findingsJson(findings: readonly Finding[]): Report {
  const exitCode = exitCodeOf(findings);
  const value = { version: 1, exitCode, counts: countsOf(findings), findings };
  return { output: `${JSON.stringify(value, null, 2)}\n`, exitCode };
}
