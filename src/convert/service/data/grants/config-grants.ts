import { fieldsOf, serviceRule } from "../../../draft.ts";
import { present } from "../present.ts";
import { asWritten } from "./as-written.ts";

/** A service's configs. */
export const configGrants = serviceRule("config-grants", ["configs"], (subject) => {
  const field = present(subject, "configs");
  if (field && fieldsOf(field).length === 0) subject.draft.keep(field);
  if (field) for (const item of fieldsOf(field)) asWritten(item, subject);
});
