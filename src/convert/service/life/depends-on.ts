/**
 * What a service waits for. A swarm starts all services at once and waits for none: the docker CLI takes the list, and does nothing with
 * it. The list stays, as what people start in order by; conditions go into a label of the service, for whoever starts the services one
 * by one, and the restart policy starts what came too early once more.
 */
import { childOf, listAt, type Node, textAt, textOf } from "../../../model/node.ts";
import { Draft, type Field, fieldsOf, lost, mapped, type Subject, subjectOf } from "../../draft.ts";
import type { Rule } from "../../rule.ts";
import { comesBack, type OneShots, oneShotsOf } from "./one-shot.ts";

/** On the service, not on its containers: `db=service_healthy,setup=service_completed_successfully`. */
const label = "edgeward.depends-on";

export const dependsOn: Rule = {
  id: "depends-on",
  accounts: ["services.*.depends_on"],
  propose: (view) => {
    const draft = new Draft("depends-on");
    const known = new Set(view.project.services.map(({ name }) => name));
    const oneShots = oneShotsOf(view.project);
    for (const service of view.project.services) {
      const subject = subjectOf(service, view, draft);
      const field = subject.field("depends_on");
      if (field) order(field, subject, known, oneShots);
    }
    return draft.proposal;
  },
};

function order(field: Field, subject: Subject, known: ReadonlySet<string>, oneShots: OneShots): void {
  const { draft, service } = subject;
  const back = comesBack(service, oneShots);
  if (!back) tellAtOnce(field, subject);
  draft.say(field, mapped([field.path], "the order in which Edgeward starts the services", whyOrder(back)));
  if (field.node.kind === "list") keepList(field, draft, known);
  else listed(field, subject, known);
}

function listed(field: Field, subject: Subject, known: ReadonlySet<string>): void {
  const { draft } = subject;
  const names = fieldsOf(field).filter(({ path }) => known.has(nameOf(path)));
  const list = listAt(
    names.map(({ path, at }) => textAt(nameOf(path), at)),
    field.node.at,
  );
  draft.edit({ kind: "put", path: field.path, node: list });
  const conditions = names.flatMap(({ path, node }) => {
    const condition = conditionOf(node);
    return condition === "service_started" ? [] : [`${nameOf(path)}=${condition}`];
  });
  const to = conditions.length > 0 ? putLabel(conditions.join(","), field, subject) : [];
  for (const one of fieldsOf(field)) {
    if (known.has(nameOf(one.path))) tell(one, to, draft);
    else draft.say(one, lost(absent));
  }
}

const whyOrder = (back: boolean): string =>
  back
    ? "A swarm starts everything at once; a service that fails because another is not up yet is started again."
    : "A swarm starts everything at once, and this service is not started again when it fails: it must wait by itself.";

function tellAtOnce(field: Field, { service, draft }: Subject): void {
  const what = `\`${service.name}\` starts together with what it depends on, and is not started again when it fails`;
  const remedy = "Let it wait by itself, or write `restart: on-failure`.";
  draft.notice(field.at, "starts-at-once", what, remedy);
}

const absent = {
  why: "There is no such service here, or no active profile brings it in.",
  remedy: "Nothing to do.",
  weakens: "nothing",
} as const;

function keepList(field: Field, draft: Draft, known: ReadonlySet<string>): void {
  for (const item of fieldsOf(field)) {
    const name = textOf(item.node);
    if (name === undefined || known.has(name)) continue;
    draft.edit({ kind: "items", path: item.path, nodes: [] });
    draft.say(item, lost(absent));
  }
}

function putLabel(
  value: string,
  field: Field,
  { draft, ...subject }: Subject,
): readonly (readonly (string | number)[])[] {
  const labels = subject.field("deploy", "labels");
  if (labels?.node.kind === "list") {
    draft.edit({ kind: "append", path: labels.path, node: textAt(`${label}=${value}`, field.at) });
    return [labels.path];
  }
  const path = subject.path("deploy", "labels", label);
  draft.edit({ kind: "put", path, node: textAt(value, field.at) });
  return [path];
}

/** What one service that is waited for becomes. */
function tell(one: Field, to: ReturnType<typeof putLabel>, draft: Draft): void {
  const condition = conditionOf(one.node);
  const places = { service_healthy: "is healthy", service_completed_successfully: "has ended well" } as const;
  for (const field of fieldsOf(one)) {
    const key = nameOf(field.path);
    const waits = condition === "service_healthy" || condition === "service_completed_successfully";
    if (key === "condition" && waits) {
      const why = `A swarm cannot wait until another service ${places[condition]}.`;
      const remedy = "Let this one wait by itself, in its entry point or where it connects.";
      const api = mapped(
        to,
        "the label `edgeward.depends-on`",
        "Whoever starts the services one by one can wait by it; a swarm itself starts all at once.",
      );
      draft.say(field, lost({ why, remedy, weakens: "behaviour" }), api);
    } else if (key === "restart" && isYes(field.node)) {
      const why = "A swarm does not start it again when the other one is replaced.";
      draft.say(field, lost({ why, remedy: "Let it connect again by itself.", weakens: "behaviour" }));
    } else if (key === "restart" || key === "required") {
      const why = "On a swarm no service needs another one to be deployed.";
      draft.say(field, lost({ why, remedy: "Nothing to do.", weakens: "nothing" }));
    }
  }
}

const nameOf = (path: Field["path"]): string => String(path.at(-1));

function conditionOf(node: Node): string {
  return (node.kind === "map" ? textOf(childOf(node, "condition")) : undefined) ?? "service_started";
}

const isYes = (node: Node): boolean => /^(true|yes|on|y|1)$/i.test(textOf(node) ?? "");
