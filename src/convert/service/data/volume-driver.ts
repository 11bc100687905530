import { textOf } from "../../../model/node.ts";
import { serviceRule } from "../../draft.ts";

export const volumeDriver = serviceRule("volume-driver", ["volume_driver"], ({ field, draft }) => {
  const found = field("volume_driver");
  if (!found) return;
  draft.lose(found, {
    why: "docker refuses a driver for all volumes of a service.",
    remedy: `Write \`driver: ${textOf(found.node) ?? ""}\` below each of its volumes in the top-level \`volumes\`.`,
    weakens: "behaviour",
  });
});
