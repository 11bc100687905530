import type { ServiceName } from "./name.ts";

/** `unknown` is never `pass`: it says that we could not look, and why. */
export type Verdict = "pass" | "fail" | "unknown";

/** What a probe saw. */
export interface Finding {
  /** Id of the probe: what it proves, for example `refuses-anonymous`. */
  readonly probe: string;
  readonly service?: ServiceName;
  readonly verdict: Verdict;
  /** The claim, as a sentence that is true when the verdict is `pass`. */
  readonly claim: string;
  /** What was seen, in words; no secret in it. Includes the control. */
  readonly evidence: string;
  /** What to do about a `fail` or an `unknown`. */
  readonly remedy?: string;
  readonly tookMs: number;
}

/** 0 all pass; 1 something failed; 3 nothing failed, but something could not be known. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 3 {
  if (findings.some((finding) => finding.verdict === "fail")) return 1;
  return findings.some((finding) => finding.verdict === "unknown") ? 3 : 0;
}
