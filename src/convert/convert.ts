/** Compose project → what a swarm can run, every field accounted for. Rules see the source and propose; `apply` alone edits. */
import type { Conversion, Disposition } from "../model/conversion.ts";
import type { Beyond } from "../model/swarm.ts";
import { apply } from "./apply.ts";
import { companionsIn, withCompanions } from "./place/companions.ts";
import type { Proposal, View } from "./rule.ts";
import { rules } from "./rules.ts";

export function convert(given: View): Conversion {
  const project = withCompanions(given.project);
  const view: View = { ...given, project };
  const proposals = rules.map((rule) => rule.propose(view));
  const all = <T>(pick: (proposal: Proposal) => readonly T[] | undefined): readonly T[] =>
    proposals.flatMap((proposal) => pick(proposal) ?? []);
  const root = apply(
    project.root,
    all(({ edits }) => edits),
  );
  const companions = companionsIn(given.project, project);
  const dispositions = all((proposal) => proposal.dispositions);
  const companionOf = ({ path: [section, name] }: Disposition) =>
    section === "services" && companions.has(String(name)) ? String(name) : undefined;
  return {
    stack: { name: project.name, directory: view.outputDirectory, root, beyond: beyondOf(proposals) },
    dispositions: dispositions.filter((one) => companionOf(one) === undefined),
    made: [...companions].map(([service, made]) => ({
      service,
      ...made,
      dispositions: dispositions.filter((one) => companionOf(one) === service),
    })),
    placement: all(({ placement }) => placement),
    preparations: all(({ preparations }) => preparations),
    aside: all(({ aside }) => aside),
    refusals: all(({ refusals }) => refusals),
    notices: all(({ notices }) => notices),
  };
}

function beyondOf(proposals: readonly Proposal[]): ReadonlyMap<string, Beyond> {
  const all = new Map<string, Beyond>();
  for (const { beyond = new Map<string, Beyond>() } of proposals) {
    for (const [service, more] of beyond) {
      const before = all.get(service) ?? {};
      const tmpfsModes = { ...before.tmpfsModes, ...more.tmpfsModes };
      const merged = { ...before, ...more };
      all.set(service, Object.keys(tmpfsModes).length > 0 ? { ...merged, tmpfsModes } : merged);
    }
  }
  return all;
}
