/** What a service may ask of one network besides aliases: `services.*.networks.*`. */
import type { Field, Loss, Subject } from "../../../draft.ts";
import { fieldsOf } from "../../../draft.ts";

const address: Loss = {
  why: "A swarm gives out a network's addresses itself; a task gets a new one whenever it starts.",
  remedy: "Reach the service by its name, or by an alias, instead of the address.",
  weakens: "behaviour",
};

const losses: Readonly<Record<string, Loss>> = {
  ipv4_address: address,
  ipv6_address: address,
  link_local_ips: address,
  mac_address: {
    why: "A swarm gives each task a hardware address of its own.",
    remedy: "Leave it out; where a licence or a lease hangs on it, run that program outside of the swarm.",
    weakens: "behaviour",
  },
  priority: {
    why: "A swarm connects a task to its networks in an order of its own.",
    remedy: "Reach others by their name, which does not depend on the order.",
    weakens: "nothing",
  },
  gw_priority: {
    why: "A task's way out is its node's own gateway network, whichever overlay networks it is on.",
    remedy: "Leave it out. To keep a service from going out, put it on networks with `internal: true` alone.",
    weakens: "behaviour",
  },
  interface_name: {
    why: "A swarm names a task's interfaces itself: eth0, eth1, ….",
    remedy: "Let the program find its interface by address or listen on all.",
    weakens: "behaviour",
  },
};

const unknown: Loss = {
  why: "A stack file takes no extension here.",
  remedy: "Put it at the top level or below the service, where extensions stay.",
  weakens: "nothing",
};

export function attachmentFields(attachment: Field, { draft }: Subject): void {
  if (attachment.node.kind !== "map") return;
  for (const field of fieldsOf(attachment)) {
    const key = String(field.path.at(-1));
    if (key === "aliases" || key === "driver_opts") continue;
    draft.lose(field, losses[key] ?? unknown);
  }
}
