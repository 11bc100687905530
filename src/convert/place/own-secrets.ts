/**
 * Each service gets its own secrets out of a shared directory, and no others: a volume for each on the node of the service that writes
 * them, a swarm secret for each on other nodes. Only the writer mounts all of them.
 */
import type { Fate, Preparation } from "../../model/conversion.ts";
import { childOf, mapAt, type Node, textAt, textOf, valueAt } from "../../model/node.ts";
import type { Project, ProjectService } from "../../model/project.ts";
import type { Span } from "../../model/span.ts";
import { Draft, mapped } from "../draft.ts";
import type { Rule, View } from "../rule.ts";
import { tokenPreparations } from "./volume/delivery.ts";
import { type Claim, type OwnMount, storesOf } from "./volume/store.ts";
import { secretKey, secretName } from "./volume/token.ts";

/** Whether this item of a service's `volumes` is mapped here, and by nobody else. */
export function claimsMount(view: View, service: ProjectService, index: number): boolean {
  return storesOf(view.project).claims.get(service.name)?.has(index) ?? false;
}

export const ownSecrets: Rule = {
  id: "own-secrets",
  accounts: ["services.*.volumes.*"],
  propose: ({ project }) => {
    const draft = new Draft("own-secrets");
    const { stores, claims, left } = storesOf(project);
    for (const service of project.services) {
      for (const [index, claim] of claims.get(service.name) ?? []) propose(project, service, index, claim, draft);
    }
    for (const store of stores) {
      for (const name of [store.rootVolume, ...store.volumes.values()]) {
        draft.edit({ kind: "put", path: ["volumes", name], node: mapAt({}, project.root.at) });
      }
    }
    for (const { service, store, placed } of left) {
      const what = `\`${service.name}\` mounts \`${placed.mount.source}\`, which stays empty: ${store.writers[0]} writes into volumes now, one for each service`;
      const remedy = `Mount the service's own directory, \`${store.root}/NAME\`, in the zone ${store.zone}; or hand over what it needs as a \`secret\`.`;
      draft.notice(placed.at, "secrets-of-all", what, remedy);
    }
    const preparations: readonly Preparation[] = tokenPreparations(project);
    return { ...draft.proposal, preparations };
  },
};

type TokenClaim = Extract<Claim, { kind: "token" }>;

function propose(project: Project, service: ProjectService, index: number, claim: Claim, draft: Draft): void {
  const { at } = claim.placed;
  const path = ["services", service.name, "volumes", index];
  if (claim.kind === "token") deliver(project, service, claim, draft);
  const own = claim.kind === "token" ? [] : claim.own;
  draft.edit({ kind: "items", path, nodes: own.map((mount) => volumeOf(mount, at)) });
  draft.say({ path, at, node: textAt("", at) }, fateOf(project, service, claim));
}

/** The secret that brings a token to another node. */
function deliver(project: Project, service: ProjectService, claim: TokenClaim, draft: Draft): void {
  const { at } = claim.placed;
  const name = textAt(secretName(project, claim.name), at);
  const secret = mapAt({ external: valueAt(true, at), name }, at);
  draft.edit(
    { kind: "append", path: ["services", service.name, "secrets"], node: tokenOf(service, claim, draft) },
    { kind: "put", path: ["secrets", secretKey(claim.name)], node: secret },
  );
}

function fateOf(project: Project, { name }: ProjectService, claim: Claim): Fate {
  const [writer] = claim.store.writers;
  if (claim.kind === "token") {
    const to = [
      ["services", name, "secrets"],
      ["secrets", secretKey(claim.name)],
    ];
    const why = `${writer} writes it on another node; a swarm secret reaches only nodes that run the service`;
    return mapped(to, `the secret ${secretName(project, claim.name)}, at the same path`, why);
  }
  const to = [["services", name, "volumes"], ...claim.own.map(({ volume }) => ["volumes", volume])];
  const labelled = claim.placed.mount.bind?.selinux === undefined ? "" : "; a volume gets its SELinux label by itself";
  if (claim.kind === "root") {
    const into = "a volume of its own, and in it the volume of each service";
    return mapped(to, into, `it writes everybody's secrets, and nobody else mounts them all${labelled}`);
  }
  const into = `the volume ${claim.own[0]?.volume} at the same path`;
  return mapped(to, into, `each service sees its own secrets and no others${labelled}`);
}

/** Without `nocopy` an empty volume would be filled from the image, which a bind mount never is. */
function volumeOf({ volume, target, readOnly }: OwnMount, at: Span): Node {
  return mapAt(
    {
      type: textAt("volume", at),
      source: textAt(volume, at),
      target: textAt(target, at),
      ...(readOnly && { read_only: valueAt(true, at) }),
      volume: mapAt({ nocopy: valueAt(true, at) }, at),
    },
    at,
  );
}

/** EdgeX's own user and group, whom secretstore-setup makes the owner of all tokens by default. */
const edgexUser = { uid: "2002", gid: "2001" };

function tokenOf(service: ProjectService, claim: TokenClaim, draft: Draft): Node {
  const { at } = claim.placed;
  const user = textOf(childOf(service.map, "user"));
  const numbers = /^(\d+)(?::(\d+))?$/.exec(user ?? "");
  if (user !== undefined && !numbers && !/^root(:|$)/.test(user)) {
    const what = `\`${service.name}\` runs as \`${user}\`, whose number is not known here: its token belongs to ${edgexUser.uid}`;
    draft.notice(at, "unknown-user", what, "Write `user:` with numbers, as in `2002:2001`.");
  }
  const { uid, gid } = numbers ? { uid: numbers[1], gid: numbers[2] } : edgexUser;
  return mapAt(
    {
      source: textAt(secretKey(claim.name), at),
      target: textAt(`${claim.placed.mount.target}/secrets-token.json`, at),
      uid: uid === undefined ? undefined : textAt(uid, at),
      gid: gid === undefined ? undefined : textAt(gid, at),
      // Octal for YAML 1.2 and for Docker's reader alike, which `0400` is not.
      mode: { kind: "scalar", value: 0o400, source: "0o400", at },
    },
    at,
  );
}
