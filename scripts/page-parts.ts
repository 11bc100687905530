/** What the console's page is made of besides its script: a document, one style sheet, an icon, and the licences of what is bundled. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Emitting {
  emitFile(file: { readonly type: "asset"; readonly fileName: string; readonly source: string }): unknown;
}

const page = "src/console/page";
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const text = (path: string): string => readFileSync(at(path), "utf8");

/** A plugin of the bundler that builds the page. */
export const pageParts = {
  name: "page-parts",
  generateBundle(this: Emitting, _: unknown, bundle: Record<string, { readonly moduleIds?: readonly string[] }>) {
    const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
    const own = readdirSync(at(`${page}/style`)).toSorted();
    const styles = ["node_modules/uplot/dist/uPlot.min.css", ...own.map((name) => `${page}/style/${name}`)];
    emit("page.css", styles.map(text).join("\n"));
    for (const name of ["index.html", "icon.svg"]) emit(name, text(`${page}/${name}`));
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const names = modules.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
    emit("licences.txt", [...new Set(names)].toSorted().map(noticeOf).join("\n\n"));
  },
};

/** @throws where a package says nothing: then we may not pass it on */
function noticeOf(name: string): string {
  const { version, license } = JSON.parse(text(`node_modules/${name}/package.json`)) as Record<string, string>;
  const file = readdirSync(at(`node_modules/${name}`)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} comes without the text of its licence`);
  return `${name} ${version} (${license})\n\n${text(`node_modules/${name}/${file}`).trim()}\n`;
}
