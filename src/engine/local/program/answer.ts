export interface Door {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly ca: Buffer;
  readonly user: string;
  readonly password: string;
}

/** `silent`: nothing came at all within the time. A closed door speaks too. */
export type Answer =
  | { readonly answer: "serves" }
  | { readonly answer: "silent" }
  | { readonly answer: "refuses"; readonly why: string };
