import { findingsJson, showFindings } from "../../report/findings.ts";
import type { Prepared } from "../../run/prepare.ts";
import { verifyServers } from "../../run/swarm/verify/servers.ts";
import { type Promised, verifySwarm } from "../../run/swarm/verify/verify-swarm.ts";
import type { Context } from "../context.ts";
import type { VerifyStyle } from "../verify-stack.ts";
import type { Opened } from "./opened.ts";

/**
 * Runs every probe of a swarm on what is up, then those of its brokers and databases, prints the findings and answers with their exit
 * status.
 */
export async function verifyOpened(
  { site, withBook }: Prepared,
  promised: Promised,
  { swarm, tools }: Opened,
  style: VerifyStyle,
  context: Context,
): Promise<number> {
  const { screen, signal } = context;
  const { random, swarmProbes, probes } = context.tools;
  const { clock, helperImage } = tools;
  const proof = { clock, helperImage, random, probes: await swarmProbes() };
  const { hardened } = withBook(await site.users.read());
  const servers = { stack: promised.stack, hardened, keys: site.keys, swarm };
  const findings = [
    ...(await verifySwarm(promised, swarm, proof, signal)),
    ...(await verifyServers(servers, tools, await probes(), signal)),
  ];
  const { output, exitCode } =
    style.format === "json"
      ? findingsJson(findings)
      : showFindings(findings, { paint: screen.paint, width: screen.width, verbose: style.verbose });
  screen.out(output);
  return exitCode;
}
