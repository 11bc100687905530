/** One item of `security_opt`: what it asks for, and what the Engine API has for it. */
import { resolve } from "../../../compose/path.ts";
import type { Beyond } from "../../../model/swarm.ts";

export type SecurityOption =
  /** The engine's own default. */
  | { readonly kind: "default" }
  /** The Engine API carries it; `loosens`: without it the container is confined more, not less. */
  | { readonly kind: "carried"; readonly beyond: Beyond; readonly as: string; readonly loosens: boolean }
  /** Neither way carries it. */
  | { readonly kind: "uncarried"; readonly loosens: boolean; readonly remedy: string }
  /** Opens the kernel's own files: nobody should have to ask for it. */
  | { readonly kind: "system-paths" };

/**
 * @param directory absolute, that a profile's relative path starts at
 * @see moby, daemon: parseSecurityOpt; a colon is the older separator
 */
export function securityOption(text: string, directory: string): SecurityOption {
  const separator = /[=:]/.exec(text)?.index ?? text.length;
  const name = text.slice(0, separator).trim();
  const value = text.slice(separator + 1).trim();
  if (name === "no-new-privileges") return noNewPrivileges(value);
  if (name === "seccomp") return seccomp(value, directory);
  if (name === "apparmor") return appArmor(value);
  if (name === "label") return seLinux(value);
  if (name === "systempaths" && value === "unconfined") return { kind: "system-paths" };
  const isLoose = name === "writable-cgroups" || value === "unconfined";
  return {
    kind: "uncarried",
    loosens: isLoose,
    remedy: "Set it for the whole engine on the nodes that run this service.",
  };
}

function noNewPrivileges(value: string): SecurityOption {
  if (/^(false|f|0)$/i.test(value)) return { kind: "default" };
  return { kind: "carried", beyond: { noNewPrivileges: true }, as: "Privileges.NoNewPrivileges", loosens: false };
}

function seccomp(value: string, directory: string): SecurityOption {
  if (value === "builtin" || value === "") return { kind: "default" };
  const as = "Privileges.Seccomp";
  if (value === "unconfined") {
    return { kind: "carried", beyond: { seccomp: { mode: "unconfined" } }, as, loosens: true };
  }
  const profile = resolve(directory, value);
  return { kind: "carried", beyond: { seccomp: { mode: "custom", profile } }, as, loosens: false };
}

function appArmor(value: string): SecurityOption {
  if (value === "docker-default" || value === "") return { kind: "default" };
  if (value === "unconfined") {
    return { kind: "carried", beyond: { appArmor: "disabled" }, as: "Privileges.AppArmor", loosens: true };
  }
  const remedy = "A swarm knows no profiles by name: fold it into `docker-default` on the nodes that run this service.";
  return { kind: "uncarried", loosens: false, remedy };
}

function seLinux(value: string): SecurityOption {
  const as = "Privileges.SELinuxContext";
  if (value === "disable") return { kind: "carried", beyond: { seLinux: { disable: true } }, as, loosens: true };
  const [part = "", label = ""] = value.split(/:(.*)/s);
  if (part === "user" || part === "role" || part === "type" || part === "level") {
    return { kind: "carried", beyond: { seLinux: { [part]: label } }, as, loosens: false };
  }
  return { kind: "uncarried", loosens: false, remedy: "Write user, role, type or level: `label=type:TYPE`." };
}
