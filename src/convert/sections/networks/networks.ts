/**
 * Networks of a stack: overlays that reach each node, encrypted between nodes, and closed to the outside where nothing leaves them.
 * The MTU stays what a person says: encryption over VXLAN takes 76 to 90 bytes of each packet, and the overlay driver sees to that itself.
 */
import { childOf, mapAt, textAt, textOf, valueAt } from "../../../model/node.ts";
import { below, type Draft, type Field, fieldsOf, mapped } from "../../draft.ts";
import type { Rule, View } from "../../rule.ts";
import { shellWord } from "../../service/data/shell.ts";
import { type Attachments, attachmentsOf } from "../../service/network/attach/attachments.ts";
import { spellExternal } from "../external.ts";
import { sayOneName } from "../one-name.ts";
import { type Entity, sectionRule } from "../section-rule.ts";
import { makeExternal } from "./far.ts";
import { spellFields } from "./fields.ts";
import { internalOf } from "./internal.ts";
import { optionLoss } from "./losses.ts";

export const stackNetworks: Rule = {
  id: "stack-networks",
  accounts: ["networks.*"],
  propose: (view) => {
    const attachments = attachmentsOf(view.project);
    const internal = internalOf(view.project, attachments);
    const rule = sectionRule(
      "stack-networks",
      "networks",
      (entity) => network(entity, internal.has(entity.key)),
      (_, draft) => {
        theDefault(view, attachments, internal, draft);
        sayOneName("networks", view, draft);
      },
    );
    return rule.propose(view);
  },
};

/** Networks that the engine has on each node. */
const ofTheEngine = new Set(["host", "none", "bridge", "ingress", "docker_gwbridge"]);

function network(entity: Entity, becomesInternal: boolean): void {
  const { field, draft } = entity;
  const external = spellExternal(entity);
  const driver = field.node.kind === "map" ? (textOf(childOf(field.node, "driver")) ?? "bridge") : "bridge";
  if (external !== undefined) {
    draft.keep(field);
    if (!ofTheEngine.has(external)) sayExternal(external, entity);
  } else if (driver === "macvlan" || driver === "ipvlan") makeExternal(driver, entity);
  else if (driver === "host" || driver === "none") asEngines(driver, entity);
  else if (driver === "bridge" || driver === "overlay" || driver === "default")
    overlay(entity, driver, becomesInternal);
  else {
    draft.keep(field);
    spellFields(entity);
  }
}

function sayExternal(name: string, { draft, key }: Entity): void {
  const why = `The network \`${key}\` is made outside of the stack, and has to be one of the swarm: a bridge of one node will not do`;
  draft.prepare({
    why,
    command: `docker network create --driver overlay --opt encrypted --attachable ${shellWord(name)}`,
  });
}

function asEngines(name: string, { field, draft }: Entity): void {
  const node = mapAt({ external: valueAt(true, field.at), name: textAt(name, field.at) }, field.node.at);
  draft.respell(
    field,
    node,
    `the external network \`${name}\``,
    "The engine has it on each node, and makes no second one.",
  );
}

function overlay(entity: Entity, driver: string, becomesInternal: boolean): void {
  const { field, draft } = entity;
  const { at } = field.node;
  const written = below(field, "driver");
  const options = below(field, "driver_opts");
  const isEncrypted = options !== undefined && below(options, "encrypted") !== undefined;
  if (driver === "overlay" && isEncrypted && !becomesInternal) draft.keep(field);
  else draft.say(field, fateOf(entity, driver, becomesInternal));
  if (field.node.kind !== "map") {
    draft.edit({ kind: "put", path: field.path, node: overlayNode(at) });
  } else {
    if (driver !== "overlay")
      draft.edit({ kind: "put", path: [...field.path, "driver"], node: textAt("overlay", written?.node.at ?? at) });
    if (!isEncrypted) draft.edit({ kind: "put", path: [...field.path, "driver_opts", "encrypted"], node: empty(at) });
  }
  if (becomesInternal) draft.edit({ kind: "put", path: [...field.path, "internal"], node: valueAt(true, at) });
  for (const option of options ? fieldsOf(options) : []) {
    const name = String(option.path.at(-1));
    if (/^com\.docker\.network\.(bridge|container|host)|gateway_mode_|endpoint\./.test(name)) {
      draft.lose(option, optionLoss(name, textOf(option.node) ?? ""));
    }
  }
  spellFields(entity);
}

const empty = (at: Field["at"]) => ({ ...textAt("", at), look: { quote: "double" as const } });

const overlayNode = (at: Field["at"]) =>
  mapAt({ driver: textAt("overlay", at), driver_opts: mapAt({ encrypted: empty(at) }, at) }, at);

function fateOf({ field }: Entity, driver: string, becomesInternal: boolean) {
  const closed = becomesInternal ? ", closed to the outside" : "";
  const whyClosed = becomesInternal
    ? " No service on it publishes a port, and each has another network to go out by or is a database, so nothing leaves it."
    : "";
  const whyOverlay =
    driver === "overlay" ? "" : "A bridge ends at its host; an overlay reaches the service wherever it runs. ";
  const why = `${whyOverlay}What crosses between nodes is encrypted (VXLAN and ESP take 76 to 90 bytes of each packet).${whyClosed}`;
  return mapped([field.path], `an encrypted overlay network${closed}`, why);
}

/** Compose makes a default network without a word; docker would make one that is not encrypted. */
function theDefault({ project }: View, { networks }: Attachments, internal: ReadonlySet<string>, draft: Draft): void {
  const section = childOf(project.root, "networks");
  const isWritten = section?.kind === "map" && childOf(section, "default") !== undefined;
  if (isWritten || ![...networks.values()].some((keys) => keys.includes("default"))) return;
  const { at } = project.root;
  draft.edit({ kind: "put", path: ["networks", "default"], node: overlayNode(at) });
  if (internal.has("default"))
    draft.edit({ kind: "put", path: ["networks", "default", "internal"], node: valueAt(true, at) });
}
