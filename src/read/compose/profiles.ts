import type { Say } from "../say/say.ts";
import type { Lookup } from "../tree/template.ts";
import type { ServiceDraft } from "./service/service.ts";

/** Services without a profile, and those with an active one: COMPOSE_PROFILES names them, `*` means all. */
export function activeServices(services: readonly ServiceDraft[], lookup: Lookup, say: Say): readonly ServiceDraft[] {
  const active = (lookup("COMPOSE_PROFILES") ?? "").split(",").map((profile) => profile.trim());
  return services.filter(({ name, profiles }) => {
    const [first] = profiles;
    if (!first || profiles.some(({ value }) => active.includes("*") || active.includes(value))) return true;
    const what = `service \`${name}\` is left out: none of its profiles is active`;
    say.notice("profile", first.at, what, `Set COMPOSE_PROFILES=${first.value} to bring it in.`);
    return false;
  });
}
