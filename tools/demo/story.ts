import { isDeepStrictEqual } from "node:util";
import { type ManifestParts, schemaManifest, secretManifest } from "./manifests.ts";
import type { Narrator } from "./narrator.ts";
import { initialSql, type Production, type Row } from "./production.ts";
import { appliedStatements, conditionOf, DemoError, type Stage } from "./stage.ts";

/** A step, for the summary. */
interface Chapter {
  readonly title: string;
  /** The statements that ran. */
  readonly ran: readonly string[];
  /** Why nothing ran, when something would have. */
  readonly instead?: string;
}

const phone = "phone text";
const points = "points integer NOT NULL DEFAULT 0";
const note = "note text";
const allCustomers = "SELECT * FROM customers ORDER BY id";
const allOrders = "SELECT * FROM orders ORDER BY id";

/**
 * The main job from beginning to end: each sentence is told after it was found to be true.
 *
 * @throws {DemoError} at the first thing that is not so.
 */
export async function tellStory(production: Production, stage: Stage, narrator: Narrator): Promise<void> {
  const story = new Story(production, stage, narrator);
  await story.begin();
  await story.declare();
  await story.addColumn();
  await story.refuse();
  await story.takeBack();
  await story.drift();
  await story.adopt();
  await story.end();
}

class Story {
  readonly #production: Production;
  readonly #stage: Stage;
  readonly #narrator: Narrator;
  readonly #chapters: Chapter[] = [];
  #manifest = "";

  constructor(production: Production, stage: Stage, narrator: Narrator) {
    this.#production = production;
    this.#stage = stage;
    this.#narrator = narrator;
  }

  async begin(): Promise<void> {
    const { version } = this.#production;
    this.#narrator.step("A production database");
    this.#narrator.say(
      `A PostgreSQL ${version} was started for this demo alone. It holds a table with rows, made by hand before anybody thought of Atlas:`,
    );
    this.#narrator.statements([initialSql.slice(0, initialSql.indexOf(";"))]);
    this.#narrator.rows(await this.#production.rows(allCustomers));
    for (const sentence of this.#stage.setting) this.#narrator.say(sentence);
  }

