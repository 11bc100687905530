import { relative } from "node:path";
import { generatedDir } from "../model/layout.ts";
import type { ComposeRequest } from "../run/load.ts";
import type { Prepared } from "../run/prepare.ts";
import { namedBy } from "./named-by.ts";
import { signInLines } from "./sign-in.ts";

/** How to look inside a stack that is up: with the operator's own identity, and no password on a command line. */
export function insideLines({ launches, hardened, site }: Prepared, request: ComposeRequest): string {
  const named = namedBy(request)
    .map((word) => ` ${word}`)
    .join("");
  const lines = [`  npx edgeward ps${named}`, `  npx edgeward logs${named} --follow`];
  for (const launch of launches) {
    if (launch.role !== "database") continue;
    const operator = relative(process.cwd(), generatedDir(site.layout, "operator")) || ".";
    const mine = hardened.identities.find(
      (one) => one.target === "database" && one.owner === "operator" && one.server === launch.service,
    );
    if (mine?.target !== "database") continue;
    const port = launch.listeners[0]?.port ?? 8086;
    lines.push(
      `  (cd ${operator} && curl -K curl 'https://localhost:${port}/query?db=${encodeURIComponent(mine.database)}&q=SHOW+MEASUREMENTS')`,
    );
  }
  const runs = new Set(launches.map(({ service }) => service));
  const signIn = signInLines(hardened, site.layout, (server) => runs.has(server));
  return ["Look inside:", ...lines, ...signIn.map((line) => `  ${line}`)].join("\n");
}
