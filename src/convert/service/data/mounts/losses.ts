import type { Loss } from "../../../draft.ts";
import type { View } from "../../../rule.ts";
import { absolute } from "../host-paths.ts";
import { dangerTo, isOnEachNode } from "./danger.ts";

/** @param source as written */
export function selinuxLoss(label: "z" | "Z", source: string, view: View): Loss {
  const path = absolute(source, view) ?? "";
  const why = `A swarm does not relabel what it mounts (\`:${label}\`): on nodes with SELinux the service is denied it.`;
  const danger = dangerTo(path, true, view.project.directory);
  if (danger?.name === "docker-socket") {
    const whatCounts =
      "What a container may do with the engine's socket, SELinux decides by whose socket it is, not by its label.";
    return { why: whatCounts, remedy: "Nothing to do.", weakens: "nothing" };
  }
  const isSomebodys = /^\/(tmp|run|var\/run)\/./.test(path);
  if (danger || (isOnEachNode(path) && !isSomebodys)) {
    // With another label the node's own programs are denied it; the engine relabels no such path either.
    const remedy = "Leave its label as it is, since the node needs it; give the service a copy instead.";
    return { why, remedy, weakens: "behaviour" };
  }
  const type = label === "z" ? "container_file_t" : "container_file_t -l s0:cN,cM";
  return { why, remedy: `On each such node: \`chcon -R -t ${type} ${source}\`.`, weakens: "behaviour" };
}

export const consistencyLoss: Loss = {
  why: "It means something to Docker Desktop on a Mac alone.",
  remedy: "Leave it out.",
  weakens: "nothing",
};

/** @param matters whether anything would have been made */
export function createLoss(matters: boolean): Loss {
  return {
    why: "A swarm does not make what it mounts: a task whose path is missing is rejected.",
    remedy: matters ? "Make the path on each node that may run the service." : "Leave it out.",
    weakens: matters ? "behaviour" : "nothing",
  };
}

export function recursiveLoss(value: string): Loss {
  return {
    why: `What becomes of mounts below a mount (\`recursive: ${value}\`) is not carried: they come along, read-only where the kernel can.`,
    remedy: "Keep other mounts out of the path on the node.",
    weakens: value === "enabled" ? "nothing" : value === "writable" ? "behaviour" : "security",
  };
}

export const labelsLoss: Loss = {
  why: "A stack file labels volumes where they are defined, and docker passes over labels here.",
  remedy: "Write them below the volume in the top-level `volumes`.",
  weakens: "behaviour",
};

export const extensionLoss: Loss = {
  why: "A stack file takes no extension here.",
  remedy: "Put it at the top level or below the service, where extensions stay.",
  weakens: "nothing",
};

export function tmpfsModeLoss(mode: number | undefined): Loss {
  if (mode === 0) {
    return {
      why: "The engine takes a mode of 0 for none, from Compose too, and makes it 1777.",
      remedy: "Write the mode that the service's user needs, for example `0700`.",
      weakens: "nothing",
    };
  }
  return {
    why: "docker passes over a tmpfs's mode, and the engine makes it 1777: everybody in the container may write there.",
    remedy: "Run all programs of the service as one user; or let its entry point change the mode.",
    weakens: mode === 0o1777 ? "nothing" : "security",
  };
}
