import { Draft, type Field, fieldsOf } from "../draft.ts";
import type { Rule, View } from "../rule.ts";

/** One entry of a top-level section. */
export interface Entity {
  readonly key: string;
  readonly field: Field;
  readonly view: View;
  readonly draft: Draft;
}

/** A rule that looks at one entry of a section after the other. An empty section, which docker refuses, goes. */
export function sectionRule(
  id: string,
  section: string,
  look: (entity: Entity) => void,
  besides?: (view: View, draft: Draft) => void,
): Rule {
  return {
    id,
    accounts: [`${section}.*`],
    propose: (view) => {
      const draft = new Draft(id);
      const entry = view.project.root.entries.find(({ key }) => key === section);
      if (entry) {
        const all: Field = { path: [section], at: entry.keyAt, node: entry.value };
        const fields = fieldsOf(all);
        if (entry.value.kind === "scalar") dropEmpty(all, draft);
        else if (fields.length === 0) draft.keep(all);
        for (const field of fields) look({ key: String(field.path.at(-1)), field, view, draft });
      }
      besides?.(view, draft);
      return draft.proposal;
    },
  };
}

function dropEmpty(field: Field, draft: Draft): void {
  draft.lose(field, {
    why: "There is nothing in it, and docker wants a map.",
    remedy: "Leave it out.",
    weakens: "nothing",
  });
}
