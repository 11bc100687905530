import type { Check } from "./check.ts";
import { container } from "./container.ts";
import { deploy } from "./deploy.ts";
import { names } from "./names.ts";
import { network } from "./network.ts";
import { numbers } from "./numbers.ts";
import { storage } from "./storage.ts";

/** All of them; of several about one place the first that finds something wrong speaks. */
export const checks: readonly Check[] = [...numbers, ...network, ...container, ...storage, ...deploy, ...names];
