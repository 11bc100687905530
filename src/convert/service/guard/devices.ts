/** Devices of the machine. A swarm hands out none, whichever way they are asked for. */
import { serviceRule } from "../../draft.ts";
import { refuseUnlessWaived } from "./waivable.ts";

export const devices = serviceRule("devices", ["devices", "device_cgroup_rules"], (subject) => {
  for (const key of ["devices", "device_cgroup_rules"]) {
    const field = subject.field(key);
    if (!field) continue;
    if (field.node.kind === "list" && field.node.items.length === 0) {
      subject.draft.lose(field, { why: "It names none.", remedy: "Nothing to do.", weakens: "nothing" });
      continue;
    }
    const what = `needs devices of the machine (\`${key}\`)`;
    const why = "A swarm hands no devices to containers.";
    const instead =
      "Run it with `docker compose` on the node that has the device, or reach the device over the network.";
    refuseUnlessWaived(field, "devices", { what, why, instead }, subject);
  }
});
