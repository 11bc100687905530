/** Fields of a top-level network that a stack file takes otherwise, or not at all. */
import { childOf, textOf, valueAt } from "../../../model/node.ts";
import { below, type Field, fieldsOf } from "../../draft.ts";
import { isTrue } from "../../service/network/attach/attachments.ts";
import { spellPairs } from "../pairs.ts";
import type { Entity } from "../section-rule.ts";
import { extensionLoss, fieldLosses, ipv4Loss, ipv6Loss } from "./losses.ts";

export function spellFields(entity: Entity): void {
  const { field, draft } = entity;
  for (const key of ["internal", "attachable"]) truth(key, entity);
  const [six, four] = [below(field, "enable_ipv6"), below(field, "enable_ipv4")];
  if (six) draft.lose(six, isTrue(six.node) ? ipv6Loss : { ...ipv6Loss, weakens: "nothing" });
  if (four) draft.lose(four, isTrue(four.node) ? { ...ipv4Loss, weakens: "nothing" } : ipv4Loss);
  spellPairs(entity, "labels");
  const ipam = below(field, "ipam");
  if (ipam) spellIpam(ipam, entity);
}

function truth(key: string, { field, draft }: Entity): void {
  const found = below(field, key);
  if (found?.node.kind !== "scalar" || typeof found.node.value === "boolean") return;
  const value = isTrue(found.node);
  draft.respell(found, valueAt(value, found.node.at), String(value), "docker takes no text for true or false.");
}

function spellIpam(ipam: Field, entity: Entity): void {
  const { draft } = entity;
  let left = 0;
  for (const field of fieldsOf(ipam)) {
    const key = String(field.path.at(-1));
    if (key === "driver") left += 1;
    else if (key !== "config") draft.lose(field, fieldLosses[`ipam.${key}`] ?? extensionLoss);
    else if (subnets(field, entity)) left += 1;
  }
  if (left === 0) draft.edit({ kind: "drop", path: ipam.path });
}

/** @returns whether a subnet is left */
function subnets(config: Field, { draft }: Entity): boolean {
  const blocks = fieldsOf(config);
  const stay = blocks.filter(
    (block) => block.node.kind === "map" && isIpv4(textOf(childOf(block.node, "subnet")) ?? ""),
  );
  for (const block of blocks) {
    for (const field of fieldsOf(block)) {
      const key = String(field.path.at(-1));
      if (key !== "subnet") draft.lose(field, fieldLosses[`ipam.${key}`] ?? extensionLoss);
      else if (!stay.includes(block)) draft.lose(field, ipv6Loss);
    }
    if (!stay.includes(block)) draft.edit({ kind: "items", path: block.path, nodes: [] });
  }
  if (stay.length === 0) draft.edit({ kind: "drop", path: config.path });
  return stay.length > 0;
}

const isIpv4 = (subnet: string): boolean => /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(subnet);
