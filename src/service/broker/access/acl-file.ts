/** mosquitto's acl_file: `user`, `topic` and `pattern` lines (man mosquitto.conf, acl_file). */
import type { Problem } from "../../../model/problem.ts";
import { isTopicFilter } from "../../../model/topic.ts";

export interface Rule {
  readonly access: Access;
  /** In a pattern, `%u` and `%c` stand for user name and client identifier. */
  readonly filter: string;
}

type Access = "read" | "write" | "readwrite" | "deny";

export interface AclFile {
  readonly users: ReadonlyMap<string, readonly Rule[]>;
  /** For every user. */
  readonly patterns: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** Reads all it can. */
export function readAclFile(file: string, text: string): AclFile {
  const users = new Map<string, Rule[]>();
  const patterns: Rule[] = [];
  const problems: Problem[] = [];
  let own: Rule[] | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimEnd();
    if (line.trim() === "" || line.startsWith("#")) continue;
    const say = (severity: Problem["severity"], code: string, what: string, remedy: string) => {
      problems.push({ severity, code, at: { file, line: index + 1, column: 1 }, what, remedy });
    };
    const [, keyword, rest = ""] = /^(\S+)\s*(.*)$/.exec(line.trimStart()) ?? [];
    if (keyword === "user" && rest !== "") {
      own = users.get(rest) ?? [];
      users.set(rest, own);
    } else if (keyword === "topic" || keyword === "pattern") {
      const rule = readRule(rest);
      if (!rule) say("error", "bad-acl-rule", "this is no rule", "Write `topic read|write|readwrite|deny FILTER`.");
      else if (keyword === "pattern") patterns.push(rule);
      else if (own) own.push(rule);
      else
        say(
          "notice",
          "acl-for-anonymous",
          "a rule before the first `user` is for anonymous clients, and there are none",
          "Move it below a `user` line, or remove it.",
        );
    } else {
      say("error", "bad-acl-line", "this line is none of `user NAME`, `topic …`, `pattern …`", "Correct or remove it.");
    }
  }
  return { users, patterns, problems };
}

/** Without an access word, a rule gives both rights; a filter may hold blanks only after an access word. */
function readRule(rest: string): Rule | undefined {
  const [, word = "", filter] = /^(\S+)(?:\s+(.+))?$/.exec(rest) ?? [];
  if (filter === undefined) return isTopicFilter(word) ? { access: "readwrite", filter: word } : undefined;
  return isAccess(word) && isTopicFilter(filter) ? { access: word, filter } : undefined;
}

function isAccess(word: string): word is Access {
  return word === "read" || word === "write" || word === "readwrite" || word === "deny";
}
