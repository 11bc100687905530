import { sectionRule } from "../section-rule.ts";
import { object } from "./object.ts";

export const configs = sectionRule("configs", "configs", (entity) => object("config", entity));
