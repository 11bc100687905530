import type { PortRange, PortText } from "../../../compose/port/port.ts";
import type { Span } from "../../../model/span.ts";
import type { Port } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import type { Context } from "../context.ts";

export function badPort(at: Span, path: string, what: string, say: Say): undefined {
  const remedy = 'Write for example `"127.0.0.1:1883:1883"`, or `target:` and `published:`; ports go from 1 to 65535.';
  return say.error("bad-port", at, `\`${path}\` ${what}`, remedy);
}

/** A port as it was written, one by one; none when the problem has been said. */
export function expandPort(parsed: PortText, at: Span, path: string, context: Context, say: Say): readonly Port[] {
  const { target, published, hostIp, protocol } = parsed;
  if (target[0] === 0) return badPort(at, path, "has 0 as the container's port", say) ?? [];
  if (protocol !== "tcp" && protocol !== "udp") {
    if (protocol !== "sctp") return badPort(at, path, `has the protocol \`${protocol}\``, say) ?? [];
    say.notice("not-carried", at, `\`${path}\`: SCTP is not carried out by this version`, "Use TCP or UDP.");
    return [];
  }
  if (!context.roomForPorts(target[1] - target[0] + 1)) {
    say.error(
      "too-many-ports",
      at,
      `\`${path}\`: the stack has more ports than a machine`,
      "Name the ports that are used.",
    );
    return [];
  }
  const common = { protocol, at, ...(hostIp === undefined ? {} : { hostIp }) } as const;
  const offset = hostOffset(target, published, at, path, say);
  return Array.from({ length: target[1] - target[0] + 1 }, (_, i): Port => {
    const port: Port = { target: target[0] + i, ...common };
    return offset === undefined ? port : { ...port, published: target[0] + i + offset };
  });
}

/** @returns what to add to a container's port for the host's; undefined when the engine is to choose */
function hostOffset(
  target: PortRange,
  published: PortRange | undefined,
  at: Span,
  path: string,
  say: Say,
): number | undefined {
  if (published === undefined) return undefined;
  const targets = target[1] - target[0];
  const hosts = published[1] - published[0];
  if (targets === hosts) return published[0] - target[0];
  if (targets > 0) {
    say.error("bad-port", at, `\`${path}\` has ranges of different lengths`, "Give both ranges the same length.");
    return undefined;
  }
  const what = `\`${path}\` leaves the host port to be chosen from a range: the first one is taken`;
  say.notice("port-choice", at, what, `Write \`${published[0]}:${target[0]}\`.`);
  return published[0] - target[0];
}
