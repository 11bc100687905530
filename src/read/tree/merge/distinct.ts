/**
 * Lists in which an item that says the same thing again goes over the earlier one, at its place.
 * @see Compose Specification, "Merge", "Unique resources", and "extends", "Sequences"; where they are silent, what Compose does
 */
import { parseMount } from "../../../compose/mount/mount.ts";
import { childOf, type List, type Mapping, type Node, textOf } from "../../../model/node.ts";
import { rewrite, waysOf } from "../ways.ts";
import { distinctPorts } from "./distinct-ports.ts";

/** What an item is about; undefined: it is kept, whatever it is. */
type KeyOf = (item: Node) => string | undefined;

const byText: KeyOf = (item) => (item.kind === "scalar" ? textOf(item) : undefined);

const byName: KeyOf = (item) => byText(item)?.split("=", 1)[0];

const field = (item: Node, name: string): string | undefined =>
  item.kind === "map" ? textOf(childOf(item, name)) : undefined;

const byField =
  (name: string): KeyOf =>
  (item) =>
    field(item, name) ?? byText(item);

/** `/data/` and `/data` are one place. */
const clean = (target: string | undefined) => target?.replace(/(?<=.)\/+$/, "");

const byTarget: KeyOf = (item) => {
  if (item.kind === "map") return clean(field(item, "target"));
  const parsed = parseMount(byText(item) ?? "");
  return typeof parsed === "string" ? byText(item) : clean(parsed.target);
};

const byDevice: KeyOf = (item) => {
  if (item.kind === "map") return field(item, "target") ?? field(item, "source");
  const [source, target] = (byText(item) ?? "").split(":");
  return byText(item) === undefined ? undefined : (target ?? source);
};

/** A grant without a target lies under its own name in the default directory. */
const byGrant =
  (directory: string): KeyOf =>
  (item) =>
    field(item, "target") ?? prefixed(directory, field(item, "source") ?? byText(item));

const prefixed = (directory: string, name: string | undefined) =>
  name === undefined ? undefined : `${directory}/${name}`;

type Rule = KeyOf | "ports";

const distinctWays = waysOf<Rule>({
  "services.*.annotations": byName,
  "services.*.blkio_config.device_read_bps": byField("path"),
  "services.*.blkio_config.device_read_iops": byField("path"),
  "services.*.blkio_config.device_write_bps": byField("path"),
  "services.*.blkio_config.device_write_iops": byField("path"),
  "services.*.build.additional_contexts": byName,
  "services.*.build.args": byName,
  "services.*.build.extra_hosts": byText,
  "services.*.build.labels": byName,
  "services.*.build.platforms": byText,
  "services.*.build.tags": byName,
  "services.*.cap_add": byName,
  "services.*.cap_drop": byName,
  "services.*.configs": byGrant(""),
  "services.*.depends_on": byText,
  "services.*.deploy.labels": byName,
  "services.*.deploy.placement.constraints": byText,
  "services.*.device_cgroup_rules": byText,
  "services.*.devices": byDevice,
  "services.*.dns": byName,
  "services.*.dns_opt": byName,
  "services.*.dns_search": byName,
  "services.*.env_file": byField("path"),
  "services.*.environment": byName,
  "services.*.expose": byText,
  "services.*.external_links": byText,
  "services.*.extra_hosts": byText,
  "services.*.group_add": byText,
  "services.*.label_file": byText,
  "services.*.labels": byName,
  "services.*.links": byName,
  "services.*.models": byText,
  "services.*.networks": byText,
  "services.*.networks.*.aliases": byName,
  "services.*.networks.*.link_local_ips": byName,
  "services.*.ports": "ports",
  "services.*.profiles": byName,
  "services.*.secrets": byGrant("/run/secrets"),
  "services.*.security_opt": byText,
  "services.*.sysctls": byName,
  "services.*.tmpfs": byName,
  "services.*.volumes": byTarget,
  "services.*.volumes_from": byText,
  "networks.*.labels": byName,
  "volumes.*.labels": byName,
});

export function distinct(root: Mapping): Mapping {
  return rewrite(root, distinctWays, (rule, node) => {
    if (node.kind !== "list" || node.items.length < 2) return node;
    return rule === "ports" ? distinctPorts(node) : distinctBy(rule, node);
  });
}

function distinctBy(keyOf: KeyOf, list: List): List {
  const places = new Map<string, number>();
  const items: Node[] = [];
  for (const item of list.items) {
    const key = keyOf(item);
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) items[place] = item;
    else if (items.push(item) && key !== undefined) places.set(key, items.length - 1);
  }
  return items.length === list.items.length ? list : { ...list, items };
}
