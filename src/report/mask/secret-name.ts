/**
 * Which names promise a secret value.
 * Invariant: in doubt a name is secret; the exceptions are names whose value is a place or a label, never the secret itself.
 */

const secretPart = /PASSWORD|PASSWD|PASSPHRASE|PASSCODE|SECRET|TOKEN|CREDENTIAL|PRIVATEKEY|APIKEY/;
const secretWord = /^(?:PASS|PWD|PSK|PIN|\w*KEYS?)$/;

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
  return words.some((word) => secretPart.test(word) || secretWord.test(word)) || secretPart.test(words.join(""));
}
