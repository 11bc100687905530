/** What is said of a port. */
import type { LongPort } from "../../../../compose/port/long-port.ts";
import { type Field, fieldsOf, type Loss, lost, mapped, type Subject } from "../../../draft.ts";
import { isEvery } from "./address.ts";
import { modeFor } from "./port-node.ts";

const losses: Readonly<Record<string, Loss>> = {
  name: {
    why: "A stack file gives ports no names.",
    remedy: "Write the name as a comment.",
    weakens: "nothing",
  },
  app_protocol: {
    why: "A stack file does not say what is spoken on a port, and the engine does not ask.",
    remedy: "Leave it out, or write it as a comment.",
    weakens: "nothing",
  },
};

const extension: Loss = {
  why: "A stack file takes no extension here.",
  remedy: "Put it at the top level or below the service, where extensions stay.",
  weakens: "nothing",
};

function address(hostIp: string, { service }: Subject): Loss {
  return {
    why: `A swarm publishes on every address of a node: what ${hostIp} alone was to answer is open on all of them.`,
    remedy: `Let the nodes' firewall take the port from others (chain DOCKER-USER), or publish it on a proxy in front of \`${service.name}\` that asks who is there.`,
    weakens: "security",
  };
}

function loopback(item: Field, { draft }: Subject): void {
  draft.say(
    item,
    lost({
      why: "It is published to this machine alone, and a swarm publishes on every address: it would be open to the network. Services on its networks still reach it.",
      remedy:
        "From outside, go through a service on the same network that asks who is there, such as a proxy with TLS and passwords.",
      weakens: "behaviour",
    }),
  );
}

function shut(item: Field, { draft }: Subject): void {
  draft.say(
    item,
    lost({
      why: "It has internal networks or none, so that on one host nobody outside reaches it; a swarm's ingress, which several tasks need, would open it on every node.",
      remedy: "If it shall be reached, put the service on a network that is not internal as well.",
      weakens: "behaviour",
    }),
  );
}

function published(item: Field, ports: readonly LongPort[], mayMeet: boolean, subject: Subject): void {
  const [first] = ports;
  if (!first) {
    subject.draft.keep(item);
    return;
  }
  const { hostIp } = first;
  const isNarrow = hostIp !== undefined && !isEvery(hostIp);
  const into =
    first.published === undefined ? "a port of the node that the engine chooses" : whereTo(first, ports, mayMeet);
  const fate = mapped([[...item.path.slice(0, -1)]], into, why(first, mayMeet));
  if (item.node.kind !== "map") {
    subject.draft.say(item, isNarrow ? lost(address(hostIp, subject)) : fate);
    return;
  }
  subject.draft.say(item, fate);
  for (const field of fieldsOf(item)) {
    const key = String(field.path.at(-1));
    if (key === "host_ip" && isNarrow) subject.draft.say(field, lost(address(hostIp, subject)));
    else if (losses[key] || key.startsWith("x-")) subject.draft.say(field, lost(losses[key] ?? extension));
  }
}

function whereTo(first: LongPort, ports: readonly LongPort[], mayMeet: boolean): string {
  const last = ports.at(-1) ?? first;
  const range = ports.length > 1 ? `ports ${first.published} to ${last.published}` : `port ${first.published}`;
  const where = modeFor(first, mayMeet) === "host" ? "the node that runs it" : "every node";
  return `${range} of ${where}`;
}

function why(port: LongPort, mayMeet: boolean): string {
  if (modeFor(port, mayMeet) === "ingress") {
    return "Several tasks may run on one node, and only one of them could have the node's port, so swarm's ingress hands calls out; it hides the caller's address, and every node listens.";
  }
  const chosen =
    port.publishedTo === undefined
      ? ""
      : ` Of the range up to ${port.publishedTo}, a swarm takes no free one, so it is the first.`;
  return `On the node alone the caller's address survives, and no other node opens the port.${chosen}`;
}

export const fates = { loopback, published, shut };
