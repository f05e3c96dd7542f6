import { type Ref, type State } from "@atlas/core";
import type { ObjectScript } from "@atlas/workflows";
import { partsOf, type Table, tablesOf } from "../render/tables.ts";
import { html, Html } from "./html.ts";

/**
 * A schema as one page that needs nothing else: tables with their columns and what they refer to, and the
 * statements that make each object.
 *
 * @param url - where the schema was read, without secrets.
 */
export function inspectPage(state: State, scripts: readonly ObjectScript[], url: string): string {
  const tables = new Map(tablesOf(state.objects).map((table) => [idOf(table), table]));
  const byObject = Map.groupBy(scripts, ({ object }) => idOf(object));
  const objects = [...byObject].map(([id, parts]) => ({ id, ref: parts[0]?.object, parts }));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Schema of ${url}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <nav>
          <input id="find" type="search" placeholder="Find a name" aria-label="Find a name" autofocus />
          <ul>
            ${objects.map(
              ({ id, ref }) =>
                ref &&
                html`<li data-name="${titleOf(ref).toLowerCase()}">
                  <a href="#${id}" title="${titleOf(ref)}"><small>${ref.kind}</small> ${titleOf(ref)}</a>
                </li> `,
            )}
          </ul>
          <p id="none" hidden>Nothing has this in its name.</p>
        </nav>
        <main>
          <h1>${url}</h1>
          <p>
            ${count(objects.length, "object")}, ${count(tables.size, "table")}.
            ${
              state.unmanaged.length === 0
                ? ""
                : `Not shown, because not managed yet: ${state.unmanaged.map(({ kind, name }) => `${kind} ${name}`).join(", ")}.`
            }
          </p>
          ${objects.map(({ id, ref, parts }) => {
            const table = tables.get(id);
            return (
              ref &&
              html`<section id="${id}" data-name="${titleOf(ref).toLowerCase()}">
                <h2><small>${ref.kind}</small> ${titleOf(ref)}</h2>
                ${table && tableFacts(table, tables)}
                <details${table ? "" : " open"}>
                  <summary>SQL</summary>
                  <pre>
${parts
  .flatMap(({ steps }) => steps)
  .map(({ sql }) => `${sql}${sql.endsWith(";") ? "" : ";"}\n`)
  .join("")}</pre>
                </details>
              </section> `
            );
          })}
        </main>
        <script>
          ${new Html(script)};
        </script>
      </body>
    </html> `;
  return page.text;
}

/** @param tables - those of the page, by their ids. */
function tableFacts(table: Table, tables: ReadonlyMap<string, Table>): Html {
  const keys = new Set(
    table.primaryKey ? partsOf(table.primaryKey).flatMap(({ column }) => column ?? []) : [],
  );
  const references = (column: string): readonly Html[] =>
    table.foreignKeys
      .filter(({ columns }) => columns.includes(column))
      .map((key) => {
        const name = key.references?.name ?? key.refTable ?? "";
        const target = { kind: "table", schema: key.references?.schema ?? table.schema, name };
        const id = idOf(target);
        return tables.has(id) ? html` → <a href="#${id}">${name}</a>` : html` → ${name}`;
      });
  return html`${table.comment === undefined ? "" : html`<p>${table.comment}</p>`}
    <table>
      <tr>
        <th>Column
        <th>Type
        <th>Null
        <th>Default
        <th>${table.columns.some(({ comment }) => comment !== undefined) ? "Comment" : ""}
      </tr>
      ${table.columns.map(
        (column) =>
          html`<tr>
            <td>${keys.has(column.name) ? html`<b>${column.name}</b>` : column.name}
            <td>${column.type}${references(column.name)}
            <td>${column.notNull ? "" : "null"}
            <td>${column.default}
            <td>${column.comment}
          </tr> `,
      )}
    </table>`;
}

function titleOf({ schema, table, name }: Ref): string {
  return [schema, table, name].filter((part) => part !== undefined && part !== "").join(".");
}

function idOf({ kind, schema, table, name }: Ref): string {
  return encodeURIComponent([kind, schema, table ?? "", name].join("/"));
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

const style = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr); height: 100vh; }
nav { overflow: auto; padding: 1rem; border-right: 1px solid #8884; }
nav input { width: 100%; box-sizing: border-box; font: inherit; padding: .3rem .5rem; }
nav ul { list-style: none; padding: 0; }
nav li { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav a { text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
main { overflow: auto; padding: 1rem 2rem; }
h1, h2, p { overflow-wrap: anywhere; }
td { overflow-wrap: break-word; }
h2 { font-size: 1.25rem; }
a { color: inherit; }
small { opacity: .65; font-weight: normal; }
section { border-top: 1px solid #8884; padding-bottom: 1rem; }
section:target h2 { background: #fc03; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin-bottom: .7rem; }
th, td { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top; }
td { min-width: 3rem; max-width: 40rem; }
tr + tr { border-top: 1px solid #8882; }
summary { cursor: pointer; width: fit-content; }
pre { overflow: auto; background: #8881; padding: .7rem; margin: .5rem 0; }
[hidden] { display: none; }
@media (max-width: 50rem) {
  body { display: block; height: auto; }
  nav { border-right: none; border-bottom: 1px solid #8884; max-height: 40vh; }
  main { padding: 0 1rem; overflow: visible; }
}
`;

const script = `
const find = document.getElementById("find");
find.addEventListener("input", () => {
  const words = find.value.toLowerCase();
  let found = false;
  for (const each of document.querySelectorAll("[data-name]")) {
    each.hidden = !each.dataset.name.includes(words);
    found ||= !each.hidden;
  }
  document.getElementById("none").hidden = found;
});
`;
