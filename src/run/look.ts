import { Fault } from "../model/fault.ts";
import type { Observed } from "../model/plan.ts";
import { unready } from "../plan/steps.ts";
import type { Prepared } from "./prepare.ts";

/** @throws Fault "not-running" unless everything that is wanted serves: half a stack proves nothing about the other half */
export async function lookAtAll({ site, launches }: Prepared, signal: AbortSignal): Promise<Observed> {
  const observed = await site.engine.observe(signal);
  const missing = unready(launches, observed);
  if (missing.length === 0) return observed;
  throw new Fault(
    "not-running",
    `${missing.join(", ")}: not running or not ready`,
    "Run `edgeward up -d` first; `edgeward ps` shows what runs.",
  );
}
