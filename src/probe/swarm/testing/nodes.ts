import type { SwarmNode } from "../../../model/swarm-node.ts";

export const aNode = (hostname: string, parts: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-of-${hostname}`,
  hostname,
  role: "worker",
  leader: false,
  state: "ready",
  availability: "active",
  ip: "10.0.0.1",
  release: "26.1.5",
  platform: { os: "linux", architecture: "x86_64" },
  labels: {},
  ...parts,
});
