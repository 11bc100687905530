import type { Surroundings } from "../service.ts";

/** A line at once, then at the most one in this time, with how many it stands for; milliseconds. */
const quietMs = 10_000;
const shownLength = 64;

/** Says refused logins without letting whoever knocks fill the log; the name is what they sent, cut and freed of control characters. */
export function loginLog({ log }: Pick<Surroundings, "log">, elapsed: () => number = () => performance.now()) {
  let saidAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return {
    refused({ user, address }: { readonly user?: string; readonly address?: string }): void {
      if (elapsed() - saidAt < quietMs) {
        unsaid++;
        return;
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      const name = user?.slice(0, shownLength).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "?");
      log.warn({ user: name, address, since: unsaid }, "a request without a valid login was refused");
      saidAt = elapsed();
      unsaid = 0;
    },
  };
}
