/** Credentials that a broker's client is given through its environment: the name stays there, the password goes to a file. */
import { showAddress, withoutLogin } from "../model/address.ts";
import type { Change } from "../model/change.ts";
import { ownFile } from "../model/own-file.ts";
import type { Problem } from "../model/problem.ts";
import { secretToken } from "../model/secret.ts";
import type { EnvVar, Service, Stack } from "../model/stack.ts";
import { brokersOf } from "./clients.ts";
import { telegrafConfig } from "./config-place.ts";
import { editedAddresses, means, mqttVariables, prefixOf } from "./pointing.ts";
import { environment, type Reason, secretPath, withoutVariable } from "./propose.ts";
import { mqttPasswordFile } from "./refs.ts";

const kind = "(?:MQTT|BROKER|MOSQUITTO|MESSAGE_?QUEUE|MESSAGE_?BUS)\\w*?_?";
const userName = new RegExp(`${kind}(?:USER|USERNAME|USER_NAME|LOGIN)$`, "i");
const passwordName = new RegExp(`${kind}(?:PASS|PASSWORD|PASSWD|PWD)$`, "i");

/** One set of variables holds one login: of several brokers it is the one's that the variables name. */
export function loginInEnvironment(
  stack: Stack,
  client: Service,
  broker: Service,
  file: string,
  reason: Reason,
): readonly Change[] {
  const named = (pattern: RegExp) => client.environment.map(({ name }) => name).filter((name) => pattern.test(name));
  const passwords = named(passwordName);
  const pointing = mqttVariables(client, broker);
  const bare = pointing.flatMap((variable) =>
    environment(client, variable.name, withoutUserinfo(variable, broker), reason),
  );
  const isAlone = client.onMachine !== undefined;
  const gone = isAlone ? [] : passwords.flatMap((name) => withoutVariable(client, name, reason));
  if (telegrafConfig(client) || !isNamed(stack, client, broker)) return [...bare, ...gone];
  const prefixes = pointing.map(prefixOf);
  const users = named(userName);
  const files = client.environment.filter(
    ({ name }) => passwordName.test(name.replace(/_FILE$/, "")) && name.endsWith("_FILE"),
  );
  const told = [...(isAlone ? [] : passwords.map((name) => `${name}_FILE`)), ...files.map(({ name }) => name)];
  // The environment of a program on the machine comes from a file of its own: what reads a password there goes on reading it there.
  const written = isAlone && told.length === 0 ? namesFor(passwords, prefixes, "PASSWORD") : [];
  return [
    ...bare,
    ...gone,
    ...namesFor(users, prefixes, "USERNAME").flatMap((name) => environment(client, name, client.name, reason)),
    ...written.flatMap((name) => environment(client, name, secretToken(file), reason)),
    ...(written.length > 0 ? [] : namesFor(told, prefixes, "PASSWORD_FILE")).flatMap((name) =>
      environment(client, name, secretPath(client, file), reason),
    ),
  ];
}

function isNamed(stack: Stack, client: Service, broker: Service): boolean {
  const brokers = brokersOf(stack, client);
  const [named = brokers[0]] = brokers.filter((one) => mqttVariables(client, one).length > 0);
  return named === broker;
}

/** The variables that are there; else one that goes with the broker's address. */
function namesFor(present: readonly string[], prefixes: readonly string[], word: string): readonly string[] {
  if (present.length > 0) return [...new Set(present)];
  const [prefix] = prefixes;
  return prefix === undefined ? [] : [`${prefix || "MQTT"}_${word}`];
}

const withoutUserinfo = (variable: EnvVar, broker: Service): string =>
  editedAddresses(variable.value, (address) => {
    const text = showAddress(address);
    return means(broker, address, variable) ? withoutLogin(text) : text;
  });

/** A program that is not ours has to learn to read its password from a file: only a person can see to that. */
export function unreadPasswords(stack: Stack, client: Service): readonly Problem[] {
  const isOurs = client.role === "agent" && client.collect !== undefined && client.provider === "embedded";
  if (isOurs || telegrafConfig(client) || client.onMachine) return [];
  return brokersOf(stack, client).map((broker) => ({
    severity: "notice",
    code: "password-in-file",
    at: client.at,
    what: `whether the program of ${client.name} reads its password from a file cannot be seen from here`,
    remedy: `Let it log in to ${broker.name} as user ${client.name} with the password in ${secretPath(client, mqttPasswordFile(stack, client, broker))}, over TLS, trusting ${secretPath(client, ownFile.ca)}.`,
  }));
}
