import type { Flavour } from "@atlas/dev-database";

/**
 * A shop with many branches, each in a schema of its own, with every kind of object that a server of the MySQL family
 * has and we manage.
 *
 * @param tables - about so many.
 */
export function mysqlShopSchema(tables: number, flavour: Flavour): string {
  const branches = Math.max(1, Math.round(tables / tablesOfABranch));
  const all = Array.from({ length: branches }, (_none, index) => branch(index, flavour));
  return [...all, ...acrossBranches(branches)].join("\n");
}

const tablesOfABranch = 20;

function nameOf(number: number): string {
  return `branch_${String(number).padStart(4, "0")}`;
}

function branch(number: number, flavour: Flavour): string {
  const s = nameOf(number);
  const items = Array.from({ length: 7 }, (_none, index) => itemTable(index));
  // Every third has a character set of its own, which its tables follow.
  const collation =
    number % 3 === 2 ? "latin1 COLLATE latin1_german1_ci" : "utf8mb4 COLLATE utf8mb4_unicode_ci";
  const comment = flavour === "mariadb" ? ` COMMENT 'Branch number ${number}'` : "";
  return `
CREATE DATABASE ${s} CHARACTER SET ${collation}${comment};
USE ${s};
${flavour === "mariadb" ? sequences : ""}
${tables}
${items.join("\n")}
${flavour === "mariadb" ? mariadbTables : mysqlTables}
${code}
`;
}

const sequences = `
CREATE SEQUENCE order_numbers START WITH 1000 INCREMENT BY 10 MINVALUE 100 CACHE 5;
CREATE SEQUENCE turns INCREMENT BY -1 START WITH 5 MINVALUE -9 MAXVALUE 10 NOCACHE CYCLE COMMENT 'Who''s next';`;

const tables = `
CREATE TABLE customers (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(120) CHARACTER SET ascii COLLATE ascii_bin,
  name varchar(120) NOT NULL DEFAULT 'nobody''s "name" \\\\ here' COMMENT 'Templates: \${not} one, nor %{this}',
  home json,
  interests set('books','it''s music','a b') NOT NULL DEFAULT 'books',
  initial char(1) AS (left(name, 1)) VIRTUAL,
  created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  is_active bool NOT NULL DEFAULT true,
  UNIQUE KEY email_once (email),
  KEY by_name (name(10) DESC, created_at),
  FULLTEXT KEY words (name) COMMENT 'For the search',
  CONSTRAINT has_name CHECK (char_length(name) > 0)
) COMMENT 'People who buy\nor will';
CREATE TABLE orders (
  number bigint NOT NULL,
  customer_id bigint unsigned NOT NULL,
  state enum('new','paid','sent "soon"','it''s gone') NOT NULL DEFAULT 'new',
  amount decimal(12,2) NOT NULL DEFAULT 0.5,
  taxes decimal(12,2) AS (amount * 0.19) STORED,
  shipping_id int unsigned,
  PRIMARY KEY (number DESC, customer_id),
  UNIQUE KEY number_once (number),
  KEY open_orders (customer_id, state),
  CONSTRAINT buyer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  CHECK (amount >= 0)
) AUTO_INCREMENT = 5000;
CREATE TABLE shipments (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_number bigint,
  truck smallint(4) unsigned zerofill NOT NULL DEFAULT 7,
  route varbinary(16) DEFAULT x'00ff',
  flags bit(8) DEFAULT b'101',
  CONSTRAINT of_order FOREIGN KEY (order_number) REFERENCES orders (number) ON DELETE SET NULL
);
ALTER TABLE orders ADD CONSTRAINT ships FOREIGN KEY (shipping_id) REFERENCES shipments (id);
CREATE TABLE events (
  id bigint NOT NULL,
  day int NOT NULL,
  what json,
  PRIMARY KEY (id, day),
  KEY by_day (day)
) PARTITION BY RANGE (day) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (
  PARTITION early VALUES LESS THAN (1000) COMMENT 'it''s early',
  PARTITION late VALUES LESS THAN MAXVALUE
);
CREATE TABLE visits (place varchar(20) NOT NULL, at date NOT NULL)
PARTITION BY LIST COLUMNS (place) (PARTITION \`at home\` VALUES IN ('here', 'it''s'), PARTITION away VALUES IN ('there'));
CREATE TABLE clicks (id int NOT NULL PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 3;
CREATE TABLE places (
  id int NOT NULL PRIMARY KEY,
  at point NOT NULL,
  area polygon,
  SPATIAL KEY around_here (at)
);
CREATE TABLE carts (id int NOT NULL, item varchar(40), KEY by_item (item) USING HASH) ENGINE = MEMORY;
CREATE TABLE logs (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, line text, photo mediumblob, at year) ENGINE = MyISAM CHECKSUM = 1;
CREATE TABLE \`The.odd "table"\` (
  \`select\` int NOT NULL,
  \`a \`\`b\` time(2) DEFAULT '10:00:00',
  secret int INVISIBLE,
  n double DEFAULT 1e10,
  KEY \`key\` (\`select\`, \`a \`\`b\`)
) ROW_FORMAT = COMPRESSED;`;

