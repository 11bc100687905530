/** Which of the generated files a program on the machine really opens: those that its settings or variables name. */

import { operator, ownFile } from "../../model/own-file.ts";
import type { GeneratedFile } from "../../model/secret.ts";
import type { Service, Stack } from "../../model/stack.ts";

export function neededFiles(stack: Stack, generated: readonly GeneratedFile[]): readonly GeneratedFile[] {
  return generated.filter((file) => {
    if (file.service === operator) return true;
    const service = stack.services.find(({ name }) => name === file.service);
    return service !== undefined && (isNamed(service, file.name) || isOfDataSource(service, file.name));
  });
}

function isNamed(service: Service, name: string): boolean {
  const path = `${service.onMachine?.ownFiles}/${name}`;
  const settings = service.configs.flatMap((config) => config.settings.map(({ value }) => value));
  const texts = [...settings.flat(), ...service.environment.map(({ value }) => value)].filter(
    (one) => typeof one === "string",
  );
  // `$__file{path}` of Grafana, `@{store:name}` of Telegraf; what a variable holds is written out there, and needs no file.
  return (
    texts.some((text) => text === path || text.includes(`{${path}}`)) ||
    settings.flat().some((value) => isReference(value, name))
  );
}

/** Grafana's data source names them in a file of provisioning. */
const isOfDataSource = ({ role }: Service, name: string): boolean =>
  role === "dashboard" && (name === ownFile.databasePassword || name === ownFile.ca);

const isReference = (value: unknown, name: string): boolean =>
  typeof value === "string" && /^@\{\w+:/.test(value) && value.endsWith(`:${name}}`);
