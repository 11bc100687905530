/** `network_mode`, told apart. */
import { childOf, textOf } from "../../../../model/node.ts";
import type { ProjectService } from "../../../../model/project.ts";

export type NetworkMode =
  | { readonly kind: "own" | "bridge" | "host" | "none" }
  | { readonly kind: "service" | "container" | "network"; readonly name: string };

/** `own`: the networks that the service names, or else the default one. */
export function networkModeOf({ map }: ProjectService): NetworkMode {
  const text = textOf(childOf(map, "network_mode")) ?? "";
  if (text === "") return { kind: "own" };
  if (text === "host" || text === "none") return { kind: text };
  if (text === "bridge" || text === "default") return { kind: "bridge" };
  const [, shares, name = ""] = /^(service|container):(.*)$/s.exec(text) ?? [];
  if (shares === "service" || shares === "container") return { kind: shares, name };
  return { kind: "network", name: text };
}
