import { serviceName } from "../../model/name.ts";
import type { Wanted } from "../../model/plan.ts";

/** A service that is wanted, with no more to it than the loops look at. */
export function aWanted(
  name: string,
  { needs = [], hash = "1", process = name }: { needs?: readonly string[]; hash?: string; process?: string } = {},
): Wanted {
  return {
    hash,
    host: { name: process, read: [], write: [], mayStartPrograms: false, takesInput: false },
    launch: {
      role: "ingest",
      service: serviceName(name),
      needs: needs.map(serviceName),
      process,
      opens: { read: [], write: [] },
      inputs: [],
      broker: serviceName("broker"),
      store: serviceName("database"),
      database: "telegraf",
    },
  };
}
