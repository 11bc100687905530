import type { ContainerSpec } from "../../model/engine-api.ts";
import { serviceName } from "../../model/name.ts";
import type { Observation } from "../probe.ts";
import { counted, few } from "../words.ts";
import { plainName, type SwarmProbe } from "./scene.ts";
import { capabilitiesIn, promisedCapabilities } from "./tasks/capabilities.ts";
import type { Inside } from "./tasks/inside.ts";
import { judgeViews, viewsOf } from "./tasks/views.ts";

/** Control: the task's processes are seen, and their rights are those that the kernel holds them to. */
export const taskPrivileges: SwarmProbe = {
  id: "task-privileges",
  claim: "The processes of each task have the privileges that their service promises, and no more",
  async look(scene, signal) {
    const seen = await viewsOf(scene, signal);
    return seen.flatMap((one) => {
      const { Name, TaskTemplate } = one.spec;
      const judged = judgeViews(one, (inside, node) => judgePrivileges(TaskTemplate.ContainerSpec, inside, node));
      return judged ? [{ service: serviceName(plainName(scene, Name)), ...judged }] : [];
    });
  },
};

/** Filter mode. @see seccomp(2), SECCOMP_MODE_FILTER */
const filtered = 2;

export function judgePrivileges(
  promised: Pick<ContainerSpec, "Privileges" | "CapabilityAdd" | "CapabilityDrop" | "User">,
  { processes }: Pick<Inside, "processes">,
  node: string,
): Observation {
  if (processes.length === 0)
    return { verdict: "unknown", evidence: `control: no process of the task was seen on ${node}`, remedy: again };
  const { NoNewPrivileges: locked = false, Seccomp: seccomp } = promised.Privileges;
  const allowed = promisedCapabilities(promised.CapabilityAdd ?? [], promised.CapabilityDrop ?? []);
  const wantsFilter = seccomp !== undefined && seccomp.Mode !== "unconfined";
  // A name has a number in the image alone.
  const user = /^(\d+)(:|$)/.exec(promised.User ?? "")?.[1];
  const wrong = processes.flatMap(({ name, noNewPrivileges, seccomp: mode, users, capabilities }) => {
    const held = new Set(Object.values(capabilities).flatMap(capabilitiesIn));
    const extra = [...held].filter((one) => !allowed.includes(one));
    // Root may be whom it likes; fewer rights than promised are no failure.
    const strangers = user === undefined || user === "0" ? [] : users.filter((one) => one !== user);
    return [
      ...(strangers.length > 0 ? [`${name} runs as user ${few([...new Set(strangers)])}, not ${user}`] : []),
      ...(extra.length > 0 ? [`${name} has ${few(extra)}`] : []),
      ...(locked && !noNewPrivileges ? [`${name} may gain privileges`] : []),
      ...(wantsFilter && mode !== filtered ? [`${name} has no seccomp filter`] : []),
    ];
  });
  if (wrong.length > 0)
    return { verdict: "fail", evidence: `on ${node}: ${few([...new Set(wrong)])}`, remedy: bringBack };
  const filters = processes.every(({ seccomp: mode }) => mode === filtered);
  const text = [
    `${counted(processes.length, "process", "processes")} on ${node}: no capability but ${allowed.length === 0 ? "none" : few(allowed, 20)}`,
    locked ? "no new privileges" : "new privileges not ruled out by the service",
    filters ? "a seccomp filter" : "no seccomp filter, and none promised",
    ...(user === undefined ? [] : [`user ${user}`]),
  ];
  return { verdict: "pass", evidence: text.join("; ") };
}

const again = "See that the task runs (`edgeward ps --engine swarm`), then run `edgeward verify` again.";
const bringBack =
  "Bring the stack up again (`edgeward up --engine swarm`), which puts the service back as promised; see that the node's Docker is 25 or newer, since older ones drop these fields without a word.";
