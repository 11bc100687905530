import { sectionRule } from "../section-rule.ts";
import { object } from "./object.ts";

export const secrets = sectionRule("secrets", "secrets", (entity) => object("secret", entity));
