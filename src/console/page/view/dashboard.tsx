/** All measurements of the database. */
import { filter } from "../state/choice.ts";
import { catalogue, useCatalogue } from "../state/feed.ts";
import { link } from "../state/link.ts";
import { MeasurementSection } from "./measurement-section.tsx";
import { Notice } from "./notice.tsx";
import { Toolbar } from "./toolbar.tsx";
import { TopBar } from "./top-bar.tsx";

export function Dashboard() {
  useCatalogue();
  const told = catalogue.value;
  const keys = Object.keys(filter.value);
  const shown = told?.measurements.filter(({ tags }) => keys.every((key) => key in tags)) ?? [];
  const left = (told?.measurements.length ?? 0) - shown.length;
  return (
    <>
      <TopBar database={told?.database} />
      {told && told.measurements.length > 0 && <Toolbar catalogue={told} />}
      <Notice />
      <main>
        {!told && link.value.state === "live" && <p class="bare">Asking the database …</p>}
        {told?.measurements.length === 0 && (
          <div class="bare">
            <h2>No data yet</h2>
            <p>
              The database <b>{told.database}</b> answers, and keeps nothing so far. This page shows the first point
              when it comes.
            </p>
          </div>
        )}
        {shown.length > 1 && (
          <nav aria-label="Measurements">
            {shown.map(({ name }, i) => (
              <a key={name} href={`#${idOf(i)}`} onClick={(event) => scrollTo(event, idOf(i))}>
                {name}
              </a>
            ))}
          </nav>
        )}
        {shown.map((measurement, i) => (
          <MeasurementSection key={measurement.name} measurement={measurement} id={idOf(i)} />
        ))}
        {left > 0 && (
          <p class="quiet">
            {left === 1 ? "One measurement has" : `${left} measurements have`} no tag {keys.join(" and ")}, and{" "}
            {left === 1 ? "is" : "are"} not shown.
          </p>
        )}
        {told?.cut.map((sentence) => (
          <p class="quiet" key={sentence}>
            {sentence}
          </p>
        ))}
      </main>
      <footer>
        Lines are means, shades reach from the least to the greatest value. <a href="licences.txt">Licences</a>
      </footer>
    </>
  );
}

const idOf = (place: number) => `m${place}`;

/** The address keeps the window. */
function scrollTo(event: Event, id: string): void {
  event.preventDefault();
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: "start" });
  section?.querySelector("h2")?.focus({ preventScroll: true });
}
