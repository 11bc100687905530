/** Certificate, key and password of the console, taken up when their files are replaced: no restart, and no session ends needlessly. */
import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import { Fault } from "../../model/fault.ts";
import type { ConsoleLaunch } from "../../model/launch.ts";
import { KeptFile } from "./kept-file.ts";

export interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Changes {
  readonly pair: (pair: Pair) => void;
  readonly password: () => void;
}

export class Rotation {
  readonly #certificate: KeptFile;
  readonly #key: KeptFile;
  readonly #password: KeptFile;
  readonly #isWeak: (password: string) => boolean;
  #misfit: string | undefined;

  private constructor(files: readonly [KeptFile, KeptFile, KeptFile], isWeak: (password: string) => boolean) {
    [this.#certificate, this.#key, this.#password] = files;
    this.#isWeak = isWeak;
  }

  /** @throws Fault "unreadable-file", or "certificate" where the two do not belong together */
  static async open({ tls, passwordFile }: ConsoleLaunch, isWeak: (password: string) => boolean): Promise<Rotation> {
    const open = (path: string) =>
      KeptFile.open(path).catch((cause) => {
        throw new Fault("unreadable-file", `${path} cannot be read`, "Let whoever plays the console read it.", {
          cause,
        });
      });
    const files = await Promise.all([open(tls.certificate), open(tls.key), open(passwordFile)]);
    const rotation = new Rotation(files, isWeak);
    const misfit = misfitOf(rotation.pair);
    if (misfit === undefined) return rotation;
    const remedy = "Name a PEM certificate in CONSOLE_CERTIFICATE_FILE, and its own key in CONSOLE_PRIVATE_KEY_FILE.";
    throw new Fault(
      "certificate",
      `${tls.certificate} and ${tls.key} make no certificate to serve (${misfit})`,
      remedy,
    );
  }

  get pair(): Pair {
    return { cert: this.#certificate.bytes, key: this.#key.bytes };
  }

  /** undefined where it is empty by now, or well known: nobody is let in with such a one. */
  get password(): string | undefined {
    const { text } = this.#password;
    return this.#isWeak(text) ? undefined : text;
  }

  get troubles(): readonly string[] {
    const read = [this.#certificate, this.#key, this.#password].flatMap(({ trouble }) => trouble ?? []);
    const weak = this.password === undefined ? [`${this.#password.path} holds an empty or well-known password`] : [];
    return [...read, ...weak, ...(this.#misfit ? [this.#misfit] : [])];
  }

  /** Looks at all of them once. A certificate without its key, for as long as one of them is not replaced yet, changes nothing. */
  async look({ pair, password }: Changes, log: Logger): Promise<void> {
    const [cert, key, pass] = await Promise.all(
      [this.#certificate, this.#key, this.#password].map((one) => one.look()),
    );
    if (pass) {
      log.info("the password has changed: whoever was signed in is signed out");
      password();
    }
    if (!cert && !key) return;
    const misfit = misfitOf(this.pair);
    this.#misfit = misfit && `the new certificate cannot be served (${misfit}); the one before is still in use`;
    if (this.#misfit) return log.warn(this.#misfit);
    log.info("the certificate has changed");
    pair(this.pair);
  }
}

function misfitOf({ cert, key }: Pair): string | undefined {
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
