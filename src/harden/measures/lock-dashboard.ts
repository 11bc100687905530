/** The dashboard has no password that everybody knows, shows nothing without a login, and lets nobody make one themselves. */
import type { Change } from "../../model/change.ts";
import { isConsole, isGrafana } from "../../model/image.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service } from "../../model/stack.ts";
import { broughtAlong } from "../console-problems.ts";
import { certificateOfConsole, signInOfConsole } from "../console-variables.ts";
import { fromFile } from "../from-file.ts";
import type { Measure } from "../measure.ts";
import { environment, type Reason } from "../propose.ts";

const admin = "GF_SECURITY_ADMIN_PASSWORD";

const password: Reason = {
  measure: "lock-dashboard",
  why: "admin/admin is the first thing that anybody tries, so Grafana takes a random password from a file when it first starts.",
  source:
    "Grafana documentation, Configure a Grafana Docker image, Configure Grafana with Docker secrets; Configure Grafana, admin_password",
};
const visitors: Reason = {
  measure: "lock-dashboard",
  why: "Nobody sees a dashboard without a login, and nobody makes a login themselves, whatever the settings file says.",
  source:
    "Grafana documentation, Configure Grafana, [auth.anonymous] enabled, [users] allow_sign_up, Override configuration with environment variables",
};
const signIn: Reason = {
  measure: "lock-dashboard",
  why: "The console shows nothing to whoever has not signed in, and the one password for it is random and stands in a file.",
  source: "docs/console.md, CONSOLE_PASSWORD_FILE; OWASP ASVS 4.0.3, 2.10.4: passwords are not in code or environment",
};
const certificate: Reason = {
  measure: "lock-dashboard",
  why: "Whoever signs in sends a password, so the console speaks TLS only, with a certificate for its own name.",
  source:
    "docs/console.md, CONSOLE_CERTIFICATE_FILE; RFC 7617 section 4: basic authentication is no secret without TLS",
};

export const lockDashboard: Measure = {
  id: "lock-dashboard",
  provenBy: [
    "no-secrets-in-environment",
    "serves-valid-tls",
    "no-plaintext",
    "refuses-anonymous",
    "refuses-wrong-password",
    "refuses-well-known-passwords",
  ],
  propose: (view) => [
    ...view.having("dashboard").filter(isGrafana).flatMap(locked),
    ...view.having("dashboard").filter(isConsole).flatMap(shut),
  ],
  notices: (view) =>
    view.having("dashboard").flatMap((service) => {
      if (isConsole(service)) return broughtAlong(service);
      return isGrafana(service) ? [] : [unknown(service)];
    }),
};

const shut = (console: Service): readonly Change[] => [
  ...signInOfConsole(console, signIn),
  ...certificateOfConsole(console, certificate),
];

function locked(service: Service): readonly Change[] {
  return [
    ...fromFile(service, admin, ownFile.adminPassword, password, `${admin}__FILE`),
    ...environment(service, "GF_AUTH_ANONYMOUS_ENABLED", "false", visitors),
    ...environment(service, "GF_USERS_ALLOW_SIGN_UP", "false", visitors),
  ];
}

const unknown = ({ name, at, image }: Service): Problem => ({
  severity: "notice",
  code: "unknown-dashboard",
  at: image?.at ?? at,
  what: `${name} is a dashboard whose login we do not know how to set`,
  remedy:
    "Use grafana or Edgeward's console, or see yourself that it has no default password and shows nothing without a login.",
});
