import type { Identity } from "../../../model/identity.ts";
import type { LoginSeen } from "../../../model/login-seen.ts";
import { serviceName } from "../../../model/name.ts";
import { type SecretRef, secretRef } from "../../../model/secret.ts";
import { emptyBook, type UserBook, type Way } from "../../../model/user-book.ts";
import { aClock } from "../../testing/clock.ts";
import type { UserTarget } from "../user-target.ts";

const broker = serviceName("mosquitto");

const agent: Identity = {
  target: "broker",
  server: broker,
  owner: serviceName("agent"),
  user: "agent",
  secret: secretRef("agent@mosquitto"),
  publish: ["a/#"],
  subscribe: [],
  why: "",
};

export interface TestTarget extends UserTarget {
  /** Every book that was put in force, with what was retired then. */
  readonly applied: readonly { readonly book: UserBook; readonly retired: readonly SecretRef[] }[];
  /** Answers of the broker; undefined: nobody can say. */
  seen: readonly LoginSeen[] | undefined;
}

/** A stack that only notes what it is told, since no real broker has clients on demand that do not move. */
export function aTarget(way: Way = "both", ours: readonly string[] = []): TestTarget {
  const applied: { book: UserBook; retired: readonly SecretRef[] }[] = [];
  const target: TestTarget = {
    applied,
    seen: [],
    clock: aClock(),
    tell: () => {},
    brokers: [broker],
    identities: [agent],
    taken: ["kept"],
    wayOf: () => way,
    book: async () => applied.at(-1)?.book ?? emptyBook,
    async apply(book, retired) {
      applied.push({ book, retired });
    },
    logins: async (_, users) => target.seen?.filter(({ user }) => users.includes(user)),
    fixed: () => undefined,
    isOurs: ({ owner }) => ours.some((one) => one === owner),
    passwordFile: ({ user }) => `/${user}/mqtt_password`,
  };
  return target;
}

export const login = (user: string, password: number, more: Partial<LoginSeen> = {}): LoginSeen => ({
  user,
  client: `${user}-${password}`,
  password,
  isConnected: true,
  isAwaited: false,
  atMs: 0,
  ...more,
});
