/**
 * Adds users and rotations to a hardened stack.
 * Invariants: from its arguments alone; with an empty book nothing changes; a password that no longer counts is in no file.
 */
import type { ExtraUser } from "../model/extra-user.ts";
import type { Hardened } from "../model/hardened.ts";
import type { BrokerIdentity, Identity } from "../model/identity.ts";
import type { ServiceName } from "../model/name.ts";
import { serviceName } from "../model/name.ts";
import { handOverDirectory, operator, ownFile } from "../model/own-file.ts";
import { type GeneratedFile, type SecretRef, type SecretSpec, secretRef } from "../model/secret.ts";
import { type Turn, turnRef, turnUser, type UserBook, type Way } from "../model/user-book.ts";
import { accessList } from "./acl.ts";
import { passwordLines } from "./files.ts";
import { usersFile } from "./influx-files.ts";

type Turns = ReadonlyMap<SecretRef, Turn>;

/** An identity as it logs in now, and as it may still log in while its password is rotated. */
interface Turned {
  readonly current: Identity;
  readonly former?: Identity;
}

/** @param wayOf how each server takes a new password */
export function withUsers(hardened: Hardened, book: UserBook, wayOf: (server: ServiceName) => Way): Hardened {
  if (book.users.length + book.turns.length === 0) return hardened;
  const turns: Turns = new Map(book.turns.map((turn) => [turn.secret, turn]));
  const extra = book.users.map(extraIdentity);
  const all = [...hardened.identities, ...extra].map((one) => turned(one, turns.get(one.secret), wayOf(one.server)));
  const specs: readonly SecretSpec[] = [
    ...hardened.secrets,
    ...extra.map(({ secret: ref }): SecretSpec => ({ kind: "password", ref })),
  ];
  return {
    ...hardened,
    identities: all.map(({ current }) => current),
    secrets: specs.flatMap((spec) => specsOf(spec, turns)),
    generated: [
      ...hardened.generated.map((file) => listOf(file, all, wayOf) ?? withRefs(file, turns)),
      ...extra.flatMap(({ user }, i) => {
        const one = all[hardened.identities.length + i];
        return one ? handedOver(one.current, user) : [];
      }),
    ],
  };
}

export const extraIdentity = ({ name, server, publish, subscribe }: ExtraUser): BrokerIdentity => ({
  target: "broker",
  server: serviceName(server),
  owner: "outside",
  user: name,
  secret: secretRef(`${name}@${server}`),
  publish,
  subscribe,
  why: "`edgeward user add`",
});

function turned(identity: Identity, turn: Turn | undefined, way: Way): Turned {
  if (!turn) return { current: identity };
  const as = (number: number): Identity => ({
    ...identity,
    user: turnUser(identity.user, number, way),
    secret: turnRef(identity.secret, number),
  });
  const current = as(turn.current);
  return turn.former === undefined || way === "replaced" ? { current } : { current, former: as(turn.former) };
}

function specsOf(spec: SecretSpec, turns: Turns): readonly SecretSpec[] {
  const turn = spec.kind === "password" ? turns.get(spec.ref) : undefined;
  if (spec.kind !== "password" || !turn) return [spec];
  const numbers = turn.former === undefined ? [turn.current] : [turn.current, turn.former];
  return numbers.map((number) => ({ kind: "password", ref: turnRef(spec.ref, number) }));
}

/** A server's list of users anew; undefined for any other file. */
function listOf(
  { service, name }: GeneratedFile,
  all: readonly Turned[],
  wayOf: (server: ServiceName) => Way,
): GeneratedFile | undefined {
  if (service === operator || (name !== ownFile.passwords && name !== ownFile.acl && name !== ownFile.users))
    return undefined;
  const mine = all.filter(({ current }) => current.server === service);
  const login = mine.flatMap(({ current, former }) => (former ? [current, former] : [current]));
  const brokers = (list: readonly Identity[]) => list.filter((one) => one.target === "broker");
  if (name === ownFile.passwords) return { service, name, parts: passwordLines(brokers(login)) };
  if (name === ownFile.users)
    return { service, name, parts: usersFile(login.filter((one) => one.target === "database")) };
  // Two passwords of one user are one section.
  const named = wayOf(serviceName(service)) === "renamed" ? login : mine.map(({ current }) => current);
  return { service, name, parts: [accessList(brokers(named))] };
}

function withRefs(file: GeneratedFile, turns: Turns): GeneratedFile {
  const parts = file.parts.map((part) => {
    if (typeof part === "string" || part.hole === "ca-certificate") return part;
    const turn = turns.get(part.ref);
    return turn ? { ...part, ref: turnRef(part.ref, turn.current) } : part;
  });
  return { ...file, parts };
}

/** What the person hands over to whoever logs in, in a directory of its own. */
function handedOver({ user, secret }: Identity, name: string): readonly GeneratedFile[] {
  const file = (what: string, parts: GeneratedFile["parts"]): GeneratedFile => ({
    service: operator,
    name: `${handOverDirectory}/${name}/${what}`,
    parts,
  });
  return [
    file(ownFile.mqttPassword, [{ hole: "password", ref: secret }]),
    file(ownFile.ca, [{ hole: "ca-certificate" }]),
    // Where a rotation alternates the name, it has to be handed over too.
    ...(user === name ? [] : [file(ownFile.mqttUser, [user])]),
  ];
}