  async declare(): Promise<void> {
    this.#narrator.step("The schema is declared");
    this.#narrator.say(
      "Somebody writes down what the schema should be: the table that is there, and a new one. The policy refuses whatever would lose data. The URL of the database, with its password, is in a Secret of its own.",
    );
    const before = await this.#production.rows(allCustomers);
    this.#narrator.shown(await this.#stage.apply("secret.yaml", secretManifest(this.#production.url)));
    await this.#apply({ customers: [phone], orders: [] });
    const ran = await this.#ready("Declared");
    this.#expect(ran.length > 0, "nothing was applied");
    this.#narrator.say("The operator compared the database with it, and ran what was missing:");
    this.#narrator.statements(ran);
    await this.#expectRows(allCustomers, before);
    this.#narrator.done("The table that was there is untouched: all of its rows are the same.");
    await this.#production.run("INSERT INTO orders (customer_id, cents) VALUES (1, 4200), (2, 1999)");
  }

  async addColumn(): Promise<void> {
    this.#narrator.step("A column is added");
    this.#narrator.say("One more line in the manifest:");
    const before = await this.#production.rows(allCustomers);
    await this.#apply({ customers: [phone, points], orders: [] });
    const ran = await this.#ready("Column added");
    this.#narrator.say("It has arrived in the database, by:");
    this.#narrator.statements(ran);
    const expected = before.map((row) => ({ ...row, points: 0 }));
    await this.#expectRows(allCustomers, expected);
    this.#narrator.rows(await this.#production.rows(allCustomers));
    this.#narrator.done("The new column is there, and every row has kept its values.");
  }

  async refuse(): Promise<void> {
    this.#narrator.step("A destructive edit is refused");
    this.#narrator.say("Somebody deletes a line too many. Two phone numbers are at stake:");
    const before = await this.#production.rows(allCustomers);
    await this.#apply({ customers: [points], orders: [] });
    const { resource, ...shown } = await this.#stage.until("refused");
    this.#narrator.shown(shown);
    const message = conditionOf(resource, "Ready")?.message ?? "";
    this.#expect(/DROP COLUMN "?phone"?/.test(message), `the refusal does not name the column: ${message}`);
    this.#narrator.refused("The operator does not do that. The resource is not ready, and says why:");
    this.#narrator.shown(await this.#stage.event("Error"));
    await this.#expectRows(allCustomers, before);
    this.#narrator.rows(before);
    this.#narrator.done("The rows are all still there, phone numbers included.");
    this.#chapters.push({ title: "Column deleted from the manifest", ran: [], instead: message });
  }

  async takeBack(): Promise<void> {
    this.#narrator.step("The edit is taken back");
    await this.#apply({ customers: [phone, points], orders: [] });
    const ran = await this.#ready("Edit taken back");
    this.#expect(ran.length === 0, `something was applied: ${ran.join("; ")}`);
    this.#narrator.done("The resource is ready again. Nothing had to be done to the database.");
  }

  async drift(): Promise<void> {
    this.#narrator.step("Somebody changes the database by hand");
    this.#narrator.say("At night, past all manifests:");
    const byHand = [
      "ALTER TABLE orders ADD COLUMN note text",
      "UPDATE orders SET note = 'fragile' WHERE id = 2",
    ];
    this.#narrator.statements(byHand);
    for (const sql of byHand) await this.#production.run(sql);
    const before = await this.#production.rows(allOrders);
    const { resource, ...shown } = await this.#stage.until("drifted");
    this.#narrator.shown(shown);
    const message = conditionOf(resource, "Drifted")?.message ?? "";
    this.#expect(/\bnote\b/.test(message), `the report does not name the column: ${message}`);
    this.#narrator.say("Nobody had to run anything to find out. The operator noticed it, and reports:");
    this.#narrator.shown(await this.#stage.event("Drift"));
    await this.#expectRows(allOrders, before);
    this.#narrator.rows(before);
    this.#narrator.done("What was written by hand is reported, and left alone.");
    this.#chapters.push({ title: "Changed by hand", ran: [], instead: message });
  }

  async adopt(): Promise<void> {
    this.#narrator.step("The change by hand becomes part of the schema");
    this.#narrator.say("It was a good idea after all, so it goes into the manifest:");
    const before = await this.#production.rows(allOrders);
    await this.#apply({ customers: [phone, points], orders: [note] });
    const ran = await this.#ready("Adopted");
    this.#expect(ran.length === 0, `something was applied: ${ran.join("; ")}`);
    await this.#expectRows(allOrders, before);
    this.#narrator.done(
      "Manifest and database agree again: there was nothing to run, and the drift is gone.",
    );
  }

  async end(): Promise<void> {
    this.#narrator.step("Where we are");
    this.#narrator.table(await this.#stage.table());
    this.#narrator.say("And what each step did to the database:");
    for (const { title, ran, instead } of this.#chapters) {
      this.#narrator.item(title, ran.length > 0 ? ran : [instead ?? "Nothing to do."], ran.length > 0);
    }
  }

  /** Changes the manifest and hands it over. */
  async #apply(parts: ManifestParts): Promise<void> {
    const manifest = schemaManifest(parts);
    if (this.#manifest === "") this.#narrator.code(manifest);
    else this.#narrator.change(this.#manifest, manifest);
    this.#manifest = manifest;
    this.#narrator.shown(await this.#stage.apply("shop.yaml", manifest));
  }

  /** Waits for the resource. @returns the statements that were applied for it. */
  async #ready(title: string): Promise<readonly string[]> {
    const { resource, ...shown } = await this.#stage.until("ready");
    this.#narrator.shown(shown);
    const ran = appliedStatements(resource);
    this.#chapters.push({ title, ran });
    return ran;
  }

  async #expectRows(query: string, expected: readonly Row[]): Promise<void> {
    const rows = await this.#production.rows(query);
    this.#expect(
      isDeepStrictEqual(rows, expected),
      `\`${query}\` gives ${JSON.stringify(rows)} instead of ${JSON.stringify(expected)}`,
    );
  }

  #expect(isSo: boolean, otherwise: string): void {
    if (!isSo) throw new DemoError(`This is not as it should be: ${otherwise}`);
  }
}
