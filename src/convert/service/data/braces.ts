/**
 * Swarm reads Go templates in variables, hostnames, mounts and what volumes are made with; Compose passes braces on as they are.
 * @see swarmkit, template.ExpandContainerSpec
 */
const escaped = '{{"{{"}}';

/** The template that comes to the same text. What we have escaped before stays: escaping twice is escaping once. */
export function escapeBraces(text: string): string {
  return text.replaceAll(/\{\{"\{\{"\}\}|\{\{/g, escaped);
}

export const whyEscaped =
  'Swarm would take `{{` for the start of a template and fill it in; `{{"{{"}}` is the template that comes to two braces.';
