/**
 * GPUs on a swarm: nodes say how many they have (`node-generic-resources` in daemon.json), services reserve some of them, and the
 * NVIDIA runtime, as each such node's default, brings them into the containers.
 */
import { childOf, mapAt, type Node, textAt, textOf, valueAt } from "../../../model/node.ts";
import { type Field, fieldsOf, type Loss, lost, mapped, type Subject } from "../../draft.ts";
import { numberAt } from "../../spelling.ts";

const kind = "NVIDIA-GPU";

const uncounted: Loss = {
  why: "A swarm counts devices, and cannot give a service all that a node has, or any but GPUs.",
  remedy: `Say how many: \`gpus: [{ count: 1 }]\`; and tell each node's engine what it has: \`node-generic-resources: ["${kind}=…"]\`.`,
  weakens: "behaviour",
};

/** @param field `gpus` or `devices`: a list of requests, or `all` */
export function countGpus(field: Field, subject: Subject): void {
  const { draft, service } = subject;
  draft.edit({ kind: "drop", path: field.path });
  const requests = field.node.kind === "list" ? fieldsOf(field) : [];
  if (requests.length === 0) draft.say(field, lost(uncounted));
  const path = subject.path("deploy", "resources", "reservations", "generic_resources");
  for (const request of requests) {
    const count = countOf(request.node, field.path.at(-1) === "gpus");
    if (count === undefined) {
      draft.say(request, lost(uncounted));
      continue;
    }
    draft.edit({ kind: "append", path, node: reservation(count, request) });
    draft.say(
      request,
      mapped([path], `${count} of the node's generic resource \`${kind}\``, "A swarm counts what nodes say they have."),
    );
    const why = `\`${service.name}\` needs ${count} GPUs: on each node that has some, say so in /etc/docker/daemon.json.`;
    const config = `{"default-runtime": "nvidia", "node-generic-resources": ["${kind}=GPU-UUID"]}`;
    draft.prepare({ why, command: `nvidia-smi -L && echo '${config}'` });
  }
}

/** @returns undefined where it cannot be counted */
function countOf(request: Node, gpuAnyway: boolean): number | undefined {
  if (request.kind !== "map") return undefined;
  const wanted = textsOf(childOf(request, "capabilities"));
  if (!gpuAnyway && !wanted.includes("gpu")) return undefined;
  const ids = textsOf(childOf(request, "device_ids")).length;
  const count = childOf(request, "count") ? numberAt(childOf(request, "count")) : ids > 0 ? ids : undefined;
  return Number.isInteger(count) && (count ?? 0) > 0 ? count : undefined;
}

const textsOf = (node: Node | undefined): readonly string[] =>
  node?.kind === "list" ? node.items.flatMap((item) => textOf(item) ?? []) : [];

function reservation(count: number, { node: { at } }: Field): Node {
  const spec = mapAt({ kind: textAt(kind, at), value: valueAt(count, at) }, at);
  return mapAt({ discrete_resource_spec: spec }, at);
}
