/** A block as it is to be written. */
export interface PrintedBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** In the order of the text; nested blocks interrupt a run of aligned attributes. */
  readonly body: readonly PrintedEntry[];
}

export interface PrintedAttribute {
  readonly name: string;
  /** An expression as HCL writes it: see `quoted`, `rawSql`, `listOf`, `referenceTo` and `heredocOrQuoted`. */
  readonly value: string;
}

export type PrintedEntry = PrintedAttribute | PrintedBlock;
