export interface RestartText {
  readonly policy: "no" | "always" | "on-failure" | "unless-stopped";
  /** Of `on-failure:3`. */
  readonly attempts?: number;
}

/** A service's `restart`. @returns undefined when it is none */
export function parseRestart(text: string): RestartText | undefined {
  const match = /^(no|always|on-failure|unless-stopped)(?::(\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const [, policy, attempts] = match;
  if (attempts !== undefined && policy !== "on-failure") return undefined;
  return {
    policy: policy as RestartText["policy"],
    ...(attempts !== undefined && { attempts: Number(attempts) }),
  };
}
