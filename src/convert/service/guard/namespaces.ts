/** Namespaces that a container shares with the machine or with another container. On a swarm each has its own. */
import { textOf } from "../../../model/node.ts";
import type { WaiverName } from "../../../model/waiver.ts";
import { type Field, type Loss, type Subject, serviceRule } from "../../draft.ts";
import { refuseUnlessWaived } from "./waivable.ts";

type Key = "cgroup" | "ipc" | "pid" | "userns_mode" | "uts";

/** What `host` opens. */
const opened: Readonly<Record<Key, string>> = {
  cgroup: "all control groups of the machine",
  ipc: "the shared memory of all programs on the machine",
  pid: "all processes of the machine",
  userns_mode: "the machine's own users, root among them",
  uts: "the machine's host name",
};

const own = (why: string): Loss => ({ why, remedy: "Nothing to do.", weakens: "nothing" });

export const namespaces = serviceRule("namespaces", Object.keys(opened), (subject) => {
  for (const key of Object.keys(opened) as Key[]) {
    const field = subject.field(key);
    if (field) settle(key, field, subject);
  }
});

function settle(key: Key, field: Field, subject: Subject): void {
  const value = textOf(field.node) ?? "";
  if (value === "host") {
    const waiver: WaiverName = `host-${key === "userns_mode" ? "userns" : key}`;
    const what = `wants \`${key}: host\`: it would see ${opened[key]}`;
    const why = "A swarm gives each container its own.";
    refuseUnlessWaived(field, waiver, { what, why, instead: "Take it out if the service can do without." }, subject);
  } else subject.draft.lose(field, lossOf(key, value));
}

function lossOf(key: string, value: string): Loss {
  if (value === "" || value === "private") return own("On a swarm each container has its own.");
  if (value === "shareable") return own("On a swarm no container shares another one's.");
  if (value === "none") {
    const why = "On a swarm each container has shared memory of its own.";
    return { why, remedy: "Nothing to do, unless the service must have none.", weakens: "behaviour" };
  }
  const why = `On a swarm no container shares another one's (\`${key}\`), since they may run on different nodes.`;
  return { why, remedy: "Put both programs into one image, or let them talk over a network.", weakens: "behaviour" };
}
