/** What stands in the way of a stack on this swarm. Nothing that is not ours is used, changed or taken for ours. */
import {
  type FileSeen,
  isOurs,
  namespaceLabel,
  type SwarmRefusal,
  type SwarmSeen,
  type SwarmWish,
} from "../../model/swarm-plan.ts";
import { networkRefusal } from "./network-refusals.ts";

/** Networks of every engine. */
const predefined = new Set(["bridge", "host", "none", "ingress"]);

export function refusalsOf(wish: SwarmWish, seen: SwarmSeen): readonly SwarmRefusal[] {
  const foreign = foreignStack(wish.stack, seen);
  if (foreign) return [foreign];
  return [...takenNames(wish, seen), ...otherNetworks(wish, seen), ...missing(wish, seen)];
}

/** Deployed under the same name by somebody else: what we made would be mixed with theirs. */
function foreignStack(stack: string, seen: SwarmSeen): SwarmRefusal | undefined {
  const all = [...seen.services, ...seen.networks, ...seen.secrets, ...seen.configs];
  const theirs = all.filter((one) => one.labels[namespaceLabel] === stack && !isOurs(one, stack));
  if (theirs.length === 0) return undefined;
  const names = theirs.map(({ name }) => name);
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return {
    what: `a stack ${stack} that Edgeward did not deploy is on this swarm: ${shown}`,
    remedy: `Take another name with -p, or remove it if it is yours: \`docker stack rm ${stack}\`.`,
  };
}

function takenNames(wish: SwarmWish, seen: SwarmSeen): readonly SwarmRefusal[] {
  const taken = (kind: string, names: readonly string[], there: readonly FileSeen[]) =>
    names.flatMap((name): readonly SwarmRefusal[] => {
      const other = there.find((one) => one.name === name && !isOurs(one, wish.stack));
      if (!other) return [];
      const owner = other.labels["edgeward.stack"] ?? other.labels[namespaceLabel];
      const whose = owner === undefined ? "" : `, of the stack ${owner}`;
      return [
        {
          what: `the name ${name} is taken by another ${kind}${whose}`,
          remedy: `Give the stack another name with -p, or remove that ${kind} if nobody needs it.`,
        },
      ];
    });
  const files = (kind: "secret" | "config") =>
    wish.files.flatMap((file) => (file.kind === kind ? [file.spec.Name] : []));
  return [
    ...taken(
      "service",
      wish.services.map(({ spec }) => spec.Name),
      seen.services,
    ),
    ...taken(
      "network",
      wish.networks.map(({ Name }) => Name),
      seen.networks,
    ),
    ...taken("secret", files("secret"), seen.secrets),
    ...taken("config", files("config"), seen.configs),
  ];
}

function otherNetworks(wish: SwarmWish, seen: SwarmSeen): readonly SwarmRefusal[] {
  return wish.networks.flatMap((wanted) => {
    const there = seen.networks.find((one) => one.name === wanted.Name && isOurs(one, wish.stack));
    return (there && networkRefusal(wanted, there, wish.stack)) ?? [];
  });
}

/** What services refer to, and neither the stack brings nor the swarm has. */
function missing(wish: SwarmWish, seen: SwarmSeen): readonly SwarmRefusal[] {
  const tasks = wish.services.map(({ spec }) => spec.TaskTemplate);
  const made = wish.files.map(({ spec }) => spec.Name);
  const absent = (names: readonly (string | undefined)[], there: readonly string[]) =>
    [...new Set(names)].filter((name): name is string => name !== undefined && !there.includes(name));
  const networks = absent(
    tasks.flatMap(({ Networks }) => Networks.map(({ Target }) => Target)),
    [...predefined, ...wish.networks.map(({ Name }) => Name), ...swarmNetworks(seen)],
  );
  const secrets = absent(
    tasks.flatMap(({ ContainerSpec }) => ContainerSpec.Secrets?.map(({ SecretName }) => SecretName)),
    [...made, ...wish.placeholders, ...seen.secrets.map(({ name }) => name)],
  );
  const configs = absent(
    tasks.flatMap(({ ContainerSpec }) => ContainerSpec.Configs?.map(({ ConfigName }) => ConfigName)),
    [...made, ...seen.configs.map(({ name }) => name)],
  );
  return [
    ...networks.map((name) => ({
      what: `the external network ${name} is not on this swarm`,
      remedy: `Make it: \`docker network create --driver overlay --opt encrypted ${name}\`; a bridge of one node will not do.`,
    })),
    ...secrets.map((name) => absentFile("secret", name)),
    ...configs.map((name) => absentFile("config", name)),
  ];
}

const swarmNetworks = ({ networks }: SwarmSeen) =>
  networks.flatMap(({ name, scope }) => (scope === "swarm" ? [name] : []));

const absentFile = (kind: string, name: string): SwarmRefusal => ({
  what: `the external ${kind} ${name} is not on this swarm`,
  remedy: `Make it first: \`docker ${kind} create ${name} FILE\`.`,
});
