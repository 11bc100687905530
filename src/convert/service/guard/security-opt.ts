/** `security_opt`: `docker stack deploy` drops all of it; the Engine API carries most. */
import { textOf } from "../../../model/node.ts";
import type { Beyond } from "../../../model/swarm.ts";
import { type Field, fieldsOf, type Loss, lost, mapped, type Subject, serviceRule } from "../../draft.ts";
import { type SecurityOption, securityOption } from "./security-option.ts";
import { refuseUnlessWaived } from "./waivable.ts";

export const securityOpt = serviceRule("security-opt", ["security_opt"], (subject) => {
  const { draft, service } = subject;
  const field = subject.field("security_opt");
  if (!field) return;
  draft.edit({ kind: "drop", path: field.path });
  const items = fieldsOf(field);
  if (items.length === 0) draft.say(field, lost({ why: "It is empty.", remedy: "Nothing to do.", weakens: "nothing" }));
  const asked = items.map((item) => settle(item, subject));
  const seLinux: Beyond["seLinux"] = Object.assign({}, ...asked.map((one) => one.seLinux));
  const beyond: Beyond = Object.assign({}, ...asked, Object.keys(seLinux ?? {}).length > 0 && { seLinux });
  if (Object.keys(beyond).length > 0) draft.beyond(service.name, beyond);
});

function settle(item: Field, subject: Subject): Beyond {
  const { draft, view } = subject;
  const option = securityOption(textOf(item.node) ?? "", view.project.directory);
  if (option.kind === "default") {
    draft.say(item, lost({ why: "It is what the engine does anyway.", remedy: "Nothing to do.", weakens: "nothing" }));
    return {};
  }
  if (option.kind === "system-paths") {
    refuseUnlessWaived(item, "systempaths", systemPaths, subject);
    return {};
  }
  const weakens: Loss["weakens"] = option.loosens ? "behaviour" : "security";
  const why = option.loosens
    ? "`docker stack deploy` drops it, and confines the service as any other."
    : "`docker stack deploy` drops it, and confines the service less.";
  if (option.kind === "uncarried") {
    draft.say(item, lost({ why: `No swarm carries it.`, remedy: option.remedy, weakens }));
    return {};
  }
  const remedy = insteadOf(option);
  const api = mapped([], `\`${option.as}\``, "The Engine API carries it, from 1.44 on.");
  draft.say(item, lost({ why, remedy, weakens }), api);
  return option.beyond;
}

/** What an engine can be told for all of its containers holds for those of `docker stack` too. @see dockerd(8), daemon.json */
function insteadOf({ beyond, loosens }: Extract<SecurityOption, { kind: "carried" }>): string {
  const all = "in /etc/docker/daemon.json of each node: it then holds for every container there.";
  if (loosens) return "Do without it, if the program can; an engine cannot be told this for one service of a stack.";
  if (beyond.noNewPrivileges) return `Put \`"no-new-privileges": true\` ${all}`;
  if (beyond.seccomp) return `Put \`"seccomp-profile": "FILE"\` ${all}`;
  return "Label what the service may read on the nodes for `container_t`, which containers get by themselves.";
}

const systemPaths = {
  what: "wants `systempaths=unconfined`: it could write to the kernel's own files",
  why: "A swarm keeps the kernel's files from containers.",
  instead: "Set what it wants to change on the node, or below `sysctls`.",
};
