/** What a rule writes its proposal with: each call is one sentence about one field. */
import type { AsideFile, Disposition, Edit, Fate, Preparation } from "../model/conversion.ts";
import { entryOf, type Node, type Path } from "../model/node.ts";
import type { Problem } from "../model/problem.ts";
import type { ProjectService } from "../model/project.ts";
import type { Span } from "../model/span.ts";
import type { Beyond } from "../model/swarm.ts";
import type { Proposal, Rule, View } from "./rule.ts";

/** A field of the source with its place: what every sentence is about. */
export interface Field {
  readonly path: Path;
  readonly at: Span;
  readonly node: Node;
}

export interface Loss {
  readonly why: string;
  readonly remedy: string;
  readonly weakens: "security" | "behaviour" | "nothing";
}

export const kept: Fate = { fate: "kept" };
export const lost = (loss: Loss): Fate => ({ fate: "lost", ...loss });
/** `into` says in words what it is now; where that is nothing in the stack file, `to` is empty. */
export const mapped = (to: readonly Path[], into: string, why: string): Fate => ({ fate: "mapped", to, into, why });

export class Draft {
  readonly #rule: string;
  readonly #dispositions: Disposition[] = [];
  readonly #edits: Edit[] = [];
  readonly #beyond = new Map<string, Beyond>();
  readonly #preparations: Preparation[] = [];
  readonly #aside: AsideFile[] = [];
  readonly #refusals: Problem[] = [];
  readonly #notices: Problem[] = [];

  constructor(rule: string) {
    this.#rule = rule;
  }

  get proposal(): Proposal {
    return {
      dispositions: this.#dispositions,
      edits: this.#edits,
      beyond: this.#beyond,
      preparations: this.#preparations,
      aside: this.#aside,
      refusals: this.#refusals,
      notices: this.#notices,
    };
  }

  /** The field's fate alone: what has to be edited is said with `edit`. */
  say(field: Field, file: Fate, api?: Fate): void {
    this.#dispositions.push({ path: field.path, at: field.at, rule: this.#rule, file, ...(api && { api }) });
  }

  edit(...edits: readonly Edit[]): void {
    for (const edit of edits) this.#edits.push(edit);
  }

  keep(field: Field): void {
    this.say(field, kept);
  }

  /** Out of the stack file, and nothing takes its place there. */
  lose(field: Field, loss: Loss, api?: Fate): void {
    this.edit({ kind: "drop", path: field.path });
    this.say(field, lost(loss), api);
  }

  /** The same place with another value that means the same. */
  respell(field: Field, node: Node, into: string, why: string): void {
    this.edit({ kind: "put", path: field.path, node });
    this.say(field, mapped([field.path], into, why));
  }

  beyond(service: string, more: Beyond): void {
    const before = this.#beyond.get(service);
    const tmpfsModes = { ...before?.tmpfsModes, ...more.tmpfsModes };
    const isAny = Object.keys(tmpfsModes).length > 0;
    this.#beyond.set(service, { ...before, ...more, ...(isAny && { tmpfsModes }) });
  }

  prepare(preparation: Preparation): void {
    this.#preparations.push(preparation);
  }

  aside(file: AsideFile): void {
    this.#aside.push(file);
  }

  refuse(at: Span, code: string, what: string, remedy: string): void {
    this.#refusals.push({ severity: "error", code, at, what, remedy });
  }

  notice(at: Span, code: string, what: string, remedy: string): void {
    this.#notices.push({ severity: "notice", code, at, what, remedy });
  }
}

/** A service with the fields that a rule accounts for. */
export interface Subject {
  readonly service: ProjectService;
  readonly view: View;
  readonly draft: Draft;
  /** `["services", name, …steps]` */
  path(...steps: Path): Path;
  /** The field at these steps below the service, if the source has it. */
  field(...steps: Path): Field | undefined;
}

/** A rule that looks at one service after the other. `keys` are below `services.*`. */
export function serviceRule(id: string, keys: readonly string[], look: (subject: Subject) => void): Rule {
  return {
    id,
    accounts: keys.map((key) => `services.*.${key}`),
    propose: (view) => {
      const draft = new Draft(id);
      for (const service of view.project.services) look(subjectOf(service, view, draft));
      return draft.proposal;
    },
  };
}

export function subjectOf(service: ProjectService, view: View, draft: Draft): Subject {
  const path = (...steps: Path): Path => ["services", service.name, ...steps];
  return {
    service,
    view,
    draft,
    path,
    // Asked some fifty times for each service, and mostly in vain: a path is made only for what is there.
    field: (...steps) => {
      const found = descend(service.map, service.at, steps);
      return found && { path: path(...steps), ...found };
    },
  };
}

/** The field at these steps below another, if the source has it; its place is its key's. */
export function below(field: Field, ...steps: Path): Field | undefined {
  const found = descend(field.node, field.at, steps);
  return found && { path: [...field.path, ...steps], ...found };
}

function descend(from: Node, start: Span, steps: Path): { readonly node: Node; readonly at: Span } | undefined {
  let node = from;
  let at = start;
  for (const step of steps) {
    const entry = node.kind === "map" ? entryOf(node, String(step)) : undefined;
    const item = node.kind === "list" && typeof step === "number" ? node.items[step] : undefined;
    const next = entry?.value ?? item;
    if (next === undefined) return undefined;
    at = entry?.keyAt ?? next.at;
    node = next;
  }
  return { node, at };
}

/** The fields right below one: entries of a map, items of a list. */
export function fieldsOf({ path, node }: Field): readonly Field[] {
  if (node.kind === "map") {
    return node.entries.map(({ key, keyAt, value }) => ({ path: [...path, key], at: keyAt, node: value }));
  }
  return node.kind === "list" ? node.items.map((item, i) => ({ path: [...path, i], at: item.at, node: item })) : [];
}
