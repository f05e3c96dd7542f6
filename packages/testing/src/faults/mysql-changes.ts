/** Changes of every kind of object, as statements that stand alone, and what proves that nothing is lost by them. */
import type { Flavour } from "@atlas/dev-database";

const sequences = {
  mysql: { before: "", after: "" },
  mariadb: {
    before: "CREATE SEQUENCE numbers INCREMENT BY 1;\n",
    after: "CREATE SEQUENCE numbers INCREMENT BY 5;\nCREATE SEQUENCE letters;\n",
  },
} as const;

/** The schema that a disturbed run starts from, with rows. */
export function schemaBefore(flavour: Flavour): string {
  return `${sequences[flavour].before}CREATE TABLE gone (id int PRIMARY KEY);
CREATE TABLE authors (id int PRIMARY KEY, name varchar(20), rest text);
CREATE TABLE books (id int PRIMARY KEY, author int, title varchar(20), KEY by_title (title));
INSERT INTO authors VALUES (1, 'Ann', 'x'), (2, 'Bob', 'y');
INSERT INTO books VALUES (1, 1, 'One'), (2, 2, 'Two'), (3, 2, 'Three');
CREATE VIEW names AS SELECT name FROM authors;
CREATE VIEW old AS SELECT id FROM gone;
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n + n;
CREATE PROCEDURE tidy() DELETE FROM books WHERE author IS NULL;
CREATE TRIGGER stamp BEFORE INSERT ON books FOR EACH ROW SET NEW.title = TRIM(NEW.title);
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM books WHERE id < 0;
`;
}

/** The schema that it is to end with. */
export function schemaAfter(flavour: Flavour): string {
  return `${sequences[flavour].after}CREATE TABLE authors (id bigint PRIMARY KEY, name varchar(40) NOT NULL, born date, KEY by_name (name));
CREATE TABLE books (id int PRIMARY KEY, author bigint, title varchar(20), pages int NOT NULL DEFAULT 0,
  CONSTRAINT written FOREIGN KEY (author) REFERENCES authors (id));
CREATE TABLE fresh (id int PRIMARY KEY, kind enum('a', 'b'));
CREATE VIEW names AS SELECT id, name FROM authors;
CREATE VIEW titles AS SELECT title FROM books;
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN 2 * n;
CREATE PROCEDURE tidy() DELETE FROM books WHERE title IS NULL;
CREATE PROCEDURE sweep() SELECT 1;
CREATE TRIGGER stamp BEFORE INSERT ON books FOR EACH ROW SET NEW.title = UPPER(NEW.title);
CREATE EVENT nightly ON SCHEDULE EVERY 2 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM books WHERE id < 0;
`;
}

/** What the rows are, in one text: the same before, in the middle and afterwards. */
export const rowsOf = `SELECT (SELECT GROUP_CONCAT(id, name ORDER BY id) FROM authors) AS authors,
  (SELECT GROUP_CONCAT(id, author, title ORDER BY id) FROM books) AS books`;
