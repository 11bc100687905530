import { servicesJson, showServices } from "../report/news/services.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { prepared } from "./prepared.ts";

export interface PsOptions extends ComposeOptions {
  readonly format: "text" | "json";
}

export async function ps(options: PsOptions, context: Context): Promise<number> {
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context, options.format);
  if (!stack) return exit.badInput;
  const { screen, tools, signal } = context;
  const observed = await stack.site.engine.observe(signal);
  const view = {
    observed,
    services: stack.hardened.stack.services,
    unrunnable: stack.unrunnable,
    nowMs: tools.clock.now(),
  };
  screen.out(
    options.format === "json" ? servicesJson(view) : showServices(view, { paint: screen.paint, width: screen.width }),
  );
  return exit.done;
}