function itemTable(index: number): string {
  const previous = index === 0 ? "customers" : `item_${index - 1}`;
  return `CREATE TABLE item_${index} (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id bigint unsigned,
  code varchar(${20 + index}) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  price decimal(10,2) NOT NULL DEFAULT 9.99 COMMENT 'In euros',
  weight double,
  is_active bool NOT NULL DEFAULT true,
  made_on datetime DEFAULT '2020-02-29 00:00:00',
  data json,
  note text,
  UNIQUE KEY code_once (code, parent_id),
  KEY active (is_active, made_on DESC),
  CONSTRAINT has_parent_${index} FOREIGN KEY (parent_id) REFERENCES ${previous} (id) ON UPDATE CASCADE ON DELETE SET NULL
) COMMENT 'Items of level ${index}';`;
}

const mysqlTables = `
CREATE TABLE found (
  id int NOT NULL PRIMARY KEY,
  word varchar(50),
  tags json,
  at point NOT NULL SRID 4326,
  features vector(3),
  KEY lowered ((lower(word)), id DESC),
  KEY many ((CAST(tags->'$.ids' AS UNSIGNED ARRAY))),
  KEY hidden (word) INVISIBLE,
  FULLTEXT KEY grams (word) WITH PARSER ngram,
  SPATIAL KEY near (at),
  CONSTRAINT relaxed CHECK (id > 3) NOT ENFORCED
);
CREATE TABLE made (id binary(16) NOT NULL DEFAULT (uuid_to_bin(uuid())) PRIMARY KEY, at date DEFAULT (curdate())) COMPRESSION = 'zlib';`;

const mariadbTables = `
CREATE TABLE prices (id int NOT NULL PRIMARY KEY, price decimal(8,2), seen int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
CREATE TABLE bookings (
  room int NOT NULL,
  s date NOT NULL,
  e date NOT NULL,
  number bigint DEFAULT (NEXT VALUE FOR order_numbers),
  PERIOD FOR stay (s, e),
  PRIMARY KEY (room, stay WITHOUT OVERLAPS)
);
CREATE TABLE found (id uuid NOT NULL PRIMARY KEY, at inet6, word varchar(50), story varchar(900) COMPRESSED, long_one text, KEY hidden (word) IGNORED, UNIQUE KEY once (long_one));
CREATE TABLE notes (id int NOT NULL PRIMARY KEY, note varchar(50)) ENGINE = Aria TRANSACTIONAL = 1;`;

const code = `
CREATE FUNCTION tax(amount decimal(12,2)) RETURNS decimal(12,2) DETERMINISTIC COMMENT 'Tax on an amount' RETURN amount * 0.19;
CREATE FUNCTION rank_of(buyer bigint unsigned) RETURNS varchar(10) CHARSET ascii READS SQL DATA SQL SECURITY INVOKER
BEGIN
  -- It's counted; once.
  DECLARE n int DEFAULT 0;
  SELECT count(*) INTO n FROM orders WHERE customer_id = buyer;
  IF n > 10 THEN RETURN 'good;'; END IF;

  RETURN 'new';
END;
CREATE PROCEDURE tidy(IN days int unsigned, INOUT removed int, OUT word enum('x','y''z')) MODIFIES SQL DATA
BEGIN
  DELETE FROM events WHERE day < days;
  SET removed = 1, word = 'x';
END;
CREATE VIEW open_orders (number, buyer) AS SELECT o.number, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'new';
CREATE VIEW big_orders AS SELECT number, amount FROM orders WHERE amount > 1000 WITH CASCADED CHECK OPTION;
CREATE ALGORITHM = TEMPTABLE SQL SECURITY INVOKER VIEW a_ranking AS SELECT c.id, rank_of(c.id) AS \`the rank\`, tax(1.5) AS t FROM customers c;
CREATE VIEW a_first AS SELECT a.*, b.buyer FROM a_ranking a JOIN open_orders b ON true;
CREATE TRIGGER touch BEFORE INSERT ON customers FOR EACH ROW BEGIN IF NEW.name = '' THEN SET NEW.name = 'no;body'; END IF; END;
CREATE TRIGGER a_touch BEFORE INSERT ON customers FOR EACH ROW PRECEDES touch SET @seen = 'it''s \\\\';
CREATE TRIGGER gone AFTER DELETE ON orders FOR EACH ROW DELETE FROM clicks WHERE id = OLD.number;
CREATE EVENT cleaning ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO BEGIN CALL tidy(30, @removed, @word); END;
CREATE EVENT once ON SCHEDULE AT '2035-05-06 07:08:09' ON COMPLETION PRESERVE DISABLE COMMENT 'Just once' DO DELETE FROM clicks;`;

/** What one branch needs of another. */
function acrossBranches(branches: number): readonly string[] {
  return Array.from({ length: branches - 1 }, (_none, index) => {
    const [from, to] = [nameOf(index), nameOf(index + 1)];
    return `ALTER TABLE ${to}.item_6 ADD COLUMN other_branch bigint unsigned, ADD CONSTRAINT other FOREIGN KEY (other_branch) REFERENCES ${from}.customers (id);
CREATE VIEW ${to}.neighbours AS SELECT id, name, ${from}.tax(1) AS theirs FROM ${from}.customers;`;
  });
}
