/** The dashboard has no password that everybody knows, shows nothing without a login, and lets nobody make one themselves. */
import type { Change } from "../../model/change.ts";
import { isGrafana } from "../../model/image.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service } from "../../model/stack.ts";
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

export const lockDashboard: Measure = {
  id: "lock-dashboard",
  provenBy: ["no-secrets-in-environment"],
  propose: (view) => view.having("dashboard").filter(isGrafana).flatMap(locked),
  notices: (view) =>
    view
      .having("dashboard")
      .filter((service) => !isGrafana(service))
      .map(unknown),
};

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
  remedy: "Use grafana, or see yourself that it has no default password and shows nothing without a login.",
});
