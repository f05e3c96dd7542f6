/** Classes that are there for nearly every type of a column, each as `<type>_<family>_ops`. */
const brinFamilies: Readonly<Record<string, string>> = {
  minmax: `bit bpchar bytea char date float4 float8 inet int2 int4 int8 interval macaddr macaddr8 name numeric
    oid pg_lsn text tid time timestamp timestamptz timetz uuid varbit`,
  minmax_multi: `date float4 float8 inet int2 int4 int8 interval macaddr macaddr8 numeric oid pg_lsn tid time
    timestamp timestamptz timetz uuid`,
  bloom: `bpchar bytea char date float4 float8 inet int2 int4 int8 interval macaddr macaddr8 name numeric oid
    pg_lsn text tid time timestamp timestamptz timetz uuid`,
  inclusion: "box inet range",
};

/** The operator classes of a plain server (`pg_opclass` of PostgreSQL 18), which HCL writes as bare words. */
const words: ReadonlySet<string> = new Set([
  ...`aclitem_ops array_ops bit_ops bool_ops box_ops bpchar_ops bpchar_pattern_ops bytea_ops char_ops cid_ops
    cidr_ops circle_ops date_ops enum_ops float4_ops float8_ops inet_ops int2_ops int4_ops int8_ops
    interval_ops jsonb_ops jsonb_path_ops kd_point_ops macaddr8_ops macaddr_ops money_ops multirange_ops
    name_ops network_ops numeric_ops oid_ops oidvector_ops pg_lsn_ops point_ops poly_ops quad_point_ops
    range_ops record_image_ops record_ops text_ops text_pattern_ops tid_ops time_ops timestamp_ops
    timestamptz_ops timetz_ops tsquery_ops tsvector_ops uuid_ops varbit_ops varchar_ops varchar_pattern_ops
    xid8_ops xid_ops`.split(/\s+/),
  ...Object.entries(brinFamilies).flatMap(([family, types]) =>
    types.split(/\s+/).map((type) => `${type}_${family}_ops`),
  ),
]);

export function isOperatorClassWord(name: string): boolean {
  return words.has(name);
}
