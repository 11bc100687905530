import type { Span } from "../../../../model/span.ts";
import type { Subject } from "../../../draft.ts";
import { howToWaive } from "../../../waiver.ts";

/** The host's network is asked for by `network_mode: host`, and by the name of the external network `host`. */
export function refuseHostNetwork(at: Span, { service, view, draft }: Subject): void {
  const { name } = service;
  if (view.waived(name, "host-network")) return;
  draft.refuse(
    at,
    "host-network",
    `\`${name}\` wants the host's network: each port that it opens is open on its node, and it sees what all others there send`,
    `Give it networks and \`ports\` of its own; or accept it: ${howToWaive(name, "host-network")}.`,
  );
}
