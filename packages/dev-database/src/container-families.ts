import type { ContainerFamily, Parameters } from "./url.ts";

/** How servers of one family are run from their images. */
export interface FamilyFacts {
  readonly port: number;
  readonly user: string;
  /** The variable through which the image takes the password. */
  readonly passwordVariable: string;
  /** Further variables the image wants. */
  readonly variables: Parameters;
  /** A shell line that runs the SQL `$0` through TCP inside of the container; it fails when the SQL does. */
  readonly client: string;
  url(address: ContainerAddress): string;
}

export interface ContainerAddress {
  /** `user:password`. */
  readonly userInfo: string;
  /** With the port. */
  readonly host: string;
  /** Percent-encoded; empty: the server's own default. */
  readonly database: string;
  readonly parameters: Parameters;
}

/**
 * Each asks through TCP: while an image initializes, its temporary server listens on a socket only.
 *
 * @see https://hub.docker.com/_/postgres, https://hub.docker.com/_/mysql, https://hub.docker.com/_/mariadb,
 *   https://hub.docker.com/r/clickhouse/clickhouse-server, https://hub.docker.com/r/microsoft/mssql-server
 */
export const familyFacts: Readonly<Record<ContainerFamily, FamilyFacts>> = {
  postgres: {
    port: 5432,
    user: "postgres",
    passwordVariable: "POSTGRES_PASSWORD",
    variables: {},
    client: 'PGPASSWORD="$POSTGRES_PASSWORD" exec psql -h 127.0.0.1 -U postgres -d postgres -qc "$0"',
    url: ({ userInfo, host, database, parameters }) =>
      `postgres://${userInfo}@${host}/${database || "postgres"}${queryOf({ ...parameters, sslmode: "disable" })}`,
  },
  mysql: {
    port: 3306,
    user: "root",
    passwordVariable: "MYSQL_ROOT_PASSWORD",
    variables: {},
    client: 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" exec mysql --protocol=tcp -h 127.0.0.1 -u root -e "$0"',
    url: (address) => plainUrl("mysql", address),
  },
  mariadb: {
    port: 3306,
    user: "root",
    passwordVariable: "MYSQL_ROOT_PASSWORD",
    variables: {},
    client: 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" exec mariadb --protocol=tcp -h 127.0.0.1 -u root -e "$0"',
    url: (address) => plainUrl("mariadb", address),
  },
  clickhouse: {
    port: 9000,
    user: "default",
    passwordVariable: "CLICKHOUSE_PASSWORD",
    variables: {},
    client: 'exec clickhouse-client --password "$CLICKHOUSE_PASSWORD" --query "$0"',
    url: (address) => plainUrl("clickhouse", address),
  },
  sqlserver: {
    port: 1433,
    user: "sa",
    passwordVariable: "MSSQL_SA_PASSWORD",
    variables: { ACCEPT_EULA: "Y" },
    client: 'exec /opt/mssql-tools18/bin/sqlcmd -C -S localhost -U sa -P "$MSSQL_SA_PASSWORD" -b -Q "$0"',
    url: ({ userInfo, host, database, parameters }) =>
      `sqlserver://${userInfo}@${host}${queryOf(database === "" ? parameters : { ...parameters, database: decodeURIComponent(database) })}`,
  },
};

function plainUrl(scheme: string, address: ContainerAddress): string {
  const { userInfo, host, database, parameters } = address;
  return `${scheme}://${userInfo}@${host}/${database}${queryOf(parameters)}`;
}

function queryOf(parameters: Parameters): string {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? "" : `?${query}`;
}
