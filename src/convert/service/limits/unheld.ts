/** Limits that a swarm cannot hold. */
import { type Node, textOf } from "../../../model/node.ts";
import { type Loss, serviceRule } from "../../draft.ts";
import { numberAt } from "../../spelling.ts";

const share = "Set `deploy.resources.limits.cpus`, and reserve some with `deploy.resources.reservations.cpus`.";
const memory = "Set `deploy.resources.limits.memory`; to do without swap, switch it off on the nodes.";
const disk = "Limit it on the nodes, or put what is heavy on a disk of its own.";

const behaviour = (why: string, remedy: string): Loss => ({ why, remedy, weakens: "behaviour" });

const losses: Readonly<Record<string, Loss>> = {
  blkio_config: behaviour("A swarm does not limit how much a service reads and writes.", disk),
  cpu_count: behaviour("A swarm knows it for no service.", share),
  cpu_percent: behaviour("A swarm knows it for no service.", share),
  cpu_rt_period: behaviour("A swarm gives no service time of the real-time scheduler.", share),
  cpu_rt_runtime: behaviour("A swarm gives no service time of the real-time scheduler.", share),
  cpu_shares: behaviour("A swarm has limits and reservations for processors, and no weights.", share),
  cpuset: behaviour("A swarm does not pin services to processors.", `${share} A label on nodes keeps others away.`),
  mem_swappiness: behaviour("A stack file does not carry it.", memory),
  memswap_limit: behaviour("A stack file does not carry it: a service may swap as much as it has memory.", memory),
  oom_kill_disable: behaviour("A swarm does not keep the kernel from ending a service that is out of memory.", memory),
  storage_opt: behaviour("A swarm does not limit how much a container writes into its own layer.", disk),
};

/** What each does not set: the engine's own defaults. */
const unset = new Set(["cpu_count", "cpu_percent", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "memswap_limit"]);

export const unheld = serviceRule("unheld", Object.keys(losses), ({ draft, field }) => {
  for (const [key, loss] of Object.entries(losses)) {
    const here = field(key);
    if (!here) continue;
    const idle = setsNothing(key, here.node);
    draft.lose(here, idle ? { why: "It sets nothing.", remedy: "Nothing to do.", weakens: "nothing" } : loss);
  }
});

function setsNothing(key: string, node: Node): boolean {
  if (unset.has(key)) return numberAt(node) === 0;
  return key === "oom_kill_disable" && /^(false|no|off|n|0)$/i.test(textOf(node) ?? "");
}
