/** No password that everybody knows, and none that can be read off the environment, as far as the programs allow. */
import { parseAddress } from "../../model/address.ts";
import type { Change } from "../../model/change.ts";
import { imageOf } from "../../model/image.ts";
import type { Problem } from "../../model/problem.ts";
import type { EnvVar, Service } from "../../model/stack.ts";
import { fromFile } from "../from-file.ts";
import type { Measure } from "../measure.ts";
import { fileVariable, variableFile } from "../secret-variables.ts";
import { isLiteral, isPasswordName, isWellKnown } from "../well-known.ts";

export const replaceKnownPasswords: Measure = {
  id: "replace-known-passwords",
  provenBy: ["refuses-well-known-passwords", "no-secrets-in-environment"],
  propose: ({ stack }) =>
    stack.services.flatMap((service) => service.environment.flatMap((one) => replaced(service, one))),
  notices: ({ stack }) =>
    stack.services.flatMap((service) => service.environment.flatMap((one) => remaining(service, one))),
};

function replaced(service: Service, variable: EnvVar): readonly Change[] {
  const file = fileVariable(service, variable.name);
  if (!file || !isKnown(service, variable)) return [];
  return fromFile(
    service,
    variable.name,
    variableFile(variable.name),
    {
      measure: replaceKnownPasswords.id,
      why: `Everybody knows the password in ${variable.name}, so a program that starts afresh takes a random one from a file.`,
      source: `${file.source}; OWASP ASVS 4.0.3, 2.1.7: passwords are checked against lists of known ones`,
    },
    file.name,
  );
}

/** What stays in the environment: everybody who may list processes or inspect containers reads it there. */
function remaining(service: Service, variable: EnvVar): readonly Problem[] {
  const { name, value, at } = variable;
  const login = parseAddress(value)?.userinfo?.includes(":") === true;
  if (!login && !(isPasswordName(name) && isLiteral(value))) return [];
  const known = isKnown(service, variable);
  const file = fileVariable(service, name);
  if (known && file) return [];
  return [
    {
      severity: "notice",
      code: known ? "well-known-password" : "secret-in-environment",
      at,
      what: `${name} of ${service.name} holds ${known ? "a password that everybody knows" : "a secret, in the environment where others can read it"}`,
      remedy: file
        ? `Put it in a file, and its path in ${file.name}.`
        : `Choose a random one, and let the program of ${service.name} read it from a file ${service.onMachine ? "that only its account opens" : "below /run/secrets"}.`,
    },
  ];
}

function isKnown(service: Service, { name, value }: EnvVar): boolean {
  if (!isPasswordName(name) || !isLiteral(value)) return false;
  const users = service.environment.filter((one) => /USER(NAME)?$/i.test(one.name)).map((one) => one.value);
  const image = imageOf(service)?.path.split("/").at(-1);
  return isWellKnown(value, [...users, service.name, ...(image === undefined ? [] : [image])]);
}
