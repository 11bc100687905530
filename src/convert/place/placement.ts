/** Where each service runs, by labels of nodes, and why. What a person wrote is kept and joined. */
import type { PlacementDecision, Preparation } from "../../model/conversion.ts";
import { textAt } from "../../model/node.ts";
import type { Project, ProjectService } from "../../model/project.ts";
import { Draft, subjectOf } from "../draft.ts";
import type { Rule } from "../rule.ts";
import { contradictions, meaningOf, parseConstraint } from "./zone/constraint.ts";
import { labelPreparations } from "./zone/labels.ts";
import { type PinGroup, pinGroupsOf, pinsIn } from "./zone/pins.ts";
import { constraintsIn, type Zones, zonesOf } from "./zone/zones.ts";

export const placement: Rule = {
  id: "placement",
  accounts: ["services.*.deploy.placement"],
  propose: (view) => {
    const { project } = view;
    const draft = new Draft("placement");
    const zones = zonesOf(project);
    const groups = pinGroupsOf(view);
    const pins = new Map(groups.flatMap((group) => group.services.map(({ name }) => [name, group] as const)));
    const decisions = project.services.flatMap((service) => {
      const wanted = wantedFor(service, zones, pins.get(service.name));
      const written = constraintsIn(service);
      const has = new Set(written.map(({ value }) => meaningOf(value)));
      const added = wanted.filter(({ constraint }) => !has.has(meaningOf(constraint)));
      for (const { constraint } of added) {
        const path = ["services", service.name, "deploy", "placement", "constraints"];
        draft.edit({ kind: "append", path, node: textAt(constraint, service.at) });
      }
      const field = subjectOf(service, view, draft).field("deploy", "placement");
      if (field) draft.keep(field);
      sayDoubts(service, [...written.map(({ value }) => value), ...added.map(({ constraint }) => constraint)], draft);
      return wanted;
    });
    sayZones(project, zones, draft);
    sayGroups(groups, draft);
    const preparations: readonly Preparation[] = labelPreparations(project, zones, groups);
    return { ...draft.proposal, placement: decisions, preparations };
  },
};

function wantedFor(service: ProjectService, zones: Zones, pin: PinGroup | undefined): readonly PlacementDecision[] {
  const { name, why, at } = zones.of(service.name);
  const zoned = zones.constraintsOf(name).map((constraint) => ({ service: service.name, constraint, why, at }));
  if (!pin || pinsIn(service).length > 0) return zoned;
  return [...zoned, { service: service.name, constraint: pin.constraint, why: whyPinned(pin), at: service.at }];
}

/** The same for the whole group, so that a report can say it once. */
function whyPinned({ services, data }: PinGroup): string {
  const who = services.length > 1 ? ", which they share," : "";
  return `${some(data)}${who} on one node only: anywhere else it would be empty`;
}

/** Enough to recognise them by. */
function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 4).join(", "), names.length - 4];
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function sayDoubts(service: ProjectService, all: readonly string[], draft: Draft): void {
  const written = constraintsIn(service);
  const places = new Map(written.map(({ value, at }) => [value, at]));
  for (const { value, at } of written) {
    const parsed = parseConstraint(value);
    if (!parsed) {
      const what = `\`${value}\` is no constraint that a swarm takes`;
      draft.notice(
        at,
        "bad-constraint",
        what,
        "Write `KEY == VALUE` or `KEY != VALUE`, for example `node.labels.site == plant`.",
      );
    } else if (/^node\.(hostname|id)$/.test(parsed.key)) {
      const what = `\`${value}\` breaks when that node is replaced or another one joins`;
      const remedy =
        "Label the node with `docker node update --label-add KEY=VALUE NODE`, and write `node.labels.KEY == VALUE`.";
      draft.notice(at, "placement-by-host", what, remedy);
    }
  }
  for (const { text, other } of contradictions(all)) {
    const what = `no node can meet both \`${other}\` and \`${text}\`, so \`${service.name}\` would never start`;
    const remedy = "Take one of them out, or name the zone with `x-edgeward: { zone: NAME }`.";
    draft.notice(places.get(text) ?? service.at, "placement-contradiction", what, remedy);
  }
}

function sayZones(project: Project, zones: Zones, draft: Draft): void {
  for (const zone of zones.notExcluded) {
    const at = project.zones.find(({ name }) => name === zone)?.at ?? project.root.at;
    const what = `core services may land on nodes of the zone \`${zone}\`: several constraints cannot be turned round`;
    draft.notice(at, "zone-not-exclusive", what, "Say in `x-edgeward.zones.core` which nodes are core.");
  }
  for (const service of project.services) {
    const { name, at } = zones.of(service.name);
    const odd = zones.constraintsOf(name).find((constraint) => !parseConstraint(constraint));
    if (odd === undefined) continue;
    const what = `the zone \`${name}\` makes \`${odd}\`, which is no constraint that a swarm takes`;
    draft.notice(
      at,
      "bad-zone",
      what,
      "Name zones with letters, digits and -; or say what they are in `x-edgeward.zones`.",
    );
  }
}

function sayGroups(groups: readonly PinGroup[], draft: Draft): void {
  for (const { services, existing, data } of groups) {
    const [one, other] = existing;
    const [first] = services;
    if (other === undefined || !first) continue;
    const what = `services that share ${some(data)} are tied to different nodes: \`${one}\` and \`${other}\``;
    draft.notice(first.at, "pins-differ", what, "Give them the same constraint: local data is on one node.");
  }
}
