/** Parts of the AtlasSchema that the story changes. */
export interface ManifestParts {
  /** Columns of `customers` after `id` and `name`, as SQL. */
  readonly customers: readonly string[];
  /** Columns of `orders` after its own. */
  readonly orders: readonly string[];
}

/** The Secret that the AtlasSchema takes the URL from. */
export function secretManifest(url: string): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: shop-db
stringData:
  url: ${JSON.stringify(url)}
`;
}

/** The AtlasSchema `shop`, whose policy refuses whatever loses data. */
export function schemaManifest({ customers, orders }: ManifestParts): string {
  return `apiVersion: db.atlasgo.io/v1alpha1
kind: AtlasSchema
metadata:
  name: shop
spec:
  urlFrom:
    secretKeyRef:
      name: shop-db
      key: url
  policy:
    lint:
      destructive:
        error: true
  schema:
    sql: |
      CREATE TABLE customers (
        id integer GENERATED ALWAYS AS IDENTITY,
        name text NOT NULL,
${lines(customers)}        PRIMARY KEY (id)
      );
      CREATE TABLE orders (
        id integer GENERATED ALWAYS AS IDENTITY,
        customer_id integer NOT NULL REFERENCES customers (id),
        cents integer NOT NULL CHECK (cents > 0),
${lines(orders)}        PRIMARY KEY (id)
      );
      CREATE INDEX orders_customer ON orders (customer_id);
`;
}

function lines(columns: readonly string[]): string {
  return columns.map((column) => `        ${column},\n`).join("");
}
