/** `use_api_socket`: the engine's socket, with the user's credentials for registries, in the container. */
import { textOf } from "../../../model/node.ts";
import { serviceRule } from "../../draft.ts";
import { refuseUnlessWaived } from "./waivable.ts";

export const apiSocket = serviceRule("api-socket", ["use_api_socket"], (subject) => {
  const field = subject.field("use_api_socket");
  if (!field) return;
  if (textOf(field.node) !== "true") {
    subject.draft.lose(field, { why: "It asks for nothing.", remedy: "Nothing to do.", weakens: "nothing" });
    return;
  }
  const what = "wants the engine's socket: on a manager the whole swarm would be in its hands";
  const why = "A swarm does not hand it out.";
  const instead = "Take it out; what only looks can use a proxy that passes on reading requests.";
  refuseUnlessWaived(field, "docker-socket", { what, why, instead }, subject);
});
