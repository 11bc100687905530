/** Networks of a driver that a stack cannot make: each node has its own part of it, and a person makes the whole. */
import { childOf, textAt, textOf, valueAt } from "../../../model/node.ts";
import { below, fieldsOf, lost, mapped } from "../../draft.ts";
import { shellWord } from "../../service/data/shell.ts";
import type { Entity } from "../section-rule.ts";

/** @see Docker documentation, "config-only networks": options and subnets on each node, then one network of the swarm */
export function makeExternal(driver: "macvlan" | "ipvlan", { key, field, draft, view }: Entity): void {
  const { node } = field;
  if (node.kind !== "map") return;
  const name = textOf(childOf(node, "name")) ?? `${view.project.name}_${key}`;
  const part = shellWord(`${name}-part`);
  const options = below(field, "driver_opts");
  const given = (options ? fieldsOf(options) : []).map(({ path, node: value }) =>
    shellWord(`${path.at(-1)}=${textOf(value) ?? ""}`),
  );
  const why = `Each node connects to \`${key}\` by a card of its own, which a stack file cannot say`;
  const subnets = subnetsOf(field).flatMap(([flag, value]) => [flag, shellWord(value)]);
  const words = ["docker network create --config-only", ...subnets, ...given.map((one) => `-o ${one}`), part];
  draft.prepare({
    why: `${why}: on each node, with its own card and a range of addresses of its own`,
    command: words.join(" "),
  });
  const whole = `docker network create --driver ${driver} --scope swarm --attachable --config-from ${part} ${shellWord(name)}`;
  draft.prepare({ why: `${why}: then, on a manager, the network of the swarm`, command: whole });
  const made = { external: valueAt(true, field.at), name: textAt(name, field.at) };
  draft.edit({
    kind: "put",
    path: field.path,
    node: {
      kind: "map",
      entries: Object.entries(made).map(([one, value]) => ({ key: one, keyAt: field.at, value })),
      at: node.at,
    },
  });
  draft.say(field, mapped([field.path], `the external network ${name}, made beforehand`, `${why}.`));
  for (const one of fieldsOf(field)) {
    const about = String(one.path.at(-1));
    if (about !== "internal" && about !== "labels") continue;
    const remedy =
      about === "internal"
        ? "Add `--internal` to the command that makes it."
        : "Add `--label` to the command that makes it.";
    draft.say(
      one,
      lost({
        why: "The network is made outside of the stack.",
        remedy,
        weakens: about === "internal" ? "security" : "nothing",
      }),
    );
  }
}

function subnetsOf(field: Entity["field"]): readonly (readonly [string, string])[] {
  const config = below(field, "ipam", "config");
  const flags: Readonly<Record<string, string>> = { subnet: "--subnet", gateway: "--gateway", ip_range: "--ip-range" };
  return (config ? fieldsOf(config) : []).flatMap((block) =>
    fieldsOf(block).flatMap(({ path, node }): readonly (readonly [string, string])[] => {
      const flag = flags[String(path.at(-1))];
      return flag === undefined ? [] : [[flag, textOf(node) ?? ""]];
    }),
  );
}
