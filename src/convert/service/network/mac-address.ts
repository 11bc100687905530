import { serviceRule } from "../../draft.ts";

export const macAddress = serviceRule("mac-address", ["mac_address"], ({ field, draft }) => {
  const found = field("mac_address");
  if (!found) return;
  draft.lose(found, {
    why: "A swarm gives each task a hardware address of its own.",
    remedy: "Leave it out; where a licence or a lease hangs on it, run that program outside of the swarm.",
    weakens: "behaviour",
  });
});
