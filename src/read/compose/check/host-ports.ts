import type { Port } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import type { ServiceDraft } from "../service/service.ts";

interface Taken {
  readonly port: Port;
  readonly service: string;
}

/** Two listeners cannot share a host port, unless they listen on different addresses. */
export function checkHostPorts(services: readonly ServiceDraft[], say: Say): void {
  const taken = new Map<string, Taken[]>();
  for (const { name, ports } of services) {
    for (const port of ports) {
      if (port.published === undefined) continue;
      const key = `${port.published}/${port.protocol}`;
      const others = taken.get(key) ?? [];
      const rival = others.find((other) => overlap(other.port.hostIp, port.hostIp));
      if (rival) {
        const where = `${rival.port.at.file}:${rival.port.at.line}`;
        const what = `\`${name}\` publishes host port ${key}, which \`${rival.service}\` has taken at ${where}`;
        say.error("port-conflict", port.at, what, "Publish one of the two on another host port.");
      } else taken.set(key, [...others, { port, service: name }]);
    }
  }
}

/** An IPv6 listener on every address takes the IPv4 ones too (bindv6only is 0 unless an administrator changed it). */
function overlap(a: string | undefined, b: string | undefined): boolean {
  const everywhere = (ip: string | undefined) => ip === undefined || ip === "0.0.0.0" || ip === "::";
  return a === b || everywhere(a) || everywhere(b);
}
