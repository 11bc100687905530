import { connect } from "node:net";
import type { Link } from "./link.ts";

export function unixLink(path: string): Link {
  return { open: () => connect({ path }), most: 16, async [Symbol.asyncDispose]() {} };
}
