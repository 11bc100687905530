import type { Loss } from "../../../draft.ts";

export function selinuxLoss(label: "z" | "Z", source: string): Loss {
  const type = label === "z" ? "container_file_t" : "container_file_t -l s0:cN,cM";
  return {
    why: `A swarm does not relabel what it mounts (\`:${label}\`): on nodes with SELinux the service is denied it.`,
    remedy: `On each such node: \`chcon -R -t ${type} ${source}\`.`,
    weakens: "behaviour",
  };
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
    why: `A stack file does not say what becomes of mounts below a mount (\`recursive: ${value}\`): they come along, read-only where the kernel can.`,
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
  return {
    why: "docker passes over a tmpfs's mode, and the engine makes it 1777: everybody in the container may write there.",
    remedy: "Run all programs of the service as one user; or let its entry point change the mode.",
    weakens: mode === 0o1777 ? "nothing" : "security",
  };
}
