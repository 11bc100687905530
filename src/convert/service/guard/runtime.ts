/** `runtime` and `cgroup_parent`: how the node's engine runs containers is the node's to say. */
import { textOf } from "../../../model/node.ts";
import { serviceRule } from "../../draft.ts";

/** The usual one under its names, and ones that add devices; all others (gVisor, Kata, Sysbox) are there to confine. */
const usual = new Set(["runc", "io.containerd.runc.v2"]);
const unconfining = new Set(["crun", "youki", "nvidia"]);

export const runtime = serviceRule("runtime", ["runtime", "cgroup_parent"], ({ draft, field }) => {
  const here = field("runtime");
  if (here) {
    const name = textOf(here.node) ?? "";
    const weakens = usual.has(name) ? "nothing" : unconfining.has(name) ? "behaviour" : "security";
    const why = "A swarm takes each node's default runtime.";
    const remedy = `Make it the default of the nodes that run this service (\`default-runtime\` in daemon.json), and keep it there by a label.`;
    draft.lose(here, { why, remedy: weakens === "nothing" ? "Nothing to do." : remedy, weakens });
  }
  const parent = field("cgroup_parent");
  if (!parent) return;
  const why = "A swarm puts containers where each node's engine does.";
  const remedy = "Set `cgroup-parent` in each node's daemon.json, or limits below `deploy.resources`.";
  draft.lose(parent, { why, remedy, weakens: "behaviour" });
});
