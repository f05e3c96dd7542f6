import { index, integer, pgTable, serial, text } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: serial().primaryKey(),
  email: text().notNull().unique(),
});

export const posts = pgTable(
  "posts",
  {
    id: serial().primaryKey(),
    title: text().notNull(),
    authorId: integer("author_id")
      .notNull()
      .references(() => users.id),
  },
  (table) => [index("posts_author").on(table.authorId)],
);
