/**
 * Which names promise a secret value.
 * Invariant: in doubt a name is secret; the exceptions are names whose value is a place or a label, never the secret itself.
 */

const secretPart = /PASSWORD|PASSWD|PASSPHRASE|PASSCODE|SECRET|TOKEN|CREDENTIAL|PRIVATEKEY|APIKEY/;
const secretWord = /^(?:PASS|PWD|PSK|PIN|\w*KEYS?)$/;

/** What stands before its value: Traefik's `basicauth.users`, Caddy's `basicauth.NAME`; `NEO4J_AUTH`, `X-Auth`. */
const logins =
  /(?:BASIC|DIGEST)_?AUTH(?:_\d+)?_(?!USERS?_?(?:NAME|FILE)|USER$|REALM|HEADER_?FIELD|REMOVE_?HEADER|TYPE)|.(?<!(?:BASIC|DIGEST))_AUTH$/;

/** The value is where a secret lies or what goes with it: `POSTGRES_PASSWORD_FILE`, `keyfile`, `SECRETSTORE_HOST`, `TOKEN_TTL`. */
const besideSecret =
  /^(?:KEY|PASSWORD|PASSWD|SECRET|SECRETSTORE|TOKEN|TOKENS|CREDENTIAL|CREDENTIALS|BOOTSTRAPTOKEN|READY)?(?:FILE|FILES|PATH|DIR|HOST|PORT|NAME|TTL|TIMEOUT|ENABLED|LIFETIME)$/;

/** `tag_keys`, `json_name_key`, `json_time_key`: names of fields, in Telegraf's data formats. */
const labelKey = /(?:^|_)(?:TAG|NAME|TIME|FIELD|VALUE|MEASUREMENT|PUBLIC)_KEYS?$/;

/** Whether a variable or setting of this name holds a secret, going by the name alone. */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .filter((word) => word !== "");
  const last = words.at(-1);
  if (last === undefined || besideSecret.test(last) || labelKey.test(words.join("_"))) return false;
  if (logins.test(words.join("_"))) return true;
  return words.some((word) => secretPart.test(word) || secretWord.test(word)) || secretPart.test(words.join(""));
}
