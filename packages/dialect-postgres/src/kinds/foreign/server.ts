import {
  alterStep,
  AtlasError,
  compareWhole,
  createStep,
  describeRef,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type SchemaObject,
  stepsByRules,
  type UnmanagedObject,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { commentStep, ident, literal } from "../../text.ts";
import { isMade, notOfExtension } from "../catalog-text.ts";
import { serverCodec } from "../hcl/foreign.ts";
import type { Option } from "../table/model.ts";
import { alterOptionsSql, hasSecret, optionsSql, readOptions, refuseTwin } from "./options.ts";

/** A foreign server whose options hold no secret. One with a secret is named and left alone. */
export interface Server extends SchemaObject {
  readonly kind: "foreign_server";
  readonly schema: "";
  readonly wrapper: string;
  /** The extension that the wrapper belongs to. Never compared. */
  readonly wrapperExtension?: string;
  readonly type?: string;
  readonly version?: string;
  readonly options: readonly Option[];
  readonly comment?: string;
}

interface ServerRow {
  readonly name: string;
  readonly wrapper: string;
  readonly extension: string | null;
  readonly type: string | null;
  readonly version: string | null;
  readonly has_secret: boolean;
  readonly options: readonly string[] | null;
  readonly comment: string | null;
}

const serversQuery: CatalogQuery = {
  name: "foreign servers",
  when: isMade("pg_foreign_server"),
  sql: () => `SELECT o.srvname::text AS name, w.fdwname::text AS wrapper, x.extname::text AS extension,
      o.srvtype AS type, o.srvversion AS version, ${hasSecret("o.srvoptions")} AS has_secret,
      CASE WHEN NOT ${hasSecret("o.srvoptions")} THEN o.srvoptions END AS options,
      pg_catalog.obj_description(o.oid, 'pg_foreign_server') AS comment
    FROM pg_catalog.pg_foreign_server o JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = o.srvfdw
    LEFT JOIN pg_catalog.pg_depend xd ON xd.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
      AND xd.objid = w.oid AND xd.deptype = 'e'
    LEFT JOIN pg_catalog.pg_extension x ON x.oid = xd.refobjid
    WHERE $1::text[] IS NOT NULL AND $2 = '' AND ${notOfExtension("pg_foreign_server", "o.oid")}
    ORDER BY 1`,
};

export const serverKind: PostgresKind<Server> = {
  name: "foreign_server",
  selectors: ["server"],
  catalog: [serversQuery],
  recreatable: false,

  read: (rows) =>
    rowsOf<ServerRow>(rows, serversQuery)
      .filter((row) => !row.has_secret)
      .map((row) => ({
        kind: "foreign_server",
        schema: "",
        name: row.name,
        wrapper: row.wrapper,
        ...(row.extension !== null && { wrapperExtension: row.extension }),
        ...(row.type !== null && { type: row.type }),
        ...(row.version !== null && { version: row.version }),
        options: readOptions(row.options),
        ...(row.comment !== null && { comment: row.comment }),
      })),

  unmanaged: (rows) =>
    rowsOf<ServerRow>(rows, serversQuery)
      .filter((row) => row.has_secret)
      .map(({ name, wrapper, extension }): UnmanagedObject => ({
        kind: "foreign server with a secret in its options",
        schema: "",
        name,
        bareName: name,
        needs: wrapperRefs(wrapper, extension ?? undefined),
      })),

  requires,
  essence: ({ wrapperExtension: _extension, ...server }) => server,
  compare: (from, to) =>
    compareWhole(from, to, ({ wrapperExtension: _extension, comment = "", ...server }) => ({
      ...server,
      comment,
    })),

  steps: stepsByRules<Server>({
    add: (server, context) => {
      refuseTwin(server, "foreign server", context);
      return create(server);
    },
    drop: (server) => [
      dropStep(
        server,
        {
          sql: `DROP SERVER ${ident(server.name)}`,
          comment: `drop foreign server "${server.name}"`,
          undo: create(server).map((step) => step.sql),
        },
        requires(server),
      ),
    ],
    modify: (from, to) => {
      assertSameSort(from, to);
      const [sql, undo] = [alterSql(from, to), alterSql(to, from)];
      return [
        ...(sql === undefined || undo === undefined
          ? []
          : [alterStep(to, { sql, comment: `modify foreign server "${to.name}"`, undo: [undo] })]),
        ...describe(from, to, "modify_foreign_server"),
      ];
    },
  }),

  hcl: serverCodec,
};

function requires({ wrapper, wrapperExtension }: Server): readonly Ref[] {
  return wrapperRefs(wrapper, wrapperExtension);
}

function wrapperRefs(wrapper: string, extension: string | undefined): readonly Ref[] {
  return extension === undefined
    ? [{ kind: "foreign_data_wrapper", schema: "", name: wrapper }]
    : [{ kind: "extension", schema: "", name: extension }];
}

function assertSameSort(from: Server, to: Server): void {
  if (from.wrapper === to.wrapper && from.type === to.type) return;
  const what = from.wrapper === to.wrapper ? "type" : "wrapper";
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `the ${what} of ${describeRef(refOf(to))} cannot change: its foreign tables and user mappings stand on it`,
    { hint: "Make a server of another name and move the foreign tables and user mappings to it." },
  );
}

function create(server: Server): readonly DraftStep[] {
  const { name, wrapper, type, version, options } = server;
  const sql = [
    `CREATE SERVER ${ident(name)}`,
    ...(type === undefined ? [] : [`TYPE ${literal(type)}`]),
    ...(version === undefined ? [] : [`VERSION ${literal(version)}`]),
    `FOREIGN DATA WRAPPER ${ident(wrapper)}`,
  ].join(" ");
  return [
    createStep(
      server,
      {
        sql: sql + optionsSql(options),
        comment: `create foreign server "${name}"`,
        undo: [`DROP SERVER ${ident(name)}`],
      },
      requires(server),
    ),
    ...describe(undefined, server, "add_foreign_server"),
  ];
}

function alterSql(from: Server, to: Server): string | undefined {
  const options = alterOptionsSql(from.options, to.options);
  const parts = [
    ...(from.version === to.version
      ? []
      : [`VERSION ${to.version === undefined ? "NULL" : literal(to.version)}`]),
    ...(options === undefined ? [] : [options]),
  ];
  return parts.length === 0 ? undefined : `ALTER SERVER ${ident(to.name)} ${parts.join(" ")}`;
}

function describe(from: Server | undefined, to: Server, change: string): readonly DraftStep[] {
  if ((from?.comment ?? "") === (to.comment ?? "")) return [];
  const description = `foreign server: "${to.name}"`;
  return [commentStep(`SERVER ${ident(to.name)}`, description, refOf(to), to.comment, from?.comment, change)];
}
