/** Said when answers stay out; what was drawn stays. */
import { heardAt, link } from "../state/link.ts";

export function Notice() {
  const { value } = link;
  if (value.state === "live") return <div role="alert" />;
  const since = heardAt.value?.toLocaleTimeString(undefined, { hourCycle: "h23" });
  return (
    <div role="alert" class="notice">
      <strong>{value.message}</strong>{" "}
      {since === undefined
        ? "Nothing can be shown yet. This page tries again by itself."
        : `What you see is as of ${since}. This page tries again by itself.`}
    </div>
  );
}
