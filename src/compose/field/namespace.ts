/** `network_mode`, `pid`, `ipc`, `uts`, `userns_mode`, `cgroup`: whose namespace a container runs in. */

export type NamespaceText =
  | { readonly kind: "own" | "host" | "none" | "shareable" | "bridge" }
  | { readonly kind: "service" | "container"; readonly name: string }
  /** Only of `network_mode`. */
  | { readonly kind: "network"; readonly name: string };

const words: Readonly<Record<NamespaceField, readonly string[]>> = {
  network_mode: ["bridge", "default", "host", "none", "service:", "container:"],
  pid: ["host", "service:", "container:"],
  ipc: ["host", "none", "private", "shareable", "service:", "container:"],
  uts: ["host"],
  userns_mode: ["host"],
  cgroup: ["host", "private"],
};
const kinds = {
  "": "own",
  default: "own",
  private: "own",
  host: "host",
  none: "none",
  shareable: "shareable",
  bridge: "bridge",
};

export type NamespaceField = "network_mode" | "pid" | "ipc" | "uts" | "userns_mode" | "cgroup";

/** @returns what is wrong, as the end of a sentence that begins with the field's name, when the text is none */
export function parseNamespace(field: NamespaceField, text: string): NamespaceText | string {
  const [, kind, name] = /^(service|container):(.*)$/s.exec(text) ?? [];
  if (kind !== undefined && words[field].includes(`${kind}:`)) {
    return name ? { kind: kind as "service" | "container", name } : `names no ${kind}`;
  }
  if (text === "" || words[field].includes(text)) return { kind: kinds[text as keyof typeof kinds] as "own" };
  const isName = field === "network_mode" && /^[A-Za-z0-9][\w.-]*$/.test(text);
  return isName ? { kind: "network", name: text } : `has \`${text}\`, which is none of ${words[field].join(", ")}`;
}
