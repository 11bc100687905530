import type { Identity } from "../../model/identity.ts";
import { generatedFile } from "../../model/layout.ts";
import { operator, ownFile } from "../../model/own-file.ts";
import type { ProgramCheck } from "../../model/program.ts";
import type { Service } from "../../model/stack.ts";
import type { Scope } from "./outcome.ts";

/** Path of the file that holds an identity's password, and nothing else, in its owner's directory. */
export function passwordFileOf({ owner, secret }: Identity, { generated, layout }: Scope): string | undefined {
  const file = generated.find(({ service, parts: [first, ...others] }) => {
    if (service !== owner || others.length > 0 || first === undefined || typeof first === "string") return false;
    return first.hole === "password" && first.ref === secret;
  });
  return file && generatedFile(layout, owner, file.name);
}

/** The operator's login at a server: for whoever asks whether it serves. */
export function checkOf(server: Service, scope: Scope): ProgramCheck | undefined {
  const identity = scope.identities.find((one) => one.server === server.name && one.owner === operator);
  const passwordFile = identity && passwordFileOf(identity, scope);
  if (!passwordFile) return undefined;
  return { user: identity.user, passwordFile, caFile: generatedFile(scope.layout, operator, ownFile.ca) };
}
