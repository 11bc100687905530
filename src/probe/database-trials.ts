/** What may not be done to a database, as questions with a right and a wrong answer. */
import { randomBytes } from "node:crypto";
import type { DatabaseIdentity } from "../model/identity.ts";
import type { Answer, Question } from "./ask.ts";
import type { Login } from "./probe.ts";

type Outcome = "refused" | "let through" | "unclear";

export interface Trial {
  /** For people: `a stranger's write`. */
  readonly label: string;
  readonly question: Question;
  readonly judge: (answer: Answer) => Outcome;
  /** Takes back what a database let through. */
  readonly undo?: Question;
}

/** Names that nothing else has, so that what is let through by mistake can be found and taken back. */
export interface Names {
  readonly measurement: string;
  readonly admin: Login;
}

export function freshNames(): Names {
  const nonce = randomBytes(6).toString("hex");
  const admin = { user: `edgeward_probe_${nonce}`, password: randomBytes(18).toString("base64url") };
  return { measurement: `edgeward_probe_${nonce}`, admin };
}

/** @see InfluxDB 1.x, Authentication: until there is an admin, anybody may make the first one */
export function firstAdmin({ admin }: Names): Trial {
  const { user, password } = admin;
  return {
    label: "a stranger who makes itself the first admin",
    question: change(`CREATE USER "${user}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`),
    judge: orUnknown,
    undo: change(`DROP USER "${user}"`, { login: admin }),
  };
}

/** @param alwaysOpen pages that are known to be open, and not tried */
export function strangersTrials(
  database: string,
  users: readonly string[],
  names: Names,
  alwaysOpen: readonly string[] = [],
): readonly Trial[] {
  const { measurement } = names;
  const db = database;
  const select = `SELECT * FROM "${measurement}"`;
  const wrong = randomBytes(18).toString("base64url");
  const wrongly = users.flatMap((user): readonly Trial[] => [
    {
      label: `${user} with a wrong password`,
      question: look(select, { db, login: { user, password: wrong } }),
      judge: byStatus,
    },
    {
      label: `${user} with a wrong password in the URL`,
      question: { method: "GET", path: "/query", query: { db, q: select, u: user, p: wrong } },
      judge: byStatus,
    },
  ]);
  const insides = ["/debug/vars", "/debug/pprof/", "/metrics"]
    .filter((path) => !alwaysOpen.includes(path))
    .map(
      (path): Trial => ({ label: `a stranger's look at ${path}`, question: { method: "GET", path }, judge: orUnknown }),
    );
  return [
    { label: "a stranger's SHOW DATABASES", question: look("SHOW DATABASES", {}), judge: byStatus },
    { label: "a stranger's query", question: look(select, { db }), judge: byStatus },
    { label: "a stranger's write", ...writing(names, { db }) },
    firstAdmin(names),
    ...wrongly,
    ...insides,
  ];
}

/** What an identity may not do although it is known. */
export function rightsTrials(
  { user, access, database: db }: DatabaseIdentity,
  login: Login,
  names: Names,
): readonly Trial[] {
  const { user: other, password } = names.admin;
  const name = `${other}_${user.replaceAll(/\W/g, "_")}`;
  const makesAdmin: Trial = {
    label: `${user} makes an admin`,
    question: change(`CREATE USER "${name}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`, { login }),
    judge: orUnknown,
    undo: change(`DROP USER "${name}"`, { login: { user: name, password } }),
  };
  const beyond: Trial =
    access === "read"
      ? { label: `${user}, who may only read, writes`, ...writing(names, { db, login }) }
      : {
          label: `${user}, who may only write, reads`,
          question: look("SHOW MEASUREMENTS", { db, login }),
          judge: byStatus,
        };
  return [makesAdmin, beyond];
}

interface More {
  readonly db?: string;
  readonly login?: Login;
}

const look = (q: string, { db, login }: More): Question => ({
  method: "GET",
  path: "/query",
  query: { q, ...(db ? { db } : {}) },
  ...(login ? { login } : {}),
});

const change = (q: string, more: More = {}): Question => ({ ...look(q, more), method: "POST" });

/** DELETE asks for no more than the right to write, DROP MEASUREMENT for an admin. */
function writing({ measurement }: Names, more: More): Omit<Trial, "label"> {
  const question: Question = {
    ...change("", more),
    path: "/write",
    query: { db: more.db ?? "" },
    body: `${measurement} value=1i`,
  };
  return { question, judge: byStatus, undo: change(`DELETE FROM "${measurement}"`, more) };
}

/** InfluxDB reports the failure of a statement inside a 200. */
function byStatus(answer: Answer): Outcome {
  if (!answer.answered) return "unclear";
  if (answer.status === 401 || answer.status === 403 || /"error"\s*:/.test(answer.body)) return "refused";
  return answer.status >= 200 && answer.status < 300 ? "let through" : "unclear";
}

/** A database that does not know the request refuses it just as well. */
function orUnknown(answer: Answer): Outcome {
  return answer.answered && answer.status >= 400 && answer.status < 500 ? "refused" : byStatus(answer);
}
