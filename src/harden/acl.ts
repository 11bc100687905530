import type { BrokerIdentity } from "../model/identity.ts";

/**
 * What mosquitto's `acl_file` says for these users. With such a file whoever is not in it may do nothing.
 * @see mosquitto.conf(5), acl_file: `user`, then its `topic read|write|readwrite` lines
 */
export function accessList(identities: readonly BrokerIdentity[]): string {
  return identities.map(section).join("\n");
}

function section({ user, publish, subscribe }: BrokerIdentity): string {
  const both = publish.filter((filter) => subscribe.includes(filter));
  const lines = [
    ...both.map((filter) => `topic readwrite ${filter}`),
    ...subscribe.filter((filter) => !both.includes(filter)).map((filter) => `topic read ${filter}`),
    ...publish.filter((filter) => !both.includes(filter)).map((filter) => `topic write ${filter}`),
  ];
  return [`user ${user}`, ...lines, ""].join("\n");
}
