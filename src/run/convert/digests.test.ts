import { expect, test } from "vitest";
import type { Digests } from "../../keys/keys.ts";
import { mapAt, textAt } from "../../model/node.ts";
import type { Project } from "../../model/project.ts";
import { digestsFor } from "./digests.ts";
import { secretValues } from "./secret-values.ts";

const at = { file: "compose.yml", line: 1, column: 1 };
const text = (value: string) => textAt(value, at);
const nobody = new AbortController().signal;

function aProject(services: Project["services"] = []): Project {
  return { name: "plant", directory: "/app", files: [], root: mapAt({}, at), services, leftOut: [], zones: [] };
}

/** Says how it was asked, in place of a hash. */
const telling: Digests = {
  plain: (plain) => `plain ${plain}`,
  ofFile: async (path) => (path.endsWith("absent") ? undefined : `file ${path}`),
  ofSecret: async (content, salt) => `slow ${JSON.stringify(content)} for ${salt}`,
};

const digested = () => digestsFor(aProject(), telling, { PIN_OF_WEB: "1234", SITE: "north" });

test.each([
  [{ file: "/app/keys/web.pem", secret: true }, 'slow {"file":"/app/keys/web.pem"} for plant web.pem'],
  [{ variable: "PIN_OF_WEB", secret: true }, 'slow {"text":"1234"} for plant PIN_OF_WEB'],
  [{ variable: "SITE" }, "plain north"],
  [{ variable: "UNSET" }, undefined],
  [{ file: "/app/site.conf", secret: false }, "file /app/site.conf"],
  [{ file: "/app/absent" }, undefined],
] as const)("%j: what goes into a secret is hashed slowly", async (content, expected) => {
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
  const environment = mapAt(
    { DB_PASSWORD: text("hunter2hunter"), MQ_PASSWORD: text("webshop"), SITE: text("north-east") },
    at,
  );
  const service = { name: "webshop", at, map: mapAt({ environment }, at), role: "other", roleFrom: "" } as const;
  const envFile = { path: "/app/web.env", at, variables: [{ name: "API_KEY", value: "key-of-mine", at }] };
  const project = aProject([{ ...service, fills: [], waivers: [], envFiles: [envFile], labelFiles: [] }]);
  const texts = [{ path: "compose.yml", text: "a: $DB_PW $PWD $SITE" }];
  const around = { DB_PW: "of-the-shell", OTHER_PASSWORD: "never-asked", PWD: "/home/me/app", SITE: "north-east" };
  expect(secretValues(project, texts, around).toSorted()).toEqual(["hunter2hunter", "key-of-mine", "of-the-shell"]);
});
