/** `platform`: where the image can run; on a swarm, a constraint on the node. */
import { type Node, textAt, textOf } from "../../../model/node.ts";
import { mapped, serviceRule } from "../../draft.ts";

/** An image's architecture as the kernel of a node names it, which is what constraints compare with. */
const machines: Readonly<Record<string, string>> = {
  amd64: "x86_64",
  x86_64: "x86_64",
  arm64: "aarch64",
  "arm64/v8": "aarch64",
  aarch64: "aarch64",
  arm: "armv7l",
  "arm/v7": "armv7l",
  "arm/v6": "armv6l",
  "386": "i686",
  ppc64le: "ppc64le",
  riscv64: "riscv64",
  s390x: "s390x",
};

export const platform = serviceRule("platform", ["platform"], (subject) => {
  const { draft } = subject;
  const field = subject.field("platform");
  if (!field) return;
  const text = textOf(field.node) ?? "";
  const known = /^(?:(linux|windows)\/)?(.+)$/.exec(text);
  const os = text === "windows" || text === "linux" ? text : (known?.[1] ?? "linux");
  const machine = Object.hasOwn(machines, known?.[2] ?? "") ? machines[known?.[2] ?? ""] : undefined;
  if (machine === undefined && os !== text) {
    const why = `\`${text}\` is no platform that a node can be told by.`;
    const remedy = "Write a constraint on `node.platform.arch` below `deploy.placement.constraints`.";
    draft.lose(field, { why, remedy, weakens: "behaviour" });
    return;
  }
  const wanted = [`node.platform.os == ${os}`, ...(machine === undefined ? [] : [`node.platform.arch == ${machine}`])];
  const path = subject.path("deploy", "placement", "constraints");
  const standing = itemsOf(subject.field("deploy", "placement", "constraints")?.node);
  draft.edit({ kind: "drop", path: field.path });
  for (const constraint of wanted.filter((one) => !standing.includes(one.replaceAll(" ", "")))) {
    draft.edit({ kind: "append", path, node: textAt(constraint, field.node.at) });
  }
  draft.say(field, mapped([path], wanted.join(", "), "A swarm has many nodes, which may differ."));
});

const itemsOf = (node: Node | undefined): readonly string[] =>
  node?.kind === "list" ? node.items.map((item) => (textOf(item) ?? "").replaceAll(" ", "")) : [];
