import {
  alterStep,
  AtlasError,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type SchemaObject,
  stepsByRules,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { ident } from "../text.ts";
import { extensionCodec } from "./hcl/extension.ts";

/**
 * An extension of a whole database. What it brings along belongs to it and is no object of a state.
 *
 * The version is compared as the catalog has it. SQL that names none gets the default of the dev database's
 * server, which is why that should be of the target's kind; the pattern `*[type=extension].version` leaves
 * versions out of a comparison.
 */
export interface Extension extends SchemaObject {
  readonly kind: "extension";
  readonly schema: "";
  /** The schema its objects lie in. Absent: whichever the server chooses. */
  readonly home?: string;
  /** Absent: the server's default. */
  readonly version?: string;
  /** As its makers wrote it. Never compared and never set. */
  readonly comment?: string;
  /** Whether its objects can move to another schema. Never compared. */
  readonly relocatable: boolean;
  /** Whether tables belong to it, whose rows go with it. Never compared. */
  readonly hasTables: boolean;
  /** Names of the extensions that it needs. Never compared. */
  readonly needs: readonly string[];
}

interface ExtensionRow {
  readonly name: string;
  readonly home: string;
  readonly version: string;
  readonly relocatable: boolean;
  readonly comment: string | null;
  readonly has_tables: boolean;
  readonly needs: readonly string[];
}

/** `plpgsql` is there in every database from the start. */
const extensionsQuery: CatalogQuery = {
  name: "extensions",
  sql: () => `SELECT e.extname::text AS name, n.nspname::text AS home, e.extversion AS version,
      e.extrelocatable AS relocatable, pg_catalog.obj_description(e.oid, 'pg_extension') AS comment,
      EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind IN ('r', 'p')
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid) AS has_tables,
      ARRAY(SELECT r.extname::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension r ON r.oid = d.refobjid
        WHERE d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.objid = e.oid
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'n'
          AND r.extname <> 'plpgsql' ORDER BY 1) AS needs
    FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname <> 'plpgsql' AND $1::text[] IS NOT NULL AND $2 = ''
    ORDER BY 1`,
};

export const extensionKind: PostgresKind<Extension> = {
  name: "extension",
  catalog: [extensionsQuery],
  recreatable: false,

  read: (rows) =>
    rowsOf<ExtensionRow>(rows, extensionsQuery).map((row) => ({
      kind: "extension",
      schema: "",
      name: row.name,
      home: row.home,
      version: row.version,
      ...(row.comment !== null && { comment: row.comment }),
      relocatable: row.relocatable,
      hasTables: row.has_tables,
      needs: row.needs,
    })),

  requires,
  essence: ({ kind, name, home, version }) => ({ kind, name, home, version }),
  compare: (from, to) => compareWhole(from, to, ({ home, version }) => ({ home, version })),

  prune: (extension, keep) => {
    const { version: _version, ...rest } = extension;
    return keep("version", "version") ? extension : rest;
  },

  steps: stepsByRules<Extension>({
    add: (extension) => [
      createStep(
        extension,
        {
          sql: createSql(extension),
          comment: `create extension "${extension.name}"`,
          undo: [`DROP EXTENSION ${ident(extension.name)}`],
        },
        requires(extension),
      ),
    ],
    drop: (extension) => [
      {
        ...dropStep(
          extension,
          {
            sql: `DROP EXTENSION ${ident(extension.name)}`,
            comment: `drop extension "${extension.name}"`,
            undo: [createSql(extension)],
          },
          requires(extension),
        ),
        losesData: extension.hasTables,
        loses: extension.hasTables ? [`tables of extension "${extension.name}"`] : [],
      },
    ],
    modify: (from, to) => [...move(from, to), ...update(from, to)],
  }),

  hcl: extensionCodec,
};

function requires({ home, needs }: Extension): readonly Ref[] {
  return [
    ...(home === undefined ? [] : [{ kind: "schema", schema: "", name: home }]),
    ...needs.map((name) => ({ kind: "extension", schema: "", name })),
  ];
}

function createSql({ name, home, version }: Extension): string {
  return [
    `CREATE EXTENSION ${ident(name)}`,
    ...(home === undefined && version === undefined ? [] : ["WITH"]),
    ...(home === undefined ? [] : [`SCHEMA ${ident(home)}`]),
    ...(version === undefined ? [] : [`VERSION ${ident(version)}`]),
  ].join(" ");
}

/** Everything that names its objects waits for it; both are listed so that it comes between. */
function move(from: Extension, to: Extension): readonly DraftStep[] {
  if (from.home === to.home || to.home === undefined) return [];
  if (!from.relocatable) {
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `extension "${to.name}" cannot move from schema "${from.home ?? ""}" to "${to.home}": it is not relocatable`,
      { hint: "Keep its schema, or drop the extension and create it again with a migration of your own." },
    );
  }
  const sql = (home: string): string => `ALTER EXTENSION ${ident(to.name)} SET SCHEMA ${ident(home)}`;
  return [
    alterStep(
      to,
      {
        sql: sql(to.home),
        comment: `modify extension "${to.name}"`,
        undo: from.home === undefined ? [] : [sql(from.home)],
      },
      {
        blocks: "everything",
        needs: [{ kind: "schema", schema: "", name: to.home }],
        releases: requires(from),
        creates: [refOf(to)],
      },
    ),
  ];
}

/** Extensions bring scripts to later versions and none back: there is no undo. */
function update(from: Extension, to: Extension): readonly DraftStep[] {
  if (from.version === to.version) return [];
  if (from.version !== undefined && to.version !== undefined && isEarlier(to.version, from.version)) {
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `extension "${to.name}" is at version ${from.version} and cannot go back to ${to.version}`,
      {
        hint: `Declare version ${from.version}, on a dev database whose server has it, or leave versions alone with the exclude pattern "*[type=extension].version".`,
      },
    );
  }
  const version = to.version === undefined ? "" : ` TO ${ident(to.version)}`;
  return [
    alterStep(
      to,
      {
        sql: `ALTER EXTENSION ${ident(to.name)} UPDATE${version}`,
        comment: `modify extension "${to.name}"`,
      },
      { blocks: "everything", creates: [refOf(to)] },
    ),
  ];
}

/** By the numbers in them: 1.10 comes after 1.9. */
function isEarlier(version: string, other: string): boolean {
  const numbers = (text: string): readonly number[] => text.match(/\d+/g)?.map(Number) ?? [];
  const [left, right] = [numbers(version), numbers(other)];
  const at = right.findIndex((number, index) => number !== left[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}
