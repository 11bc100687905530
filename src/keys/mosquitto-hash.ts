import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/**
 * Rounds of PBKDF2. The passwords are 192 random bits, which no number of rounds makes harder to guess; so we take mosquitto 2.1's own
 * default, and a login costs the broker about a millisecond off its main thread.
 */
const iterations = 1000;

/**
 * A password as a line of mosquitto's password file holds it: `$7$<iterations>$<salt>$<hash>`, PBKDF2 with HMAC-SHA-512, a salt of
 * 12 random bytes and 64 bytes of hash, both in base64.
 * @see mosquitto, lib/password_mosq and mosquitto_passwd(1), option -H sha512-pbkdf2
 */
export async function mosquittoHash(password: string): Promise<string> {
  const salt = randomBytes(12);
  const hash = await derive(password, salt, iterations, 64, "sha512");
  return `$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}`;
}
