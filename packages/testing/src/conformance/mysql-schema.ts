/** As many kinds of objects as the flavour has. */
export function mysqlSchema(flavour: string): string {
  return `
    CREATE TABLE people (
      id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name varchar(40) COLLATE utf8mb4_bin NOT NULL DEFAULT 'x' COMMENT 'with a ''quote''',
      feels enum('sad','it''s ok') DEFAULT 'sad',
      age int,
      at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      tags json,
      initial varchar(1) AS (left(name, 1)) STORED,
      boss bigint unsigned,
      UNIQUE KEY name_once (name),
      KEY by_age (age DESC, name(10)),
      FULLTEXT KEY words (name),
      CONSTRAINT grown CHECK (age > 17 OR name <> 'it;s'),
      CONSTRAINT has_boss FOREIGN KEY (boss) REFERENCES people (id) ON DELETE SET NULL
    ) COMMENT 'everybody';
    CREATE TABLE orders (
      id int NOT NULL, day int NOT NULL, total decimal(10, 2) NOT NULL DEFAULT 0.5, PRIMARY KEY (id, day)
    ) PARTITION BY RANGE (day) (PARTITION early VALUES LESS THAN (10), PARTITION late VALUES LESS THAN MAXVALUE);
    CREATE FUNCTION twice (n int) RETURNS int DETERMINISTIC RETURN n * 2;
    CREATE PROCEDURE forget (IN one int) DELETE FROM orders WHERE id = one;
    CREATE VIEW adults AS SELECT id, name, twice(age) AS double_age FROM people WHERE age > 17;
    CREATE TRIGGER grow BEFORE INSERT ON people FOR EACH ROW SET NEW.age = coalesce(NEW.age, 18);
    CREATE EVENT cleaning ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM orders;
    ${flavour === "mariadb" ? "CREATE SEQUENCE numbers INCREMENT BY 5;" : ""}`;
}
