/** Whether a request may come from a page of somebody else's. */

interface Marks {
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly host: string | undefined;
}

/**
 * Browsers say where a request comes from, programs say nothing: a page of another origin is found by either header.
 * @see Fetch Metadata Request Headers, section 2.4; RFC 6454, section 7
 */
export function isFromElsewhere({ origin, fetchSite, host }: Marks): boolean {
  if (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none") return true;
  return origin !== undefined && origin.toLowerCase() !== `https://${host?.toLowerCase()}`.replace(/:443$/, "");
}
