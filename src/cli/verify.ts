import { lookAtAll } from "../run/look.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { prepared } from "./prepared.ts";
import { verifyStack } from "./verify-stack.ts";

export interface VerifyOptions extends ComposeOptions {
  readonly format: "text" | "json";
  readonly verbose?: boolean;
}

export async function verifyRunning(options: VerifyOptions, context: Context): Promise<number> {
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context, options.format);
  if (!stack) return exit.badInput;
  const observed = await lookAtAll(stack, context.signal);
  const style = { format: options.format, verbose: options.verbose === true };
  return verifyStack(stack, observed, style, context, await stack.site.supervision.current());
}
