import type { Account } from "../../../model/machine.ts";
import { runProgram } from "../run-program.ts";
import type { Known } from "./known.ts";

/**
 * As the program says it itself: `2.0.11`, `1.6.7~rc0`. It is asked with its own account's rights, not with ours.
 * @returns undefined: it says none, or cannot be asked
 */
export async function versionOf(
  executable: string,
  { versionWords }: Known,
  account: Account,
  signal: AbortSignal,
): Promise<string | undefined> {
  const asked = [executable, ...versionWords];
  const { stdout, stderr } = await runProgram(asked, { withinMs: 10_000, as: account }, signal);
  return /\b[vV]?(?:ersion )?v?(\d+\.\d+(?:\.\d+)?(?:[~-]\w+(?:\.\d+)?)?)/.exec(`${stdout}\n${stderr}`)?.[1];
}
