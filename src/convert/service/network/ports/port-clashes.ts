/** Ports of a node that two tasks want at the same time: one of them waits for ever. */
import { type LongPort, portsOf } from "../../../../compose/port/long-port.ts";
import { childOf, nodeAt, textOf } from "../../../../model/node.ts";
import type { ProjectService } from "../../../../model/project.ts";
import type { Span } from "../../../../model/span.ts";
import { Draft } from "../../../draft.ts";
import type { Rule } from "../../../rule.ts";
import { networkModeOf } from "../attach/mode.ts";
import { addressOf, isLoopback } from "./address.ts";

export const portClashes: Rule = {
  id: "port-clashes",
  accounts: [],
  propose: ({ project }) => {
    const draft = new Draft("port-clashes");
    const first = new Map<string, string>();
    for (const service of project.services) {
      const published = publishedBy(service);
      for (const { port, at } of published) {
        const key = `${port.published}/${port.protocol}`;
        const other = first.get(key) ?? service.name;
        first.set(key, other);
        if (other !== service.name) sayTwice(key, service.name, other, at, draft);
      }
      const [one] = published;
      if (one && startsFirst(service)) sayStartFirst(service.name, one.at, draft);
    }
    return draft.proposal;
  },
};

function publishedBy(service: ProjectService): readonly { readonly port: LongPort; readonly at: Span }[] {
  const ports = childOf(service.map, "ports");
  if (ports?.kind !== "list" || networkModeOf(service).kind === "host") return [];
  return ports.items.flatMap((item) => {
    const read = isLoopback(addressOf(item)) ? [] : portsOf(item);
    const list = typeof read === "string" ? [] : read;
    return list.filter((port) => port.published !== undefined).map((port) => ({ port, at: item.at }));
  });
}

function sayTwice(port: string, service: string, other: string, at: Span, draft: Draft): void {
  draft.notice(
    at,
    "port-taken",
    `\`${service}\` publishes ${port}, and so does \`${other}\`: on a swarm, a port is a node's own, whatever address it was published on`,
    "Publish another port, or keep the two on different nodes by their zones.",
  );
}

const startsFirst = ({ map }: ProjectService): boolean =>
  textOf(nodeAt(map, ["deploy", "update_config", "order"])) === "start-first";

function sayStartFirst(service: string, at: Span, draft: Draft): void {
  draft.notice(
    at,
    "port-taken",
    `\`${service}\` starts its new task before the old one ends, and on the same node the old one has the port still`,
    "Write `order: stop-first`, or run it on more nodes than it has tasks.",
  );
}
