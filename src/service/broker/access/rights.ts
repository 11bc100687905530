/** What a client may do, as mosquitto decides it: a user's own rules before patterns, and within each of them `deny` first. */
import { covers, isTopicFilter, matches } from "../../../model/topic.ts";
import type { AclFile, Rule } from "./acl-file.ts";

interface Client {
  readonly user: string;
  readonly clientId: string;
}

export interface Rights {
  mayPublish(client: Client, topic: string): boolean;
  /** A delivered message is checked with this too. */
  mayReceive(client: Client, topic: string): boolean;
  /** Granted when one rule's filter covers the whole subscription, so that nothing is promised that will not be delivered. */
  maySubscribe(client: Client, filter: string): boolean;
}

export function rightsOf(acl: () => AclFile): Rights {
  return {
    // Topics that start with $ are the server's own: section 4.7.2.
    mayPublish: (client, topic) => !topic.startsWith("$") && decide(acl(), client, "write", (f) => matches(f, topic)),
    mayReceive: (client, topic) => decide(acl(), client, "read", (f) => matches(f, topic)),
    maySubscribe: (client, filter) => decide(acl(), client, "read", (f) => covers(f, filter)),
  };
}

function decide(acl: AclFile, client: Client, right: "read" | "write", holds: (filter: string) => boolean): boolean {
  const own = verdict(acl.users.get(client.user) ?? [], right, holds);
  return own ?? verdict(expand(acl.patterns, client), right, holds) ?? false;
}

/** @returns undefined when no rule speaks of it */
function verdict(
  rules: readonly Rule[],
  right: "read" | "write",
  holds: (filter: string) => boolean,
): boolean | undefined {
  if (rules.some(({ access, filter }) => access === "deny" && holds(filter))) return false;
  return rules.some(({ access, filter }) => (access === right || access === "readwrite") && holds(filter)) || undefined;
}

/**
 * A name that holds a wildcard or a level separator would reach into other names' topics (CVE-2017-7650): no pattern counts for it.
 * mosquitto checks the wildcards; we check the separator too.
 */
function expand(patterns: readonly Rule[], { user, clientId }: Client): readonly Rule[] {
  if (patterns.length === 0 || /[+#/]/.test(user) || /[+#/]/.test(clientId)) return [];
  return patterns
    .map(({ access, filter }) => ({
      access,
      filter: filter.replaceAll(/%[uc]/g, (hole) => (hole === "%u" ? user : clientId)),
    }))
    .filter(({ filter }) => isTopicFilter(filter));
}
