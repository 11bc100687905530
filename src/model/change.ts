/**
 * One proposed edit of the files that a person wrote. A measure only proposes; `harden/apply.ts` alone edits.
 * Invariant: the sentence "what" is derived from the record (`report/sentence.ts`); a person writes only `why` and `source`.
 */
import type { ServiceName } from "./name.ts";
import type { SettingValue } from "./setting.ts";
import type { Span } from "./span.ts";
import type { Port } from "./stack.ts";

interface Reasoned {
  /** Id of the measure that proposes it. */
  readonly measure: string;
  readonly why: string;
  /** Where the rule comes from: a specification's section, a program's documentation, a CVE. */
  readonly source: string;
  /** The place of what is changed; absent where something is added that stands nowhere yet. */
  readonly at?: Span;
}

export type Change = Reasoned &
  (
    | { readonly kind: "unpublish"; readonly service: ServiceName; readonly port: Port }
    /** Publishes `port`, in place of `before` where there was one. */
    | { readonly kind: "publish"; readonly service: ServiceName; readonly port: Port; readonly before?: Port }
    /** `after` absent: the variable goes. The value of a variable that looks like a secret is never shown. */
    | {
        readonly kind: "environment";
        readonly service: ServiceName;
        readonly name: string;
        readonly before?: string;
        readonly after?: string;
      }
    /** `after` absent: the line goes. */
    | {
        readonly kind: "setting";
        readonly service: ServiceName;
        readonly file: string;
        readonly section: string;
        readonly key: string;
        readonly before?: SettingValue;
        readonly after?: SettingValue;
      }
    /** A configuration file's whole section (a clear-text listener) goes. */
    | { readonly kind: "drop-section"; readonly service: ServiceName; readonly file: string; readonly section: string }
    /**
     * The service is given a file of its own, as a compose secret (`secretSource` in secret.ts). `target` where its program looks
     * for the file; `/run/secrets/<secret>` without it.
     */
    | { readonly kind: "grant"; readonly service: ServiceName; readonly secret: string; readonly target?: string }
    | { readonly kind: "volume-mode"; readonly volume: string; readonly before?: number; readonly after: number }
  );

export type ChangeKind = Change["kind"];
