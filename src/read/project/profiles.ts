import { childOf, type Entry, type Mapping, type Node } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import type { Lookup } from "../tree/template.ts";

/** Profiles of the command line go in place of those in COMPOSE_PROFILES, as with Compose. */
export function activeProfiles(named: readonly string[] | undefined, lookup: Lookup): ReadonlySet<string> {
  if (named !== undefined && named.length > 0) return new Set(named);
  return new Set((lookup("COMPOSE_PROFILES") ?? "").split(",").map((profile) => profile.trim()));
}

/**
 * Takes out the services that have profiles, and none that is active. `*` means all.
 * @returns `leftOut`: their names, with the place of their `profiles`
 */
export function withActive(
  root: Mapping,
  active: ReadonlySet<string>,
  say: Say,
): { readonly root: Mapping; readonly leftOut: readonly Located<string>[] } {
  const services = childOf(root, "services");
  if (services?.kind !== "map" || active.has("*")) return { root, leftOut: [] };
  const leftOut: Located<string>[] = [];
  const entries = services.entries.filter(({ key, value }) => {
    const profiles = profilesOf(value);
    const [first] = profiles;
    if (!first || profiles.some((profile) => active.has(profile.value))) return true;
    leftOut.push({ value: key, at: first.at });
    const what = `service \`${key}\` is left out: none of its profiles is active`;
    say.notice("profile", first.at, what, `Set COMPOSE_PROFILES=${first.value} to bring it in.`);
    return false;
  });
  if (leftOut.length === 0) return { root, leftOut };
  return { root: withServices(root, { ...services, entries }), leftOut };
}

function withServices(root: Mapping, services: Mapping): Mapping {
  const entries = root.entries.map(
    (entry): Entry => (entry.key === "services" ? { ...entry, value: services } : entry),
  );
  return { ...root, entries };
}

/** What is no text is for others to complain about. */
function profilesOf(service: Node): readonly Located<string>[] {
  const list = service.kind === "map" ? childOf(service, "profiles") : undefined;
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) =>
    item.kind === "scalar" && item.value !== null ? [{ value: item.source, at: item.at }] : [],
  );
}
