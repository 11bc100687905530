/**
 * Plays Grafana where it cannot be had: told nothing but Grafana's command line and the files that this names, it serves of Grafana's HTTP
 * API what tells who gets in, and asks the database through the provisioned data source. As Grafana does, it keeps the administrator's
 * password of its first start in grafana.db. It proves that the files are complete and readable; nothing about Grafana's own code.
 * @see Grafana documentation: Configure Grafana, Variable expansion, Provisioning, HTTP API
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { ready } from "./stand-in.ts";

const word = (start: string): string => process.argv.find((one) => one.startsWith(start))?.slice(start.length) ?? "";

/** `$__file{path}` stands for what the file holds, without blanks around it. */
const filledIn = (value: string): string =>
  value.replaceAll(/\$__file\{([^}]+)\}/g, (_, path) => readFileSync(path, "utf8").trim());

const ini = new Map<string, string>();
let section = "";
for (const line of readFileSync(word("--config="), "utf8").split("\n")) {
  section = /^\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
  const [, key, value = ""] = /^\s*([^;#[=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
  if (key !== undefined) ini.set(`${section} ${key}`, filledIn(value));
}

interface DataSource {
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly jsonData: { readonly dbName: string };
  readonly secureJsonData: { readonly password: string; readonly tlsCACert: string };
}

const provisioning = join(word("cfg:default.paths.provisioning="), "datasources");
const sources = readdirSync(provisioning).flatMap(
  (name) => parse(readFileSync(join(provisioning, name), "utf8")).datasources as readonly DataSource[],
);

const database = join(word("cfg:default.paths.data="), "grafana.db");
if (!existsSync(database)) writeFileSync(database, ini.get("security admin_password") ?? "admin", { mode: 0o640 });
const administrator = `admin:${readFileSync(database, "utf8")}`;
const isAdministrator = ({ headers }: IncomingMessage): boolean =>
  headers.authorization === `Basic ${Buffer.from(administrator).toString("base64")}`;

/** @returns what the database answers */
function ask({ url, user, secureJsonData }: DataSource, method: string, path: string, body: string): Promise<string> {
  const auth = `${user}:${filledIn(secureJsonData.password)}`;
  const ca = filledIn(secureJsonData.tlsCACert);
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), { method, auth, ca }, (answer) => resolve(text(answer)));
    asked.once("error", reject);
    asked.end(body);
  });
}

async function answer(asked: IncomingMessage): Promise<readonly [status: number, text: string]> {
  const url = asked.url ?? "";
  const isOn = (key: string) => ini.get(key) === "true";
  if (url === "/api/user/signup") return isOn("users allow_sign_up") ? [200, "signed up"] : [401, "signup is disabled"];
  const mayLook = isAdministrator(asked) || isOn("auth.anonymous enabled");
  if (!mayLook) return [401, "Unauthorized"];
  const [, id, path] = /^\/api\/datasources\/proxy\/(\d+)(\/.*)$/.exec(url) ?? [];
  const source = sources[Number(id) - 1];
  if (!source || path === undefined) return [200, JSON.stringify(sources.map(({ name, user }) => ({ name, user })))];
  return [200, await ask(source, asked.method ?? "GET", path, await text(asked))];
}

const server = createServer(async (asked, response) => {
  const [status, said] = await answer(asked).catch((error) => [502, String(error)] as const);
  response.writeHead(status).end(said);
});
server.listen(Number(ini.get("server http_port") ?? 3000), () => console.log(ready));
process.once("SIGTERM", () => process.exit(0));
