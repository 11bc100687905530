import { expect, test } from "vitest";
import { mapAt, textAt } from "../../model/node.ts";
import type { Project } from "../../model/project.ts";
import type { Digests } from "../tools.ts";
import { digestsFor } from "./digests.ts";
import { secretValues } from "./secret-values.ts";

const at = { file: "compose.yml", line: 1, column: 1 };
const text = (value: string) => textAt(value, at);
const nobody = new AbortController().signal;

function aProject(services: Project["services"] = []): Project {
  const secrets = {
    key: mapAt({ file: text("./keys/web.pem") }, at),
    pin: mapAt({ environment: text("PIN_OF_WEB") }, at),
  };
  const root = mapAt({ secrets: mapAt(secrets, at) }, at);
  return { name: "plant", directory: "/app", files: [], root, services, leftOut: [], zones: [] };
}

/** Says how it was asked, in place of a hash. */
const telling: Digests = {
  plain: (plain) => `plain ${plain}`,
  ofFile: async (path) => (path.endsWith("absent") ? undefined : `file ${path}`),
  ofSecret: async (content, salt) => `slow ${JSON.stringify(content)} for ${salt}`,
};

const digested = () => digestsFor(aProject(), telling, { PIN_OF_WEB: "1234", SITE: "north" });

test.each([
  [{ file: "/app/keys/web.pem" }, 'slow {"file":"/app/keys/web.pem"} for plant key'],
  [{ variable: "PIN_OF_WEB" }, 'slow {"text":"1234"} for plant pin'],
  [{ variable: "SITE" }, "plain north"],
  [{ variable: "UNSET" }, undefined],
  [{ file: "/app/site.conf" }, "file /app/site.conf"],
  [{ file: "/app/absent" }, undefined],
  [{ file: "/app/users.passwd" }, 'slow {"file":"/app/users.passwd"} for plant users.passwd'],
] as const)("%j: what goes into a secret or looks like one is hashed slowly", async (content, expected) => {
  const digests = digested();
  expect(digests.of(content)).toBeUndefined();
  expect(await digests.fetch(nobody)).toBe(true);
  expect(digests.of(content)).toBe(expected);
  expect(await digests.fetch(nobody)).toBe(false);
});

test("a text of the compose file itself has its hash at once", async () => {
  const digests = digested();
  expect(digests.of({ text: "a" })).toBe("plain a");
  expect(await digests.fetch(nobody)).toBe(false);
});

test("values of names that promise a secret may not be seen: settings, files of variables, and variables that a file names", () => {
  const environment = mapAt({ DB_PASSWORD: text("hunter2hunter"), SITE: text("north-east") }, at);
  const service = { name: "web", at, map: mapAt({ environment }, at), role: "other", roleFrom: "" } as const;
  const envFile = { path: "/app/web.env", at, variables: [{ name: "API_KEY", value: "key-of-mine", at }] };
  const project = aProject([{ ...service, fills: [], waivers: [], envFiles: [envFile], labelFiles: [] }]);
  const texts = [{ path: "compose.yml", text: "a: $DB_PW $PWD $SITE" }];
  const around = { DB_PW: "of-the-shell", OTHER_PASSWORD: "never-asked", PWD: "/home/me/app", SITE: "north-east" };
  expect(secretValues(project, texts, around).toSorted()).toEqual(["hunter2hunter", "key-of-mine", "of-the-shell"]);
});
