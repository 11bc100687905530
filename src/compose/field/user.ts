/**
 * `user[:group]`, by name or number. Either may be empty, as an unset variable leaves it: then the image decides.
 * @returns undefined when it is none
 */
export function parseUser(text: string): { readonly user: string; readonly group?: string } | undefined {
  const match = /^([^\s:]*)(?::([^\s:]*))?$/.exec(text);
  const [, user, group] = match ?? [];
  return user === undefined ? undefined : { user, ...(group && { group }) };
}
