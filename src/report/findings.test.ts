import { expect, test } from "vitest";
import type { Finding, Verdict } from "../model/finding.ts";
import { serviceName } from "../model/name.ts";
import { findingsJson, showFindings } from "./findings.ts";
import { displayWidth } from "./text/width.ts";

const style = { paint: false, width: 80 };
const long = "control: the agent was let in, and then ".repeat(4).trim();

const aFinding = (verdict: Verdict, more: Partial<Finding> = {}): Finding => ({
  probe: "refuses-anonymous",
  service: serviceName("mosquitto"),
  verdict,
  claim: "The broker refuses strangers",
  evidence: long,
  tookMs: 31,
  ...more,
});

test("each verdict is a word of its own, so that nothing hangs on colour", () => {
  const { output } = showFindings([aFinding("pass"), aFinding("fail"), aFinding("unknown")], style);
  for (const word of ["pass ", "FAIL ", "unknown "]) expect(output).toMatch(new RegExp(`^${word}`, "m"));
});

test("evidence is short for what passed and whole for what did not", () => {
  const words = long.split(" ").length;
  const shown = (finding: Finding, verbose = false) =>
    showFindings([finding], { ...style, verbose }).output.match(/control:|agent|was|let|in,|and|then|the/g)?.length;
  expect(shown(aFinding("pass"))).toBeLessThan(words);
  for (const finding of [aFinding("fail"), aFinding("unknown")]) expect(shown(finding)).toBeGreaterThanOrEqual(words);
  expect(shown(aFinding("pass"), true)).toBeGreaterThanOrEqual(words);
});

test("the remedy of what did not pass is said once, with whom it is about", () => {
  const remedy = "Give the broker a password file.";
  const findings = [
    aFinding("fail", { remedy }),
    aFinding("fail", { remedy }),
    aFinding("pass", { remedy: "Not this." }),
  ];
  const { output } = showFindings(findings, style);
  expect(output.match(/refuses-anonymous \(mosquitto\): Give the broker a password file\./g)).toHaveLength(1);
  expect(output).not.toContain("Not this.");
});

test.each<[readonly Verdict[], number, string]>([
  [["pass", "pass"], 0, "2 pass, 0 fail, 0 unknown"],
  [["pass", "fail", "unknown"], 1, "1 pass, 1 fail, 1 unknown"],
  [["pass", "unknown"], 3, "1 pass, 0 fail, 1 unknown"],
  [[], 0, "0 pass, 0 fail, 0 unknown"],
])("%j ends with status %i and a line that counts", (verdicts, exitCode, counts) => {
  const findings = verdicts.map((verdict) => aFinding(verdict));
  const text = showFindings(findings, style);
  expect(text.exitCode).toBe(exitCode);
  expect(text.output.trimEnd().split("\n").at(-1)).toBe(counts);
  const json = findingsJson(findings);
  expect(json.exitCode).toBe(exitCode);
  expect(JSON.parse(json.output)).toMatchObject({
    version: 1,
    exitCode,
    findings: verdicts.map((verdict) => ({ verdict })),
  });
});

test.each([80, 120])("the table fits %i columns", (width) => {
  const { output } = showFindings([aFinding("fail", { remedy: long })], { paint: false, width });
  for (const line of output.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
});

test("what a probe heard from a server cannot write to the terminal", () => {
  const { output } = showFindings([aFinding("fail", { evidence: "answered \u001b]0;owned\u0007" })], style);
  expect(output).not.toMatch(/[^\P{Cc}\n]/u);
});
