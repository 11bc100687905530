import { type Docker, EngineRefusal } from "../docker/docker.ts";

interface NodeAnswer {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Labels?: Readonly<Record<string, string>> | null };
}

const attempts = 10;

/** @param value undefined takes the label away. A node's labels are set all at once, from the version that was looked at. */
export async function labelNode(
  manager: Docker,
  id: string,
  label: string,
  value: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (let left = attempts; ; left--) {
    const { Version, Spec } = await manager.ask<NodeAnswer>("GET", `/nodes/${id}`, { signal });
    const { [label]: now, ...others } = Spec.Labels ?? {};
    if (now === value) return;
    const Labels = value === undefined ? others : { ...others, [label]: value };
    try {
      const query = { version: Version.Index };
      await manager.ask("POST", `/nodes/${id}/update`, { query, body: { ...Spec, Labels }, signal });
      return;
    } catch (error) {
      const isLate = error instanceof EngineRefusal && /update out of sequence/i.test(error.message);
      if (!isLate || left <= 1) throw error;
    }
  }
}
