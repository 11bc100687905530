/** What only Edgeward or Compose reads: `x-edgeward` stays for the next conversion, `profiles` have done their work. */
import { below, Draft, mapped, subjectOf } from "../draft.ts";
import type { Rule } from "../rule.ts";

export const edgewardKeys: Rule = {
  id: "x-edgeward",
  accounts: ["services.*.x-edgeward", "x-edgeward"],
  propose: (view) => {
    const draft = new Draft("x-edgeward");
    const { root, services } = view.project;
    const top = below({ path: [], at: root.at, node: root }, "x-edgeward");
    const all = [top, ...services.map((service) => subjectOf(service, view, draft).field("x-edgeward"))];
    for (const field of all) if (field) draft.keep(field);
    return draft.proposal;
  },
};

export const profiles: Rule = {
  id: "profiles",
  accounts: ["services.*.profiles"],
  propose: (view) => {
    const draft = new Draft("profiles");
    for (const service of view.project.services) {
      const field = subjectOf(service, view, draft).field("profiles");
      if (!field) continue;
      draft.edit({ kind: "drop", path: field.path });
      const why = "profiles are chosen when the stack file is made: what is in it runs";
      draft.say(field, mapped([["services", service.name]], "in the stack, since its profile was chosen", why));
    }
    for (const { value, at } of view.project.leftOut) {
      const what = `\`${value}\` is not in the stack: none of its profiles was chosen`;
      draft.notice(
        at,
        "left-out",
        what,
        "If it should run, choose a profile with `--profile NAME` or COMPOSE_PROFILES.",
      );
    }
    return draft.proposal;
  },
};
