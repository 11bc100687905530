/** Every name that a service uses must stand for something, and nothing may wait for itself, as compose demands. */
import { childOf, entriesOf, isNull, type Mapping, type Node } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean, suggest } from "../../say/suggest.ts";
import { checkAgreement } from "./agreement.ts";
import { checkCommands } from "./commands.ts";
import { checkCycles } from "./cycles.ts";
import { checkMounts } from "./mounts.ts";
import { namesIn, type ServiceUse, type Uses, usesOf } from "./uses.ts";

/**
 * To be asked after those who judge values: where they have said an error, it says none.
 * @param partial services that miss what they extend: what they lack may stand there
 */
export function checkProject(
  root: Mapping,
  leftOut: readonly Located<string>[],
  partial: ReadonlySet<string>,
  notes: Say,
): void {
  const say = whereSilent(notes);
  if (leftOut.length === 0) checkSome(root, say);
  const services = entriesOf(root, "services").map(usesOf);
  const defined = new Set(services.map(({ name }) => name));
  const inactive = new Set(leftOut.map(({ value }) => value));
  const named = Object.fromEntries(kinds.map((kind) => [kind, namesIn(root, kind)])) as Record<
    Kind,
    ReadonlySet<string>
  >;
  for (const service of services) {
    if (!partial.has(service.name) && !say.hasError(service.map.at)) checkRunnable(service, say);
    checkAgreement(service, say);
    checkMounts(service.name, service.map, say);
    checkCommands(service.name, service.map, say);
    for (const use of service.services) checkService(service.name, use, defined, inactive, say);
    for (const kind of kinds) checkAll(service, kind, named[kind], say);
  }
  checkCycles(services, say);
}

function whereSilent(say: Say): Say {
  return {
    notice: say.notice.bind(say),
    error: (code, at, what, remedy) => (say.hasError(at) ? undefined : say.error(code, at, what, remedy)),
    hasError: say.hasError.bind(say),
  };
}

function checkSome(root: Mapping, say: Say): void {
  const services = childOf(root, "services");
  if (services !== undefined && !isNull(services) && (services.kind !== "map" || services.entries.length > 0)) return;
  const remedy = "Write `services:`, with one indented name for each service below it.";
  say.error("no-services", services?.at ?? root.at, "there are no services", remedy);
}

function checkRunnable({ name, at, map }: Uses, say: Say): void {
  const has = (key: string) => isSet(childOf(map, key));
  // One that is misspelt is told of where it stands.
  const misspelt = () =>
    map.entries.some(({ key, keyAt }) => say.hasError(keyAt) && suggest(key, ["image", "build"]) !== undefined);
  if (!has("image") && !has("build") && !has("provider") && !misspelt()) {
    say.error("no-image", at, `service \`${name}\` has neither \`image\` nor \`build\``, "Add `image:`.");
  }
  const networks = childOf(map, "networks");
  if (networks && has("network_mode") && !isEmpty(networks)) {
    const what = `service \`${name}\` has \`networks\` and \`network_mode\`, which exclude each other`;
    say.error("network-mode", networks.at, what, "Keep one of the two.");
  }
}

const isSet = (node: Node | undefined) => node !== undefined && !isNull(node);

const isEmpty = (node: Node) =>
  node.kind === "map" ? node.entries.length === 0 : node.kind !== "list" || node.items.length === 0;

function checkService(
  name: string,
  { value, at, how, required }: ServiceUse,
  defined: ReadonlySet<string>,
  inactive: ReadonlySet<string>,
  say: Say,
): void {
  if (defined.has(value) || !required) return;
  if (inactive.has(value)) {
    const what = `service \`${name}\` ${how} \`${value}\`, which no active profile brings in`;
    const also = how === "depends on" ? ", or write `required: false`" : "";
    say.error("unknown-dependency", at, what, `Add its profile to COMPOSE_PROFILES${also}.`);
  } else {
    const what = `service \`${name}\` ${how} \`${value}\`, which does not exist`;
    say.error("unknown-dependency", at, what, didYouMean(value, [...defined]));
  }
}

/** Sections of the file, by the name that a service's uses have too. */
const kinds = ["volumes", "networks", "secrets", "configs", "models"] as const;

type Kind = (typeof kinds)[number];

function checkAll(service: Uses, section: Kind, defined: ReadonlySet<string>, say: Say): void {
  const kind = section.slice(0, -1);
  for (const { value, at } of service[section]) {
    if (defined.has(value) || (section === "networks" && value === "default")) continue;
    const what = `service \`${service.name}\` uses the ${kind} \`${value}\`, which is not defined`;
    const add = `Add \`${value}:\` to \`${section}:\` at the top level.`;
    say.error(`undefined-${kind}`, at, what, () => (section === "volumes" ? volumeRemedy(value, [...defined]) : add));
  }
}

function volumeRemedy(source: string, volumes: readonly string[]): string {
  const nearest = suggest(source, volumes);
  const meant = nearest === undefined ? "" : `Did you mean \`${nearest}\`? Else `;
  const add = `add \`${source}:\` to \`volumes:\` at the top level, or write \`./${source}\` for a path.`;
  return meant ? `${meant}${add}` : `A${add.slice(1)}`;
}
