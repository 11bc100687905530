import { operatorUser } from "./own-file.ts";
import type { Service } from "./stack.ts";

/**
 * Name that a service logs in to a database as. A database on a person's machine may have users of theirs, whose names and passwords are not
 * ours to take: `telegraf` and `grafana` are the likeliest.
 */
export const databaseUser = ({ name, onMachine }: Pick<Service, "name" | "onMachine">): string =>
  onMachine ? `${operatorUser}-${name}` : name;
