import type { ContainerSpec } from "../../../model/engine-api.ts";
import { filled } from "../reading/defined.ts";
import { byBytes } from "../reading/order.ts";
import { textsIn } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

/** As the docker CLI sends them: `CAP_` in front, ALL instead of all others, and what is added is not dropped. */
export function capabilitiesOf({ map }: ServiceScope): Pick<ContainerSpec, "CapabilityAdd" | "CapabilityDrop"> {
  const add = normal(textsIn(map, "cap_add"));
  const drop = normal(textsIn(map, "cap_drop")).filter((capability) => !add.includes(capability));
  return filled({ CapabilityAdd: sent(add), CapabilityDrop: sent(drop) });
}

function normal(capabilities: readonly string[]): readonly string[] {
  const named = capabilities.map((written) => {
    const name = written.trim().toUpperCase();
    return name === "ALL" || name === "RESET" || name.startsWith("CAP_") ? name : `CAP_${name}`;
  });
  return named.includes("ALL") ? ["ALL"] : [...new Set(named)];
}

/** RESET has a meaning only where a service that exists is changed by hand. */
const sent = (capabilities: readonly string[]) => capabilities.filter((name) => name !== "RESET").toSorted(byBytes);
