import { AtlasError, type DatabaseUrl, type Driver } from "@atlas/core";
import { assertClean } from "@atlas/engine";

/** A connection bound to a schema that is gone again once it is disposed. */
interface OpenSchema extends AsyncDisposable {
  readonly driver: Driver;
}

/**
 * Makes a schema on a dev database that was named as a whole, where a target is bound to one: what files say of that
 * schema by name holds there, too.
 *
 * @param whole - the dev database, used by nobody else.
 * @throws {AtlasError} `E_DEV_DIRTY` for a given one that is not empty, `E_SCOPE` where a database has no schemas.
 */
export async function openSchema(
  whole: Driver,
  schema: string,
  { url, isPrivate }: { readonly url: DatabaseUrl; readonly isPrivate: boolean },
  connect: (url: DatabaseUrl) => Promise<Driver>,
): Promise<OpenSchema> {
  const { dialect } = whole;
  const [create] = dialect.intoSchema?.(schema).before ?? [];
  const bound = dialect.boundTo?.(url, schema);
  if (create === undefined || bound?.bound !== schema)
    throw new AtlasError(
      "E_SCOPE",
      `the dev database cannot be bound to the schema ${JSON.stringify(schema)}`,
      {
        hint: "Name that schema in the URL of the dev database.",
      },
    );
  if (!isPrivate) await assertClean(whole, {});
  await whole.execute(create);
  // One of our own is thrown away as it is.
  const remove = (): Promise<void> => (isPrivate ? Promise.resolve() : whole.clean());
  try {
    const driver = await connect(bound);
    return {
      driver,
      [Symbol.asyncDispose]: async () => {
        await driver[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
