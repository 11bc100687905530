import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isIpAddress } from "./ip.ts";

const nearly = fc
  .array(fc.constantFrom("0", "1", "255", "256", "01", "f", "ffff", "10000", ":", "::", ".", "g", ""), {
    maxLength: 16,
  })
  .map((parts) => parts.join(""));

test("what counts as an IP address is what node counts as one", () => {
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    nearly,
    fc.constantFrom("::", "::1", "1.2.3", "::ffff:1.2.3.4", "1::2::3", ":1", "1.2.3.4::"),
  );
  fc.assert(
    fc.property(text, (ip) => {
      expect(isIpAddress(ip)).toBe(isIP(ip) !== 0);
    }),
    { numRuns: 2000 },
  );
});
