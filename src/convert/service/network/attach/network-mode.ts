import { mapAt, nothingAt, type Path, textAt, valueAt } from "../../../../model/node.ts";
import type { Field } from "../../../draft.ts";
import { lost, mapped } from "../../../draft.ts";
import { keyFor } from "./attachments.ts";
import { refuseHostNetwork } from "./host-network.ts";
import { networkModeOf } from "./mode.ts";
import { type Neighbourhood, networkRule } from "./network-rule.ts";

/** Networks that the engine has on each node are external ones in a stack file. */
export const networkMode = networkRule("network-mode", ["network_mode"], (one) => {
  const { subject } = one;
  const field = subject.field("network_mode");
  if (!field) return;
  subject.draft.edit({ kind: "drop", path: field.path });
  const mode = networkModeOf(subject.service);
  if (mode.kind === "own" || mode.kind === "bridge") return onDefault(field, one);
  if (mode.kind === "service" || mode.kind === "container") return shared(field, mode.kind, mode.name, one);
  const name = mode.kind === "network" ? mode.name : mode.kind;
  if (mode.kind === "host") refuseHostNetwork(field.at, subject);
  const to = attach(name, field, one);
  const why = "A stack file has no `network_mode`; a network that the engine has is an external one there.";
  subject.draft.say(field, mapped([to], `the external network \`${name}\``, why));
});

function onDefault(field: Field, { subject }: Neighbourhood): void {
  const why = "The bridge is one node's own network, and the others' services would be out of reach on it.";
  subject.draft.say(field, mapped([["networks", "default"]], "the stack's default overlay network", why));
}

function attach(name: string, { at }: Field, { subject, attachments }: Neighbourhood): Path {
  const { root } = subject.view.project;
  const key = keyFor(name, name === "host" ? "hostnet" : name === "none" ? "nonet" : name, attachments, root);
  const path = subject.path("networks", key);
  subject.draft.edit({ kind: "put", path, node: nothingAt(at) });
  if (!attachments.external.has(key)) {
    const network = mapAt({ external: valueAt(true, at), name: textAt(name, at) }, at);
    subject.draft.edit({ kind: "put", path: ["networks", key], node: network });
  }
  return path;
}

/** What shares a VPN's or a firewall's network stack would go past it. */
function shared(field: Field, kind: "service" | "container", name: string, { subject }: Neighbourhood): void {
  const other = kind === "service" ? `\`${name}\`` : `the container \`${name}\``;
  const loss = {
    why: `A swarm's tasks cannot share a network stack: \`${subject.service.name}\` and ${other} get addresses of their own, and what it sends no longer goes through ${other}.`,
    remedy: `Where they talk over \`localhost\`, use the name of the service and publish its ports on it; if ${other} is a VPN or a firewall, run both programs in one container.`,
    weakens: "security",
  } as const;
  subject.draft.say(field, lost(loss));
}
