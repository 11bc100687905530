import type { Project } from "../../../model/project.ts";

/** Below top-level `secrets`. */
export const secretKey = (service: string): string => `${plain(service)}_secrets-token`;

/** Longest name of a swarm secret, in characters. @see swarmkit, manager/controlapi: validateSecretSpec */
const nameLimit = 64;

/** On the swarm, with the stack's name in front as all that a stack makes. */
export function secretName(project: Project, service: string): string {
  const key = secretKey(service);
  return `${project.name.slice(0, Math.max(nameLimit - key.length - 1, 1))}_${key}`;
}

const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
