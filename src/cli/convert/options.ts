/** What the command line of `convert` means, checked before anything is read. */
import { basename, dirname, resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import type { ConvertRequest } from "../../run/convert/convert.ts";
import type { Waived } from "../../run/convert/waivers.ts";
import { type ComposeOptions, composeRequest, type Surroundings } from "../compose-request.ts";

export interface ConvertOptions extends ComposeOptions {
  /** `-` is the standard output. */
  readonly output: string;
  readonly report?: string;
  readonly waive?: readonly string[];
  readonly strict?: boolean;
  readonly force?: boolean;
  readonly format: "text" | "json";
}

export const toStdout = ({ output }: Pick<ConvertOptions, "output">): boolean => output === "-";

/**
 * @param outputFor the stack file's path, when it goes by the first compose file's
 * @throws Fault "bad-command-line"
 */
export function convertRequest(
  options: ComposeOptions & Pick<ConvertOptions, "waive">,
  outputFor: (file: string) => string,
  around: Surroundings,
): ConvertRequest {
  const { waive = [] } = options;
  const request = composeRequest(options, around);
  const output = outputFor(request.files[0] ?? "");
  const stem = output === "-" ? "stack" : basename(output).replace(/\.ya?ml$/, "");
  return {
    ...request,
    outputDirectory: output === "-" ? process.cwd() : dirname(resolve(output)),
    asideDirectory: `${stem}.files`,
    waived: waive.map(waivedOf),
  };
}

/** A service's name may hold a colon; a waiver's does not. */
function waivedOf(text: string): Waived {
  const [, service, name] = /^(.+):([\w-]+)$/.exec(text) ?? [];
  if (service !== undefined && name !== undefined) return { service, name };
  const remedy = "Write the service and what you accept of it, for example: --waive web:privileged";
  throw new Fault("bad-command-line", `--waive takes SERVICE:NAME, not "${text}"`, remedy);
}
