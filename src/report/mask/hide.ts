/**
 * Takes secrets out of values before a person sees them.
 * Invariants: the value of a name that promises a secret is replaced whole; of any other value, the parts that look like one are.
 * What only names a secret (a path below /run/secrets or /etc/edgeward, Telegraf's `@{store:key}`, Grafana's `$__file{path}`,
 * `${VARIABLE}`) is shown: it says where to look.
 */
import type { SettingValue } from "../../model/setting.ts";
import { isSecretName } from "./secret-name.ts";

export const mask = "******";

const reference =
  /^(?:@\{[\w.-]+:[\w.-]+\}|\$\{\w+\}|\$__\w+\{[\w./-]+\}|\/(?:run\/secrets|etc\/edgeward\/\w+)\/[\w.-]+|\/[\w./-]*\.(?:pem|key|crt|cert|creds|json))$/;

/** `value` as it may be shown beside `name`. */
export function hideValue(name: string, value: string): string {
  if (value === "" || reference.test(value)) return value;
  return isSecretName(name) ? mask : hideWithin(value);
}

export function hideSetting(name: string, value: SettingValue): SettingValue {
  if (typeof value === "string") return hideValue(name, value);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return isSecretName(name) ? mask : value;
  return value.flatMap((item) => hideSetting(name, item));
}

// `==` compares, in placement constraints. Names are looked for at their beginning only, and what follows is bounded: a line may be as long as a file.
const assignment =
  /(["']?)(?<![\w.-])([\w.-]+)\1(\s*(?:=(?!=)|:)\s*)("[^"]*"?|'[^']*'?|(?:@|\$\w{0,20})\{[\w.:/-]{1,200}\}(?=$|[\s,;&"')\]}])|(?:@|\$\w{0,20})\{[^\s,;&"']{1,2000}|[^\s,;&"'{}()[\]]+)/g;
const flag = /((?:^|[\s"'[,])(?:--?[\w-]*(?:password|passwd|token|secret|credential)[\w-]*|-P|-pw)(?:\s+|=))(\S+)/gi;

/** As crypt(5), htpasswd and LDAP write them, with `$$` where Compose reads it. A weak password behind one is soon found. */
const cryptHash =
  /\${1,2}(?:apr1|argon2\w{0,2}|scrypt|2[abxy]?|[1567y])\${1,2}(?:[\w./+=,-]{1,64}\${1,2}){0,3}[\w./+=-]{16,}|\{S?SHA\d*\}[\w/+=]{8,}/g;

/** `mysqladmin ping -phunter2` in health checks; a variable may be seen. */
const mysqlFlag = /(\b(?:mysql|mariadb)[\w-]{0,20}(?=[\s"'])[^|;&\n]{0,300}?[\s"']-p)(?!\$)[^\s"']+/g;

/** Parts of a text that are secrets by their own look: passwords in URLs, `password=…`, bearer tokens, hashes, long random strings. */
export function hideWithin(text: string): string {
  const shown = hideLogins(withoutPrivateKeys(text))
    .replaceAll(/(^|[\s"'=])([\w.-]{1,200}:)([^\s@"'/]{1,2000})@(?!sha256:)/g, `$1$2${mask}@`)
    .replaceAll(cryptHash, mask)
    .replaceAll(mysqlFlag, `$1${mask}`)
    .replaceAll(/\b(Bearer\s+|Authorization["']?\s*[=:]\s*["']?\w+\s+)[\w.~+/=-]{6,}/gi, `$1${mask}`)
    .replaceAll(/\beyJ[\w-]+\.[\w.-]+|\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hvs\.|AKIA)[\w-]{8,}/g, mask)
    .replaceAll(flag, (_, before: string) => `${before}${mask}`);
  return hideAssignments(shown).replaceAll(/[\w+-]{28,}={0,2}/g, (run) => (isRandom(run) ? mask : run));
}

/** Who logs in by a URL: its password, also without a scheme (`//me:…@nas`), and a token that stands alone (`https://…@git.example.com`). */
export function hideLogins(text: string): string {
  return text
    .replaceAll(
      /((?:(?<![a-z\d+.-])[a-z][a-z\d+.-]*:\/{1,2}|(?<![:\w/])\/\/)[^\s/@:"']{0,200}:)([^\s"']{0,2000})@/gi,
      `$1${mask}@`,
    )
    .replaceAll(/((?<![a-z\d+.-])(?:https?|rediss?):\/\/)([^\s"'/@:?#]{1,2000})@/gi, `$1${mask}@`);
}

/** Also inside of quotes, `o: "username=u,password=…"`, and behind words: `it failed: password=…`. */
function hideAssignments(text: string): string {
  return text.replaceAll(assignment, (all: string, quote: string, name: string, between: string, value: string) => {
    const bare = value.replaceAll(/^["']|["']$/g, "");
    const isSecret = isSecretName(name) && bare !== "" && !reference.test(bare);
    const isSaid = between.includes(":") && /^[\w.-]+=/.test(value);
    const inner = /^["']/.test(value) ? withinQuotes(value) : isSaid ? hideAssignments(value) : value;
    const shown = isSecret ? value.replace(bare, mask) : inner;
    return shown === value ? all : `${quote}${name}${quote}${between}${shown}`;
  });
}

const withinQuotes = (value: string): string => `${value.charAt(0)}${hideAssignments(value.slice(1))}`;

/** PEM (RFC 7468); the line ends stay, so that what follows keeps its line numbers. */
export function withoutPrivateKeys(text: string): string {
  return text.replaceAll(
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    (block) => mask + "\n".repeat(block.split("\n").length - 1),
  );
}

/** Upper case, lower case and several digits in one long run: base64 of random bytes, not a word that a person chose. */
function isRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && (run.match(/\d/g)?.length ?? 0) >= 2;
}
