import { expect, test } from "vitest";
import { looksSecret } from "./secret-looking.ts";

test.each([
  "PASSWORD",
  "DB_PASSWORD",
  "MYSQL_ROOT_PASSWORD",
  "API_KEY",
  "APIKEY",
  "JWT_SECRET",
  "TOKEN",
  "influx_token",
  "DB_PASS",
])("%s may hold a secret", (name) => expect(looksSecret(name)).toBe(true));

test.each(["PASSWORD_FILE", "PWD", "OLDPWD", "COMPASS", "TOKEN_TTL", "KEYBOARD", "SECRET_NAME", "MODE", "TOKENIZER"])(
  "%s does not",
  (name) => expect(looksSecret(name)).toBe(false),
);
